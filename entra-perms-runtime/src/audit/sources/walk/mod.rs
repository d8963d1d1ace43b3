//! A walk through the tokens of a crate, module by module, which collects its guards, and the
//! invocations of macros that the caller names.
//!
//! It reads tokens and not a syntax tree, because guards may be in the input of function-like
//! macros. Before the macro expands, that input need not be Rust syntax.

mod macros;
mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::rc::Rc;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use super::attributes::{self, Attribute};
use super::conditions::{Condition, Configuration};
use super::context::{Context, Place};
use super::files::{Folder, SourceFile};
use super::imports::{self, Rename};
use super::items::{CfgBranches, Item, ends_item, inner_attributes, name_of_function};
use super::lost::{Defect, Finding};

/// A guard in the sources, or a call of a macro that writes one.
#[derive(Debug)]
pub(super) struct SourceGuard {
    pub(super) file: Rc<SourceFile>,
    /// The line of the attribute.
    pub(super) line: usize,
    /// The lines of the macro call around it. rustc may report the first of them for the guard.
    pub(super) call: Option<RangeInclusive<usize>>,
    /// The module below the crate, such as `api::contacts`.
    pub(super) module: String,
    /// The function, if its name is written in the sources.
    pub(super) function: String,
    pub(super) condition: Condition,
}

/// An invocation of a macro that the walk was asked for.
#[derive(Debug)]
#[cfg_attr(
    all(not(feature = "__internals"), not(test)),
    expect(dead_code, reason = "only the command reads it")
)]
pub(super) struct SourceInvocation {
    pub(super) file: Rc<SourceFile>,
    pub(super) module: String,
    pub(super) condition: Condition,
    /// The begin of the path, or of the name.
    pub(super) start: Span,
    /// The path in front of the name, such as `entra_perms_runtime::`.
    pub(super) path: String,
    pub(super) name: Ident,
    pub(super) input: Group,
}

