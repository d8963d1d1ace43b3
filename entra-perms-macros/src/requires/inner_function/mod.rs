//! The inner function: the attributes that are not known to be harmless move behind the check,
//! together with the body.
//!
//! An attribute macro can store the result of a function for one caller, and return it to another
//! one. So the check must run before the code that the attribute makes. An attribute can also pass
//! the function on, for example into a list of commands. So the function that the attribute gets
//! checks again, unless all of the attributes are known to wrap only the body:
//!
//! ```text
//! fn list(caller: &Caller, team: Team, __entra_perms_2: Page) -> Result<List, Error> {
//!     check(caller)?;
//!     let inner = {
//!         #[cached]
//!         fn entra_perms_body_of_list(
//!             caller: &Caller, team: Team, Page { number, .. }: Page
//!         ) -> Result<List, Error> { check(caller)?; body }
//!         entra_perms_body_of_list
//!     };
//!     inner(caller, team, __entra_perms_2)
//! }
//! ```
//!
//! A handler has no inner function. Its check is in an extractor, which is a parameter. For any
//! attribute below it, a framework calls a function only with this parameter, and fetches the
//! parameter for every request.

mod parameters;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, FnArg, GenericParam, Generics, Meta, Result, Safety, Signature, parse_quote};

use self::parameters::{Parameter, parameters};
use super::attributes::{Divided, could_pass_on, divided, matching};
use super::caller::CallerPlace;
use super::function::Function;
use super::generated_names::INNER_PREFIX;
use super::token_group::token_group;

/// Returns the function with its body in an inner function, if it has attributes that must not stay
/// in front of the check.
///
/// # Errors
/// If the body cannot move: in a method, because an inner function has no `self` and no `Self`.
pub(crate) fn with_inner_function(
    function: &Function,
    caller: &CallerPlace<'_>,
    checked_again: Option<TokenStream>,
) -> Result<Option<Function>> {
    // A handler has no inner function.
    let Some(checked_again) = checked_again else { return Ok(None) };
    let Divided { harmless, suspect } = divided(&function.attributes);
    let Some(first) = suspect.first() else { return Ok(None) };
    let parameters = parameters(function, first, &suspect, caller)?;

    let mut outer = function.clone();
    outer.signature.inputs = parameters
        .iter()
        .map(|parameter| FnArg::Typed(parameter.outer.clone()))
        .collect();
    let mut attributes = inner_attributes(&harmless, &suspect);
    let mut body = checked_again;
    if !could_pass_on(&suspect) {
        // Perhaps only the check used the caller.
        attributes.push(parse_quote!(#[allow(unused_variables)]));
        body = function.body.stream();
    }
    outer.body = outer_body(function, &body, &attributes, &parameters, first.span());
    outer.attributes = harmless;
    Ok(Some(outer))
}

/// Returns the attributes of the inner function: the suspect ones, and the attributes of rustc that
/// concern the body.
fn inner_attributes(harmless: &[Attribute], suspect: &[Attribute]) -> Vec<Attribute> {
    [matching(harmless, &concerns_body).as_slice(), suspect].concat()
}

fn concerns_body(meta: &Meta) -> bool {
    meta.path().is_ident("target_feature") || meta.path().is_ident("track_caller")
}

/// Returns the inner function and its call. If an attribute changes the type of the inner function,
/// rustc reports that at the attribute.
/// ```text
/// {
///     #[allow(dead_code, clippy::unnecessary_wraps)]
///     let inner = {
///         #[cached]
///         async fn entra_perms_body_of_list(…) { check; body }
///         entra_perms_body_of_list
///     };
///     inner(…).await
/// }
/// ```
fn outer_body(
    function: &Function,
    body: &TokenStream,
    attributes: &[Attribute],
    parameters: &[Parameter],
    at_attribute: Span,
) -> Group {
    let Signature { asyncness, safety, abi, fn_token, ident, generics, output, .. } =
        &function.signature;
    let where_clause = &generics.where_clause;
    // An attribute can put further braces around these. rustc must not report them as the user's.
    let braces = Span::call_site().located_at(function.body.span());
    let body = token_group(Delimiter::Brace, body.clone(), braces);
    let here = Span::mixed_site().located_at(at_attribute);
    let name = ident.unraw().to_string();
    let name = format_ident!(
        "{INNER_PREFIX}{}",
        name.trim_start_matches('_'),
        span = Span::mixed_site().located_at(ident.span())
    );
    let inner = Ident::new("__entra_perms_inner", here);
    let inputs = parameters.iter().map(|parameter| &parameter.inner);
    let arguments = parameters.iter().map(|parameter| &parameter.argument);
    let turbofish = turbofish(generics);
    let call = quote_spanned!(here=> #inner(#(#arguments),*));
    let call = match safety {
        Safety::Unsafe(_) => quote_spanned!(here=> unsafe { #call }),
        Safety::Safe(_) | Safety::Default => call,
    };
    let call = if asyncness.is_some() { quote_spanned!(here=> #call.await) } else { call };
    // Items that an attribute makes next to the inner function cannot be used, and perhaps only the
    // check needs the `Result`.
    let tokens = quote_spanned! {here=>
        #[allow(dead_code, clippy::unnecessary_wraps)]
        let #inner = {
            #(#attributes)*
            #asyncness #safety #abi
            #fn_token #name #generics (#(#inputs),*) #output #where_clause #body
            #name #turbofish
        };
        #call
    };
    token_group(Delimiter::Brace, tokens, braces)
}

/// Returns the generic arguments that rustc perhaps cannot infer. It always infers lifetimes, and
/// most of them cannot be named.
/// ```text
/// ::<T, N>
/// ```
fn turbofish(generics: &Generics) -> Option<TokenStream> {
    let arguments = generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Type(parameter) => Some((&parameter.ident, &parameter.attrs)),
        GenericParam::Const(parameter) => Some((&parameter.ident, &parameter.attrs)),
        GenericParam::Lifetime(_) => None,
    });
    let (names, attributes): (Vec<_>, Vec<_>) = arguments.unzip();
    // A parameter with a condition does not always exist, and then it cannot be named.
    let is_unconditional = attributes.iter().all(|attributes| attributes.is_empty());
    (is_unconditional && !names.is_empty()).then(|| quote!(::<#(#names),*>))
}

#[cfg(test)]
mod tests;
