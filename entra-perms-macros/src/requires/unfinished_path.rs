//! Paths that end in `::`, which an editor passes while a user types.
//!
//! rust-analyzer expands `#[requires(Contacts::Write::)]` twice: as written, and with a name of its
//! own behind the last `::`. It completes the name if both expansions are alike up to the name. So
//! the expansion for such a path is the expansion for a whole path, without the body.

use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use syn::Error;

use super::token_group::token_group;

/// The name behind the last `::`. If no other error stops rustc, it reports this name as missing.
const PLACEHOLDER: &str = "MissingName";

/// Arguments with a path that ends in `::`.
pub(crate) struct UnfinishedPath {
    /// The arguments with a name behind each such path.
    pub(crate) with_names: TokenStream,
    /// The end of the first such path.
    end: Span,
}

impl UnfinishedPath {
    /// Returns `None` if no path ends in `::`.
    pub(crate) fn find(arguments: TokenStream) -> Option<Self> {
        let mut ends = Vec::new();
        let with_names = with_names(arguments, &mut ends);
        let end = *ends.first()?;
        Some(Self { with_names, end })
    }

    /// Returns the error at the end of the path. An error at the attribute, in place of the body,
    /// would be reported as a rewrite of the body.
    pub(crate) fn located(&self, error: &Error) -> TokenStream {
        Error::new(self.end, error).to_compile_error()
    }
}

fn with_names(arguments: TokenStream, ends: &mut Vec<Span>) -> TokenStream {
    let mut named = Vec::new();
    let mut tokens = arguments.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_last = tokens.peek().is_none_or(is_comma);
        let is_end_of_colons = named.last().is_some_and(is_first_colon) && is_colon(&token);
        let place = token.span();
        named.push(match token {
            TokenTree::Group(group) => {
                let content = with_names(group.stream(), ends);
                token_group(group.delimiter(), content, group.span()).into()
            }
            other => other,
        });
        if is_last && is_end_of_colons {
            ends.push(place);
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
            (quote!(A::), Some(quote!(A::MissingName))),
            (quote!(any(A::, B::C)), Some(quote!(any(A::MissingName, B::C)))),
            (quote!(scope(a::b::), by = user), Some(quote!(scope(a::b::MissingName), by = user))),
            (quote!(A::B), None),
            (quote!(A:), None),
            (quote!(A::<u8>), None),
            (quote!(), None),
        ] {
            let found = UnfinishedPath::find(arguments).map(|path| path.with_names.to_string());
            assert_eq!(found, expected.map(|expected| expected.to_string()));
        }
    }
}
