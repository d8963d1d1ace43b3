//! Imports that give `requires` another name.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenTree};

use super::conditions::arguments;

/// A rename in an import: `name as other`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rename {
    name: String,
    other: String,
}

/// Returns the tokens after `use`, up to the `;`.
pub(super) fn import(tokens: &[TokenTree]) -> &[TokenTree] {
    tokens
        .split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'))
        .next()
        .unwrap_or(tokens)
}

/// Collects the renames of an import, except renames of foreign attributes.
pub(super) fn renames(
    import: &[TokenTree],
    prefix: &str,
    foreign: &[String],
    found: &mut BTreeSet<Rename>,
) {
    match import {
        [path @ .., TokenTree::Group(list)] => {
            let prefix = joined(prefix, path);
            let tokens: Vec<_> = list.stream().into_iter().collect();
            for part in arguments(&tokens) {
                renames(part, &prefix, foreign, found);
            }
        }
        [path @ .., TokenTree::Ident(name), TokenTree::Ident(word), TokenTree::Ident(other)]
            if word == "as" =>
        {
            let name = plain(name);
            if !foreign.contains(&format!("{}{name}", joined(prefix, path))) {
                found.insert(Rename { name, other: plain(other) });
            }
        }
        _ => {}
    }
}

/// Returns the names that imports give to `requires`, also over several renames.
///
/// Ignores modules: a name counts as a guard everywhere in the crate.
pub(super) fn names_of_guard(renames: &BTreeSet<Rename>) -> BTreeSet<String> {
    let mut names = BTreeSet::from(["requires".to_owned()]);
    loop {
        let further: BTreeSet<String> = renames
            .iter()
            .filter(|rename| names.contains(&rename.name))
            .map(|rename| rename.other.clone())
            .collect();
        if further.is_subset(&names) {
            return names;
        }
        names.extend(further);
    }
}

fn joined(prefix: &str, path: &[TokenTree]) -> String {
    let path: String = path.iter().filter_map(path_token).collect();
    format!("{prefix}{}", path.trim_start_matches("::"))
}

fn path_token(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(ident) => Some(plain(ident)),
        TokenTree::Punct(punct) => Some(punct.to_string()),
        TokenTree::Group(_) | TokenTree::Literal(_) => None,
    }
}

fn plain(name: &Ident) -> String {
    name.to_string().replace("r#", "")
}
