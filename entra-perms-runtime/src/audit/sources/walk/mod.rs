//! Walks through the tokens of a crate, module by module, and notes its guards.
//!
//! Tokens, and not a syntax tree, because guards also stand in what function-like macros are given,
//! which is no syntax of Rust before the macro has expanded it.

mod macros;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

use super::attributes::{self, Attribute};
use super::conditions::{Condition, Configuration};
use super::files::{Folder, Sourcefile};
use super::imports::{self, Rename};
use super::items::{Alternatives, Item, ends_item, inner_attributes, name_of_function};
use super::lost::{Finding, Problem};

/// A guard that the sources have, or a call of a macro that writes one.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) file: usize,
    /// The line of the attribute.
    pub(super) line: usize,
    /// The lines of the macro call around it. rustc may say that all of it comes from the first.
    pub(super) call: Option<RangeInclusive<usize>>,
    /// The module below the crate, as in `api::contacts`.
    pub(super) module: String,
    /// The function, if it has its name yet.
    pub(super) function: String,
    pub(super) condition: Condition,
}

/// What is around the tokens.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    file: usize,
    folder: Folder,
    module: String,
    condition: Condition,
    place: Place,
}

#[derive(Clone, Debug, PartialEq)]
enum Place {
    Code,
    /// In what a function-like macro is given: the lines of its call.
    Call(RangeInclusive<usize>),
    /// In `macro_rules!`: nothing is compiled here.
    Definition,
}

