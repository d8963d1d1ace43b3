//! Macros: what `macro_rules!` writes, and what function-like macros are given.

use proc_macro2::{Group, Ident, TokenTree};

use super::{Guard, Place, Scope, Walk, line};
use crate::audit::sources::conditions::string;

impl Walk<'_> {
    /// Walks through the rules of a `macro_rules!`, each of which is `(…) => {…};`.
    pub(super) fn definition(&mut self, name: &Ident, rules: &Group, scope: &Scope) {
        let tokens: Vec<_> = rules.stream().into_iter().collect();
        let mut always = true;
        for rule in tokens.windows(3) {
            let [TokenTree::Punct(equals), TokenTree::Punct(arrow), TokenTree::Group(written)] =
                rule
            else {
                continue;
            };
            if (equals.as_char(), arrow.as_char()) == ('=', '>') {
                let before = self.guards_in_definitions;
                self.tokens(written.stream(), Scope { place: Place::Definition, ..scope.clone() });
                always &= self.guards_in_definitions > before;
            }
        }
        // Of two macros of one name, either may be meant.
        self.templates
            .entry(name.to_string())
            .and_modify(|both| *both &= always)
            .or_insert(always);
    }

    /// Walks through what a function-like macro is given.
    pub(super) fn call(&mut self, name: &Ident, given: &Group, scope: &Scope) {
        let lines = line(name.span())..=given.span_close().end().line;
        if name == "include" && scope.place != Place::Definition {
            return self.include(given, scope);
        }
        let place = match &scope.place {
            Place::Code => {
                let call = Guard {
                    file: scope.file,
                    line: *lines.start(),
                    call: Some(lines.clone()),
                    module: scope.module.clone(),
                    function: format!("{name}!"),
                    condition: scope.condition.clone(),
                };
                self.calls.push((name.to_string(), call));
                Place::Call(lines)
            }
            around => around.clone(),
        };
        self.tokens(given.stream(), Scope { place, ..scope.clone() });
    }

    /// Walks through the file of `include!("…")`. A path that is put together is one of generated
    /// code, which is no source.
    fn include(&mut self, given: &Group, scope: &Scope) {
        let path = string(given.stream().to_string().trim());
        let file = path.map(|path| scope.folder.beside_file().join(path));
        let Some(source) = file.and_then(|file| self.open(&file)) else { return };
        self.file(source, scope.folder.clone(), scope.module.clone(), scope.condition.clone());
    }
}
