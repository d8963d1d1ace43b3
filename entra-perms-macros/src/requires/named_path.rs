//! A role or scope that a broken attribute names.
//!
//! A function with a broken attribute has no body. If nothing in it named a role, rustc would
//! report the import of the roles as unused, and a user would perhaps remove it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::ext::IdentExt as _;
use syn::parse::Parser as _;
use syn::{LitStr, Path};

/// Returns the first path in the arguments that can be read. One is enough for an import, and
/// cannot cause more than one further error.
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
        [TokenTree::Literal(_)] => path_in_string(part)?,
        _ => path_with_colons(part)?,
    };
    is_value(&path).then_some(path)
}

/// Reads `"Contacts.Write.Team"`.
fn path_in_string(part: &[TokenTree]) -> Option<Path> {
    let string: LitStr = syn::parse2(part.iter().cloned().collect()).ok()?;
    let text = string.value().replace(['.', ':', '/'], "::");
    LitStr::new(&text, string.span()).parse_with(Path::parse_mod_style).ok()
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
            (quote!("Orders.Read.All"), Some("Orders::Read::All")),
            (quote!(Orders.Read.All), Some("Orders::Read::All")),
            (quote!(!orders::read && C, by = nobody), Some("orders::read")),
            (quote!(any(scope(7), [A<u8>, "B"])), Some("B")),
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