/// What was found so far.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    configuration: Configuration<'a>,
    /// The full paths that the test says are another crate's attributes.
    others: &'a [String],
    /// The names of `requires`.
    names: &'a BTreeSet<String>,
    pub(super) files: Vec<Sourcefile>,
    /// The files around the tokens, each of which includes the next.
    around: Vec<PathBuf>,
    pub(super) guards: Vec<Guard>,
    pub(super) findings: Vec<Finding>,
    /// The imports that give another name.
    pub(super) renames: BTreeSet<Rename>,
    /// By name of a `macro_rules!`, whether every rule of it writes a guard.
    templates: BTreeMap<String, bool>,
    calls: Vec<(String, Guard)>,
    guards_in_definitions: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        configuration: Configuration<'a>,
        others: &'a [String],
        names: &'a BTreeSet<String>,
    ) -> Self {
        Self {
            configuration,
            others,
            names,
            files: Vec::new(),
            around: Vec::new(),
            guards: Vec::new(),
            findings: Vec::new(),
            renames: BTreeSet::new(),
            templates: BTreeMap::new(),
            calls: Vec::new(),
            guards_in_definitions: 0,
        }
    }

    /// Walks through a crate from its root. Returns the calls of macros that always write a guard.
    pub(super) fn crate_root(&mut self, root: Sourcefile) -> Vec<Guard> {
        let folder = Folder::of_root(&root.shown);
        self.file(root, folder, String::new(), Condition::Holds);
        let writes_guard = |name: &str| self.templates.get(name).is_some_and(|always| *always);
        let calls = std::mem::take(&mut self.calls).into_iter();
        calls.filter(|(name, _)| writes_guard(name)).map(|(_, call)| call).collect()
    }

    /// Walks through a file.
    fn file(&mut self, source: Sourcefile, folder: Folder, module: String, condition: Condition) {
        let file = self.files.len();
        let text = source.tokens();
        self.around.push(source.real.clone());
        self.files.push(source);
        match text {
            Ok(tokens) => {
                let scope = Scope { file, folder, module, condition, place: Place::Code };
                self.tokens(tokens, scope);
            }
            Err((line, reason)) => self.finding(file, line, Problem::Unreadable { reason }),
        }
        self.around.pop();
    }

    fn tokens(&mut self, tokens: TokenStream, mut scope: Scope) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        // The item that has begun with attributes, until it ends.
        let mut item: Option<Item> = None;
        let mut alternatives = Alternatives::default();
        loop {
            if let Some(inner) = inner_attributes(rest) {
                let attributes = attributes::inner(inner, &self.configuration);
                scope.condition = scope.condition.and(self.condition(&attributes));
            }
            let (attributes, after) = attributes::leading(rest, &self.configuration);
            if !attributes.is_empty() {
                let condition = self.condition(&attributes);
                let condition = scope.condition.clone().and(alternatives.begin(condition));
                let of_item = Scope { condition, ..scope.clone() };
                self.item(&attributes, after, &of_item);
                item = Some(Item::new(of_item));
            } else if let Some(condition) = alternatives.of_else(rest) {
                let condition = scope.condition.clone().and(condition);
                item = Some(Item::new(Scope { condition, ..scope.clone() }));
            }
            let Some((token, mut following)) = after.split_first() else { return };
            let here = item.as_ref().map_or(&scope, |item| &item.scope);
            let step = self.construct(&attributes, after, here);
            if let Some(past) = step {
                following = past;
            } else if let TokenTree::Group(group) = token {
                self.tokens(group.stream(), here.clone());
            }
            alternatives.see(token);
            item = item.filter(|_| !ends_item(after, following)).and_then(|item| item.after(token));
            rest = following;
        }
    }

    /// What the attributes say of whether their item is compiled.
    fn condition(&self, attributes: &[Attribute]) -> Condition {
        let conditions = attributes.iter().filter_map(|attribute| {
            let condition = attribute.as_cfg(&self.configuration)?;
            // In `cfg_attr`, the `cfg` counts only if the attribute is there.
            Some(attribute.condition.clone().not().or(condition))
        });
        conditions.fold(Condition::Holds, Condition::and)
    }

    /// Notes the guards of an item, and the attributes above them.
    fn item(&mut self, attributes: &[Attribute], item: &[TokenTree], scope: &Scope) {
        let function = name_of_function(item);
        for attribute in self.above_guards(attributes) {
            if !self.is_guard(attribute) && !attribute.is_harmless() {
                let (attribute, line) = (attribute.path.clone(), attribute.line);
                self.finding(
                    scope.file,
                    line,
                    Problem::Above { attribute, function: function.clone() },
                );
            }
        }
        for attribute in attributes {
            if self.is_guard(attribute) {
                let condition = scope.condition.clone().and(attribute.condition.clone());
                self.guard(attribute.line, function.clone(), condition, scope);
            }
        }
    }

    /// The attributes that expand before a guard in some build, whichever this build is. Below a
    /// guard that is in every build, they all expand after a check.
    fn above_guards<'t>(&self, attributes: &'t [Attribute]) -> &'t [Attribute] {
        let is_guard = |attribute: &Attribute| self.is_guard(attribute);
        let always = attributes
            .iter()
            .position(|attribute| is_guard(attribute) && !attribute.is_conditional);
        let first = always.or_else(|| attributes.iter().rposition(is_guard));
        first.and_then(|first| attributes.get(..first)).unwrap_or_default()
    }

    fn guard(&mut self, line: usize, function: String, condition: Condition, scope: &Scope) {
        let call = match &scope.place {
            Place::Code => None,
            Place::Call(lines) => Some(lines.clone()),
            Place::Definition if condition == Condition::Fails => return,
            Place::Definition => return self.guards_in_definitions += 1,
        };
        let (file, module) = (scope.file, scope.module.clone());
        self.guards.push(Guard { file, line, call, module, function, condition });
    }

    fn is_guard(&self, attribute: &Attribute) -> bool {
        self.names.contains(attribute.last_segment()) && !self.others.contains(&attribute.path)
    }

    /// Walks through what is more than tokens: a module, a macro, an import. Returns what follows.
    fn construct<'t>(
        &mut self,
        attributes: &[Attribute],
        tokens: &'t [TokenTree],
        scope: &Scope,
    ) -> Option<&'t [TokenTree]> {
        let [TokenTree::Ident(word), rest @ ..] = tokens else { return None };
        match (word.to_string().as_str(), rest) {
            ("use", _) => {
                imports::renames(imports::import(rest), "", self.others, &mut self.renames);
                None
            }
            ("mod", [TokenTree::Ident(name), TokenTree::Punct(end), after @ ..])
                if end.as_char() == ';' =>
            {
                self.module_file(attributes, name, scope);
                Some(after)
            }
            ("mod", [TokenTree::Ident(name), TokenTree::Group(content), after @ ..]) => {
                let path = self.path(attributes, scope);
                let module = below(&scope.module, name);
                let folder =
                    scope.folder.inline(&name.to_string().replace("r#", ""), path.as_deref());
                self.tokens(content.stream(), Scope { folder, module, ..scope.clone() });
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
                self.definition(name, rules, scope);
                Some(after)
            }
            (_, [TokenTree::Punct(mark), TokenTree::Group(given), after @ ..])
                if mark.as_char() == '!' =>
            {
                self.call(word, given, scope);
                Some(after)
            }
            _ => None,
        }
    }

    /// Walks through the file of `mod name;`. If the module is not compiled, the file need not be
    /// there, but the order of attributes in it counts.
    fn module_file(&mut self, attributes: &[Attribute], name: &Ident, scope: &Scope) {
        if scope.place == Place::Definition {
            return;
        }
        let path = self.path(attributes, scope);
        let candidates = scope.folder.files(&name.to_string().replace("r#", ""), path.as_deref());
        let found = candidates.iter().find_map(|(file, folder)| Some((self.open(file)?, folder)));
        match (found, &scope.condition) {
            (Some((source, folder)), condition) => {
                self.file(source, folder.clone(), below(&scope.module, name), condition.clone());
            }
            (None, Condition::Fails) => {}
            // The macro need not expand to it.
            (None, _) if scope.place != Place::Code => {}
            (None, condition) => {
                let looked = candidates.into_iter().map(|(file, _)| file).collect();
                let unknown = condition.unknown();
                let problem = Problem::NoFile { module: name.to_string(), looked, unknown };
                self.finding(scope.file, line(name.span()), problem);
            }
        }
    }

    /// A file that exists and does not include itself.
    fn open(&self, file: &Path) -> Option<Sourcefile> {
        self.files
            .first()?
            .beside(file)
            .filter(|source| !self.around.contains(&source.real))
    }

    /// What `#[path = "…"]` says.
    fn path(&mut self, attributes: &[Attribute], scope: &Scope) -> Option<String> {
        let mut compiled =
            attributes.iter().filter(|attribute| attribute.condition != Condition::Fails);
        let (attribute, path) =
            compiled.find_map(|attribute| Some((attribute, attribute.as_path()?)))?;
        let unknown = attribute.condition.unknown();
        let is_unknown = path.is_err() || !unknown.is_empty();
        if is_unknown && scope.condition != Condition::Fails {
            self.finding(scope.file, attribute.line, Problem::UnknownPath { unknown });
        }
        path.ok()
    }

    fn finding(&mut self, file: usize, line: usize, problem: Problem) {
        let file = self.files.get(file).map(|source| source.shown.clone()).unwrap_or_default();
        self.findings.push(Finding { file, line, problem });
    }
}

fn below(module: &str, name: &Ident) -> String {
    let name = name.to_string().replace("r#", "");
    if module.is_empty() { name } else { format!("{module}::{name}") }
}

fn line(span: Span) -> usize {
    span.start().line
}
