//! Functions that an attribute above `#[requires]` has rewritten: it expanded first, and
//! `#[requires]` gets its output.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Meta, Result, Type};

use super::async_trait;
use super::attributes::{is_harmless, shown};
use super::function::Function;
use super::generated_names::{GUARD_PREFIX, INNER_PREFIX};
use super::message::Message;
use super::origin::{identifier_at, maker};
use super::types::is_future;
use super::variables::has_name;

/// Refuses a function that an attribute above `#[requires]` has rewritten. Code that the attribute
/// has put next to the function, or around it, could run without the check.
///
/// # Errors
/// If the rewrite can be recognized.
pub(crate) fn refuse_rewritten(function: &Function) -> Result<()> {
    let message = if let Some(attribute) = maker_of_future(function) {
        let attribute = shown(&attribute);
        Message::new(format!("`{attribute}` has changed this `async fn` before its guard"))
            .note("an attribute above `#[requires]` runs first")
            .help(format!("put `#[requires]` above `{attribute}`"))
    } else if let Some(attribute) = maker_of_body(function) {
        let attribute = shown(&attribute);
        Message::new(format!("`{attribute}` has changed this function before its guard"))
            .note("an attribute above `#[requires]` runs first")
            .help(format!("put `#[requires]` first, above `{attribute}`"))
            .help(format!(
                "if `{attribute}` is on the `impl` or `mod` around it, guard a function that this \
                 one calls"
            ))
    } else {
        return Ok(());
    };
    Err(message.at(function.signature.ident.span()))
}

/// Returns whether another `#[requires]` has guarded this handler, or has made this inner function.
pub(crate) fn is_guarded(function: &Function) -> bool {
    let is_inner = function.signature.ident.to_string().starts_with(INNER_PREFIX);
    is_inner || function.signature.inputs.first().is_some_and(has_guard_type)
}

fn has_guard_type(parameter: &syn::FnArg) -> bool {
    parameter.to_token_stream().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident.to_string().starts_with(GUARD_PREFIX),
        _ => false,
    })
}

/// Returns the attribute that has made an `async fn` a function that returns a future, as rmcp's
/// `#[tool]` does.
fn maker_of_future(function: &Function) -> Option<Meta> {
    let signature = &function.signature;
    if signature.asyncness.is_some() || async_trait::is_marked(signature) {
        return None;
    }
    let returned = function.returned()?;
    if !matches!(returned, Type::Path(_)) || !is_future(returned) {
        return None;
    }
    maker(&first_ident(returned.to_token_stream())?.into())
}

/// Returns the attribute that has made the body of a function.
///
/// Methods are left out: attributes of whole `impl` blocks rewrite them, and run the body that they
/// are given.
fn maker_of_body(function: &Function) -> Option<Meta> {
    let signature = &function.signature;
    if signature.receiver().is_some() || async_trait::is_marked(signature) {
        return None;
    }
    // The crate `memoize` guards the function that runs on a miss, and calls it by this name.
    if signature.ident.to_string().starts_with("memoized_original_") {
        return Some(syn::parse_quote!(memoize));
    }
    let first = function.body.stream().into_iter().next()?;
    let attribute = maker(&first).or_else(|| maker_without_arguments(&first, function))?;
    if is_harmless(&attribute) { None } else { Some(attribute) }
}

/// Returns the attribute that has made a token, if the attribute is only a name in a `cfg_attr`.
///
/// A token that a user wrote is the identifier at its place. An attribute can also put tokens at
/// the places of names in the signature.
fn maker_without_arguments(token: &TokenTree, function: &Function) -> Option<Meta> {
    let name = identifier_at(token)?;
    let text = name.to_string();
    if token.to_string() == text || has_name(&function.signature.to_token_stream(), &text) {
        return None;
    }
    Some(Meta::Path(name.into()))
}

fn first_ident(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        TokenTree::Group(group) => first_ident(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}
