//! Imports that give `requires` or `permissions` another name.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenTree};

use super::conditions::arguments;

/// A rename in an import: `path::name as other`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rename {
    /// The path in front of the name, such as `entra_perms_runtime::`.
    path: String,
    name: String,
    pub(super) other: String,
}

impl Rename {
    /// Returns the full path that gets the other name.
    pub(super) fn source(&self) -> String {
        format!("{}{}", self.path, self.name)
    }
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
            let rename =
                Rename { path: joined(prefix, path), name: plain(name), other: plain(other) };
            if !foreign.contains(&rename.source()) {
                found.insert(rename);
            }
        }
        _ => {}
    }
}

/// Returns the rename of a crate, from the tokens after `extern`: `crate name as other`.
pub(super) fn renamed_crate(tokens: &[TokenTree]) -> Option<Rename> {
    match tokens {
        [
            TokenTree::Ident(krate),
            TokenTree::Ident(name),
            TokenTree::Ident(word),
            TokenTree::Ident(other),
            ..,
        ] if krate == "crate" && word == "as" => {
            Some(Rename { path: String::new(), name: plain(name), other: plain(other) })
        }
        _ => None,
    }
}

/// Collects the full paths of an import, except those that it renames.
pub(super) fn paths(import: &[TokenTree], prefix: &str, found: &mut BTreeSet<String>) {
    match import {
        [path @ .., TokenTree::Group(list)] => {
            let prefix = joined(prefix, path);
            let tokens: Vec<_> = list.stream().into_iter().collect();
            for part in arguments(&tokens) {
                paths(part, &prefix, found);
            }
        }
        [.., TokenTree::Ident(word), _] if word == "as" => {}
        path => {
            found.insert(joined(prefix, path));
        }
    }
}

/// Returns the path that ends the tokens, such as `entra_perms_runtime::`, with its first token.
pub(super) fn path_in_front(tokens: &[TokenTree]) -> (String, Option<&TokenTree>) {
    let mut path = String::new();
    let mut first = None;
    let mut rest = tokens;
    while let [before @ .., TokenTree::Punct(one), TokenTree::Punct(other)] = rest
        && one.as_char() == ':'
        && other.as_char() == ':'
    {
        if let Some((segment @ TokenTree::Ident(name), before)) = before.split_last() {
            path.insert_str(0, &format!("{}::", plain(name)));
            first = Some(segment);
            rest = before;
        } else {
            // The path begins with `::`.
            first = rest.get(before.len());
            rest = before;
        }
    }
    (path, first)
}

/// Returns the names that imports give to a macro, also over several renames.
///
/// Ignores modules: a name counts as the macro everywhere in the crate.
pub(super) fn names_of<'r>(
    name: &str,
    renames: &(impl Iterator<Item = &'r Rename> + Clone),
) -> BTreeSet<String> {
    let mut names = BTreeSet::from([name.to_owned()]);
    loop {
        let further: BTreeSet<String> = renames
            .clone()
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
