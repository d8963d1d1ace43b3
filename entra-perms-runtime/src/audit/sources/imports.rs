//! Imports that give `requires` another name.

use std::collections::BTreeSet;

use proc_macro2::TokenTree;

use super::conditions::arguments;

/// The tokens after `use` up to the `;`.
pub(super) fn import(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let end = tokens.iter().position(is_end).unwrap_or(tokens.len());
    tokens.get(..end).unwrap_or(tokens)
}

/// Collects the names of `requires as name`, unless the whole path is another crate's.
pub(super) fn renamed(import: &[TokenTree], prefix: &str, others: &[String], names: &mut BTreeSet<String>) {
    match import {
        [path @ .., TokenTree::Group(list)] => {
            let prefix = joined(prefix, path);
            let tokens: Vec<_> = list.stream().into_iter().collect();
            for part in arguments(&tokens) {
                renamed(part, &prefix, others, names);
            }
        }
        [path @ .., TokenTree::Ident(name), TokenTree::Ident(word), TokenTree::Ident(other)]
            if name == "requires" && word == "as" =>
        {
            let path = format!("{}requires", joined(prefix, path));
            if !others.contains(&path) {
                names.insert(other.to_string().replace("r#", ""));
            }
        }
        _ => {}
    }
}

fn joined(prefix: &str, path: &[TokenTree]) -> String {
    let path: String = path.iter().filter_map(of_path).collect();
    format!("{prefix}{}", path.trim_start_matches("::"))
}

fn of_path(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(ident) => Some(ident.to_string().replace("r#", "")),
        TokenTree::Punct(punct) => Some(punct.to_string()),
        TokenTree::Group(_) | TokenTree::Literal(_) => None,
    }
}
