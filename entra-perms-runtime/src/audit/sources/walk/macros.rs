//! Macros: the output of `macro_rules!`, and the input of function-like macros.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::{Group, Ident, TokenTree};

use super::{SourceGuard, SourceInvocation, Walk, line};
use crate::audit::sources::conditions::string;
use crate::audit::sources::context::{Context, Place};
use crate::audit::sources::imports::path_in_front;

impl Walk<'_> {
    /// Walks through the rules of a `macro_rules!`. Each rule is `(…) => {…};`.
    pub(super) fn definition(&mut self, name: &Ident, rules: &Group, context: &Context) {
        let tokens: Vec<_> = rules.stream().into_iter().collect();
        let mut always = true;
        for rule in tokens.windows(3) {
            let [TokenTree::Punct(equals), TokenTree::Punct(arrow), TokenTree::Group(output)] =
                rule
            else {
                continue;
            };
            if equals.as_char() == '=' && arrow.as_char() == '>' {
                let before = self.guards_in_definitions;
                let context = Context { place: Place::Definition, ..context.clone() };
                self.tokens(output.stream(), context);
                always &= self.guards_in_definitions > before;
            }
        }
        // If two macros have one name, a call may be of either.
        self.templates
            .entry(name.to_string())
            .and_modify(|both| *both &= always)
            .or_insert(always);
    }

    /// Collects the invocation of a macro that the walk was asked for. Returns `false` for others.
    pub(super) fn invocation(
        &mut self,
        before: &[TokenTree],
        name: &Ident,
        input: &Group,
        context: &Context,
    ) -> bool {
        let is_wanted =
            |macros: &BTreeSet<String>| macros.contains(&name.to_string().replace("r#", ""));
        if context.place == Place::Definition || !self.macros.is_some_and(is_wanted) {
            return false;
        }
        let (path, first) = path_in_front(before);
        self.invocations.push(SourceInvocation {
            file: Rc::clone(&context.file),
            module: context.module.clone(),
            condition: context.condition.clone(),
            start: first.map_or(name.span(), TokenTree::span),
            path,
            name: name.clone(),
            input: input.clone(),
        });
        true
    }

    /// Walks through the input of a function-like macro.
    pub(super) fn call(&mut self, name: &Ident, input: &Group, context: &Context) {
        if name == "include" && context.place != Place::Definition {
            return self.include(input, context);
        }
        let place = match &context.place {
            Place::Code => {
                let lines = line(name.span())..=input.span_close().end().line;
                let call = SourceGuard {
                    file: Rc::clone(&context.file),
                    line: *lines.start(),
                    call: Some(lines.clone()),
                    module: context.module.clone(),
                    function: format!("{name}!"),
                    condition: context.condition.clone(),
                };
                self.calls.push((name.to_string(), call));
                Place::Call(lines)
            }
            around => around.clone(),
        };
        self.tokens(input.stream(), Context { place, ..context.clone() });
    }

    /// Walks through the file of `include!("…")`.
    ///
    /// Ignores other paths than literals: they belong to generated code, which is not a source.
    fn include(&mut self, input: &Group, context: &Context) {
        let Some(path) = string(input.stream().to_string().trim()) else { return };
        let Some(source) = self.open(&context.folder.of_file().join(path)) else { return };
        let folder = context.folder.clone();
        self.file(source, folder, context.module.clone(), context.condition.clone());
    }
}