/// A walk through the sources, with its results.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    configuration: Configuration<'a>,
    /// The full paths of foreign attributes, which the test names.
    foreign: &'a [String],
    /// The names of `requires`.
    names: &'a BTreeSet<String>,
    /// The names of the macros whose invocations are collected.
    macros: Option<&'a BTreeSet<String>>,
    pub(super) files: Vec<Rc<SourceFile>>,
    /// The files around the tokens. Each file includes the next one.
    around: Vec<PathBuf>,
    pub(super) guards: Vec<SourceGuard>,
    pub(super) invocations: Vec<SourceInvocation>,
    pub(super) findings: Vec<Finding>,
    /// The renames in imports.
    pub(super) renames: BTreeSet<Rename>,
    /// The full paths of imports, except those that are renamed.
    pub(super) imported: BTreeSet<String>,
    /// The names of modules.
    pub(super) modules: BTreeSet<String>,
    /// For each name of a `macro_rules!`, `true` if every rule writes a guard.
    pub(super) templates: BTreeMap<String, bool>,
    /// The calls of macros, by the name of the macro.
    calls: Vec<(String, SourceGuard)>,
    /// The calls of macros that always write a guard, at the end of the walk.
    pub(super) guarded_calls: Vec<SourceGuard>,
    guards_in_definitions: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        configuration: Configuration<'a>,
        foreign: &'a [String],
        names: &'a BTreeSet<String>,
    ) -> Self {
        Self {
            configuration,
            foreign,
            names,
            macros: None,
            files: Vec::new(),
            around: Vec::new(),
            guards: Vec::new(),
            invocations: Vec::new(),
            findings: Vec::new(),
            renames: BTreeSet::new(),
            imported: BTreeSet::new(),
            modules: BTreeSet::new(),
            templates: BTreeMap::new(),
            calls: Vec::new(),
            guarded_calls: Vec::new(),
            guards_in_definitions: 0,
        }
    }

    /// Collects the invocations of the macros with these names, too.
    #[cfg(feature = "__internals")]
    pub(super) fn of_macros(self, macros: &'a BTreeSet<String>) -> Self {
        Self { macros: Some(macros), ..self }
    }

    /// Walks through a crate from its root.
    pub(super) fn crate_root(mut self, root: Rc<SourceFile>) -> Self {
        let folder = Folder::of_root(&root.shown);
        self.file(root, folder, String::new(), Condition::Holds);
        for (name, call) in std::mem::take(&mut self.calls) {
            if self.templates.get(&name) == Some(&true) {
                self.guarded_calls.push(call);
            }
        }
        self
    }

    /// Walks through a file.
    fn file(
        &mut self,
        source: Rc<SourceFile>,
        folder: Folder,
        module: String,
        condition: Condition,
    ) {
        self.files.push(Rc::clone(&source));
        self.around.push(source.real.clone());
        match source.tokens() {
            Ok(tokens) => {
                let place = Place::Code;
                self.tokens(tokens, Context { file: source, folder, module, condition, place });
            }
            Err(error) => {
                self.finding(&source, error.line, Defect::Unreadable { reason: error.reason });
            }
        }
        self.around.pop();
    }

    fn tokens(&mut self, tokens: TokenStream, mut context: Context) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        // The item whose attributes were read, until it ends.
        let mut item: Option<Item> = None;
        let mut branches = CfgBranches::default();
        loop {
            if let Some(inner) = inner_attributes(rest) {
                let attributes = attributes::inner(inner, &self.configuration);
                context.condition = context.condition.and(self.condition(&attributes));
            }
            let (attributes, after) = attributes::leading(rest, &self.configuration);
            if !attributes.is_empty() {
                let condition = branches.begin(self.condition(&attributes));
                let context_of_item = context.under(condition);
                self.item(&attributes, after, &context_of_item);
                item = Some(Item::new(context_of_item, attributes));
            } else if let Some(condition) = branches.of_else(rest) {
                item = Some(Item::new(context.under(condition), Vec::new()));
            }
            let Some((token, next)) = after.split_first() else { return };
            let here = item.as_ref().map_or(&context, |item| &item.context);
            // A visibility may be between the attributes and `mod`.
            let attributes = item.as_ref().map_or(&[][..], |item| &item.attributes);
            let before = tokens.get(..tokens.len() - after.len()).unwrap_or(&[]);
            let following = if let Some(behind) = self.construct(attributes, before, after, here) {
                behind
            } else {
                if let TokenTree::Group(group) = token {
                    self.tokens(group.stream(), here.clone());
                }
                next
            };
            branches.see(token);
            item = item.filter(|_| !ends_item(after, following)).and_then(|item| item.after(token));
            rest = following;
        }
    }

    /// Returns the condition that the attributes put on their item.
    fn condition(&self, attributes: &[Attribute]) -> Condition {
        let mut condition = Condition::Holds;
        for attribute in attributes {
            if let Some(cfg) = attribute.as_cfg(&self.configuration) {
                // In a `cfg_attr`, the `cfg` counts only if the `cfg_attr` holds.
                condition = condition.and(attribute.condition.clone().not().or(cfg));
            }
        }
        condition
    }

    /// Collects the guards of an item, and reports harmful attributes above them.
    fn item(&mut self, attributes: &[Attribute], item: &[TokenTree], context: &Context) {
        let function = name_of_function(item);
        for attribute in self.above_guards(attributes) {
            if !self.is_guard(attribute) && !attribute.is_harmless() {
                let defect =
                    Defect::Above { attribute: attribute.path.clone(), function: function.clone() };
                self.finding(&context.file, attribute.line, defect);
            }
        }
        for attribute in attributes {
            if self.is_guard(attribute) {
                let condition = context.condition.clone().and(attribute.condition.clone());
                self.guard(attribute.line, function.clone(), condition, context);
            }
        }
    }

    /// Returns the attributes that expand before a guard in some build, not only in this one.
    ///
    /// Attributes below an unconditional guard always expand after its check.
    fn above_guards<'t>(&self, attributes: &'t [Attribute]) -> &'t [Attribute] {
        let first_unconditional = attributes
            .iter()
            .position(|attribute| self.is_guard(attribute) && !attribute.is_conditional);
        let last = attributes.iter().rposition(|attribute| self.is_guard(attribute));
        match first_unconditional.or(last) {
            Some(guard) => attributes.split_at(guard).0,
            None => &[],
        }
    }

    fn guard(&mut self, line: usize, function: String, condition: Condition, context: &Context) {
        let call = match &context.place {
            Place::Code => None,
            Place::Call(lines) => Some(lines.clone()),
            Place::Definition if condition == Condition::Fails => return,
            Place::Definition => {
                self.guards_in_definitions += 1;
                return;
            }
        };
        self.guards.push(SourceGuard {
            file: Rc::clone(&context.file),
            line,
            call,
            module: context.module.clone(),
            function,
            condition,
        });
    }

    fn is_guard(&self, attribute: &Attribute) -> bool {
        self.names.contains(attribute.last_segment()) && !self.foreign.contains(&attribute.path)
    }

    /// Walks through a module, a macro or an import at the front of the tokens.
    ///
    /// Returns the tokens behind it, or `None` if its tokens remain to be walked through.
    fn construct<'t>(
        &mut self,
        attributes: &[Attribute],
        before: &[TokenTree],
        tokens: &'t [TokenTree],
        context: &Context,
    ) -> Option<&'t [TokenTree]> {
        let [TokenTree::Ident(word), rest @ ..] = tokens else { return None };
        match (word.to_string().as_str(), rest) {
            ("use", _) => {
                imports::renames(imports::import(rest), "", self.foreign, &mut self.renames);
                imports::paths(imports::import(rest), "", &mut self.imported);
                None
            }
            ("extern", _) => {
                self.renames.extend(imports::renamed_crate(rest));
                None
            }
            ("mod", [TokenTree::Ident(name), TokenTree::Punct(end), after @ ..])
                if end.as_char() == ';' =>
            {
                self.module_file(attributes, name, context);
                Some(after)
            }
            ("mod", [TokenTree::Ident(name), TokenTree::Group(body), after @ ..]) => {
                self.inline_module(attributes, name, body, context);
                Some(after)
            }
            (
                "macro_rules",
                [
                    TokenTree::Punct(mark),
                    TokenTree::Ident(name),
                    TokenTree::Group(rules),
                    after @ ..,
                ],
            ) if mark.as_char() == '!' => {
                self.definition(name, rules, context);
                Some(after)
            }
            (_, [TokenTree::Punct(mark), TokenTree::Group(input), after @ ..])
                if mark.as_char() == '!' =>
            {
                if !self.invocation(before, word, input, context) {
                    self.call(word, input, context);
                }
                Some(after)
            }
            _ => None,
        }
    }

    fn finding(&mut self, file: &SourceFile, line: usize, defect: Defect) {
        self.findings.push(Finding { file: file.shown.clone(), line, defect });
    }
}

fn line(span: Span) -> usize {
    span.start().line
}
