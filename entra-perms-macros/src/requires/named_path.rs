//! A role or scope that a broken attribute names.
//!
//! A function with a broken attribute has no body. If nothing in it named a role, rustc would
//! report the import of the roles as unused, and a user would perhaps remove it.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::Path;
use syn::ext::IdentExt as _;
use syn::parse::Parser as _;

/// Returns the first path in the arguments that can be read. One is enough for an import, and
/// cannot cause more than one further error. A string does not name a path.
pub(crate) fn named_path(arguments: TokenStream) -> Option<Path> {
    let tokens: Vec<TokenTree> = arguments.into_iter().collect();
    tokens.split(is_separator).find_map(path_in_part)
}

fn is_separator(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if ",|&!".contains(punct.as_char()))
}

fn path_in_part(part: &[TokenTree]) -> Option<Path> {
    let path = match part {
        // `any(…)`, `(…)` and `[…]`
        [TokenTree::Ident(_), TokenTree::Group(group)] | [TokenTree::Group(group)]
            if group.delimiter() != Delimiter::Brace =>
        {
            return named_path(group.stream());
        }
        // `role = Contacts::Write::Team`
        [TokenTree::Ident(name), TokenTree::Punct(equals), path @ ..]
            if equals.as_char() == '=' && is_permission(name) =>
        {
            path_with_colons(path)?
        }
        _ => path_with_colons(part)?,
    };
    is_value(&path).then_some(path)
}

/// Returns whether a word that is not an argument stands for the requirement.
fn is_permission(name: &Ident) -> bool {
    ["role", "roles", "scope", "scopes"].iter().any(|word| name == word)
}

/// Reads `Contacts::Write::Team` or `Contacts.Write.Team`.
fn path_with_colons(part: &[TokenTree]) -> Option<Path> {
    let with_colons = part.iter().map(|token| match token {
        TokenTree::Punct(punct) if punct.as_char() == '.' => quote_spanned!(punct.span()=> ::),
        other => other.clone().into(),
    });
    Path::parse_mod_style.parse2(with_colons.collect()).ok()
}

/// Returns whether a path looks like the path of a value. A single word such as `caller` or `admin`
/// can have another meaning.
fn is_value(path: &Path) -> bool {
    match path.get_ident() {
        Some(word) => word.unraw().to_string().starts_with(char::is_uppercase),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens as _, quote};

    use super::*;

    #[test]
    fn a_path_is_read_in_broken_arguments() {
        for (arguments, expected) in [
            (quote!("Orders.Read.All"), None),
            (quote!(role = Orders::Read::All), Some("Orders::Read::All")),
            (quote!(by = Orders::Read::All), None),
            (quote!(Orders.Read.All), Some("Orders::Read::All")),
            (quote!(!orders::read && C, by = nobody), Some("orders::read")),
            (quote!(any(scope(7), [A<u8>, "B", C])), Some("C")),
            (quote!(admin, A), Some("A")),
            (quote!(), None),
            (quote!("not a path"), None),
            (quote!(A<u8>, caller = Self::caller(B), { C }), None),
        ] {
            let path = named_path(arguments.clone()).map(|path| path.to_token_stream().to_string());
            let path = path.map(|path| path.replace(' ', ""));
            assert_eq!(path.as_deref(), expected, "{arguments}");
        }
    }
}
