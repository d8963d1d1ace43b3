//! Attributes above `#[requires]`: they have expanded first, and `#[requires]` gets what they made.
//!
//! The name of such an attribute is still known where rustc has the source text: the tokens that a
//! macro makes lie at the text of its call, such as `#[cached(size = 9)]`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, Meta, Path, Result, Token, Type, token};

use super::async_trait;
use super::attributes::{is_harmless, written};
use super::expand::HANDLER_PREFIX;
use super::function::Function;
use super::inner::PREFIX;

/// Refuses a function that an attribute above `#[requires]` has rewritten, so that code which the
/// attribute has put beside the function, or around it, could run without the check.
///
/// # Errors
/// If the rewrite can be recognized.
pub(crate) fn refuse_rewritten(function: &Function) -> Result<()> {
    let name = &function.signature.ident;
    if let Some(attribute) = made_a_future(function) {
        let message = format!(
            "`{attribute}` has changed this `async fn` before `#[requires]` could guard it\n\
             help: put `#[requires]` above `{attribute}`"
        );
        return Err(Error::new(name.span(), message));
    }
    if let Some(attribute) = made_the_body(function) {
        let message = format!(
            "`{attribute}` has changed this function before `#[requires]` could guard it\n\
             help: put `#[requires]` first, above `{attribute}`\n\
             help: if `{attribute}` is on the `impl` or `mod` around it, guard a function that this one calls"
        );
        return Err(Error::new(name.span(), message));
    }
    Ok(())
}

/// Whether another `#[requires]` has guarded this handler, or has made this inner function.
pub(crate) fn is_guarded(function: &Function) -> bool {
    let has_extractor = function.signature.inputs.first().is_some_and(|first| {
        names_any(first.to_token_stream(), |name| name.starts_with(HANDLER_PREFIX))
    });
    has_extractor || function.signature.ident.to_string().starts_with(PREFIX)
}

/// The attribute that has made a function that returns a future of an `async fn`, as rmcp's
/// `#[tool]` does.
fn made_a_future(function: &Function) -> Option<String> {
    let is_async =
        function.signature.asyncness.is_some() || async_trait::is_marked(&function.signature);
    let returned = function.returned().filter(|ty| !is_async && matches!(ty, Type::Path(_)))?;
    let attribute = maker_of(&first_ident(returned.to_token_stream())?.into())?;
    super::refusals::is_future(returned).then(|| written(&attribute))
}

/// The attribute that has made the body of a function.
///
/// Methods are left out: attributes of whole `impl` blocks rewrite them, and run the body that they
/// are given.
fn made_the_body(function: &Function) -> Option<String> {
    let signature = &function.signature;
    if signature.receiver().is_some() || async_trait::is_marked(signature) {
        return None;
    }
    // The crate `memoize` guards the function that runs on a miss, and calls it by this name.
    if signature.ident.to_string().starts_with("memoized_original_") {
        return Some("#[memoize]".to_owned());
    }
    let first = function.body.stream().into_iter().next()?;
    let attribute = maker_of(&first).or_else(|| maker_without_arguments(&first, function))?;
    Some(attribute)
        .filter(|attribute| !is_harmless(attribute))
        .map(|attribute| written(&attribute))
}

/// The attribute that has made this piece of a function, as messages name it.
pub(crate) fn maker(place: &TokenTree) -> Option<String> {
    maker_of(place).map(|attribute| written(&attribute))
}

/// The attribute macro that has made a token: a token that a user wrote lies at its own text.
fn maker_of(token: &TokenTree) -> Option<Meta> {
    attribute_in(&token.span().source_text()?, token)
}

/// `#[path(…)]`, or `path(…)` if it is in a `cfg_attr`. Read as tokens, so that spaces and comments
/// hide nothing.
fn attribute_in(text: &str, token: &TokenTree) -> Option<Meta> {
    let tokens: Vec<TokenTree> = text.parse::<TokenStream>().ok()?.into_iter().collect();
    let path = match tokens.as_slice() {
        [TokenTree::Punct(hash), TokenTree::Group(attribute)] if hash.as_char() == '#' => {
            path_of(attribute.stream()).filter(|_| attribute.delimiter() == Delimiter::Bracket)
        }
        [TokenTree::Ident(_), .., TokenTree::Ident(_) | TokenTree::Group(_)] => {
            path_of(tokens.into_iter().collect()).filter(|_| matches!(token, TokenTree::Ident(_)))
        }
        _ => None,
    };
    path.map(Meta::Path)
}

/// The attribute that has made a token, if it is only a name in a `cfg_attr`. A token that a user
/// wrote is itself, and an attribute can put tokens at the places of names in the signature.
fn maker_without_arguments(token: &TokenTree, function: &Function) -> Option<Meta> {
    let name: Ident = syn::parse_str(&token.span().source_text()?).ok()?;
    let (text, signature) = (name.to_string(), &function.signature);
    let is_another = token.to_string() != text && !async_trait::names(&quote!(#signature), &text);
    is_another.then(|| Meta::Path(name.into()))
}

/// The path at the start of an attribute, if only its arguments follow.
fn path_of(attribute: TokenStream) -> Option<Path> {
    let path = |input: ParseStream<'_>| {
        let path = Path::parse_mod_style(input)?;
        let has_arguments = input.is_empty() || input.peek(token::Paren) || input.peek(Token![=]);
        input.parse::<TokenStream>()?;
        Ok(has_arguments.then_some(path))
    };
    path.parse2(attribute).ok()?
}

fn names_any(tokens: TokenStream, matches: fn(&str) -> bool) -> bool {
    tokens
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(ident) if matches(&ident.to_string())))
}

fn first_ident(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        TokenTree::Group(group) => first_ident(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use quote::format_ident;

    use super::*;

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
            let found = attribute_in(text, &token).map(|attribute| written(&attribute));
            assert_eq!(found.as_deref(), attribute, "{text}");
        }
    }
}
