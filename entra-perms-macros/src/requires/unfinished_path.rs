//! Paths that end in `::`, which an editor passes while a user types.
//!
//! rust-analyzer expands `#[requires(Contacts::Write::)]` twice: as written, and with a name of its
//! own behind the last `::`. It completes the name if both expansions are alike up to the name. So
//! the expansion for such a path is the expansion for a whole path, without the body.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};

use super::token_group::token_group;

/// The name behind the last `::`. If no other error stops rustc, it reports this name as missing.
const PLACEHOLDER: &str = "MissingName";

/// Returns the arguments with a name behind each path that ends in `::`.
pub(crate) fn with_names(arguments: TokenStream) -> TokenStream {
    let mut named = Vec::new();
    let mut tokens = arguments.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_last = tokens.peek().is_none_or(is_comma);
        let is_end_of_colons = named.last().is_some_and(is_first_colon) && is_colon(&token);
        let place = token.span();
        named.push(match token {
            TokenTree::Group(group) => {
                token_group(group.delimiter(), with_names(group.stream()), group.span()).into()
            }
            other => other,
        });
        if is_last && is_end_of_colons {
            named.push(Ident::new(PLACEHOLDER, place).into());
        }
    }
    named.into_iter().collect()
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}

fn is_first_colon(token: &TokenTree) -> bool {
    matches!(
        token,
        TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn only_a_path_that_ends_in_colons_gets_a_name() {
        for (arguments, expected) in [
            (quote!(A::), quote!(A::MissingName)),
            (quote!(any(A::, B::C)), quote!(any(A::MissingName, B::C))),
            (quote!(scope(a::b::), by = user), quote!(scope(a::b::MissingName), by = user)),
            (quote!(A::B), quote!(A::B)),
            (quote!(A:), quote!(A:)),
            (quote!(A::<u8>), quote!(A::<u8>)),
            (quote!(A::B), quote!(A::B)),
        ] {
            assert_eq!(with_names(arguments).to_string(), expected.to_string());
        }
    }
}
