//! The attribute macros that have made tokens.
//!
//! If rustc has the source text, it tells the name of such an attribute: the tokens that a macro
//! makes lie at the text of its call, such as `#[cached(size = 9)]`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Meta, Path, Token, token};

/// Returns the attribute macro that has made a token. A token that a user wrote lies at its own
/// text.
pub(crate) fn maker(token: &TokenTree) -> Option<Meta> {
    attribute_in(&token.span().source_text()?, token)
}

/// Returns the identifier at whose place in the source a token lies.
pub(crate) fn identifier_at(token: &TokenTree) -> Option<Ident> {
    syn::parse_str(&token.span().source_text()?).ok()
}

/// Reads `#[path(…)]`, or `path(…)` if it is in a `cfg_attr`. Tokens are read instead of text, so
/// that spaces and comments do not hide anything.
fn attribute_in(text: &str, token: &TokenTree) -> Option<Meta> {
    let tokens: Vec<TokenTree> = text.parse::<TokenStream>().ok()?.into_iter().collect();
    let path = match tokens.as_slice() {
        [TokenTree::Punct(hash), TokenTree::Group(attribute)]
            if hash.as_char() == '#' && attribute.delimiter() == Delimiter::Bracket =>
        {
            path_of(attribute.stream())
        }
        [TokenTree::Ident(_), .., TokenTree::Ident(_) | TokenTree::Group(_)]
            if matches!(token, TokenTree::Ident(_)) =>
        {
            path_of(tokens.into_iter().collect())
        }
        _ => None,
    };
    path.map(Meta::Path)
}

/// Returns the path at the start of an attribute, if only its arguments follow.
fn path_of(attribute: TokenStream) -> Option<Path> {
    let path = |input: ParseStream<'_>| {
        let path = Path::parse_mod_style(input)?;
        let has_arguments = input.is_empty() || input.peek(token::Paren) || input.peek(Token![=]);
        input.parse::<TokenStream>()?;
        Ok(has_arguments.then_some(path))
    };
    path.parse2(attribute).ok()?
}

#[cfg(test)]
mod tests {
    use quote::format_ident;

    use super::*;
    use crate::requires::attributes::shown;

    #[test]
    fn an_attribute_is_known_by_the_text_at_which_its_tokens_lie() {
        let token = TokenTree::from(format_ident!("Box"));
        for (text, attribute) in [
            ("#[tool(description = \"a\")]", Some("#[tool]")),
            ("#[ rmcp::tool ]", Some("#[rmcp::tool]")),
            ("#[memoize]", Some("#[memoize]")),
            ("# [ cached :: once ]", Some("#[cached::once]")),
            ("#[/* spaced */cached::once(key = \"u8\")]", Some("#[cached::once]")),
            ("cached::proc_macro::cached(size = 9)", Some("#[cached::proc_macro::cached]")),
            ("Box", None),
            ("list", None),
            ("generate! { fn f() {} }", None),
            ("[<f _no_cache>]", None),
            ("#![allow(unused)]", None),
            ("#", None),
            ("", None),
        ] {
            let found = attribute_in(text, &token).map(|attribute| shown(&attribute));
            assert_eq!(found.as_deref(), attribute, "{text}");
        }
    }
}
