//! Imports that give `requires` another name.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenTree};

use super::conditions::arguments;

/// `name as other` in an import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rename {
    name: String,
    other: String,
}

/// The tokens after `use` up to the `;`.
pub(super) fn import(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_end =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let end = tokens.iter().position(is_end).unwrap_or(tokens.len());
    tokens.get(..end).unwrap_or(tokens)
}

/// Collects the imports that rename, unless the whole path is another crate's.
pub(super) fn renames(
    import: &[TokenTree],
    prefix: &str,
    others: &[String],
    found: &mut BTreeSet<Rename>,
) {
    match import {
        [path @ .., TokenTree::Group(list)] => {
            let prefix = joined(prefix, path);
            let tokens: Vec<_> = list.stream().into_iter().collect();
            for part in arguments(&tokens) {
                renames(part, &prefix, others, found);
            }
        }
        [path @ .., TokenTree::Ident(name), TokenTree::Ident(word), TokenTree::Ident(other)]
            if word == "as" =>
        {
            let name = plain(name);
            if !others.contains(&format!("{}{name}", joined(prefix, path))) {
                found.insert(Rename { name, other: plain(other) });
            }
        }
        _ => {}
    }
}

/// The names that the imports give to `requires`, also if one renames what another has renamed.
/// Which module a name is in does not count.
pub(super) fn names_of_guard(renames: &BTreeSet<Rename>) -> BTreeSet<String> {
    let mut names = BTreeSet::from(["requires".to_owned()]);
    loop {
        let of_guards = renames.iter().filter(|rename| names.contains(&rename.name));
        let further: BTreeSet<String> = of_guards.map(|rename| rename.other.clone()).collect();
        if further.is_subset(&names) {
            return names;
        }
        names.extend(further);
    }
}

fn joined(prefix: &str, path: &[TokenTree]) -> String {
    let path: String = path.iter().filter_map(of_path).collect();
    format!("{prefix}{}", path.trim_start_matches("::"))
}

fn of_path(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(ident) => Some(plain(ident)),
        TokenTree::Punct(punct) => Some(punct.to_string()),
        TokenTree::Group(_) | TokenTree::Literal(_) => None,
    }
}

fn plain(name: &Ident) -> String {
    name.to_string().replace("r#", "")
}
