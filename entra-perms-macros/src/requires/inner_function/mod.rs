//! The inner function: the attributes that are not known to be harmless move behind the check,
//! together with the body.
//!
//! An attribute macro can store what a function returns for one caller, and return it to another
//! one. So the check is in front of what the attribute makes. An attribute can also hand the function
//! on, into a list of commands for one. So the function that it gets checks again, unless all of the
//! attributes are known to wrap the body only:
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
//! A handler has no inner function. Its check is in an extractor, which is a parameter. Whatever an
//! attribute makes of a handler, a framework calls a function only with this parameter, and fetches
//! it for every request.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Error, FnArg, GenericParam, Generics, Meta, Pat, PatIdent, PatType, Result, Safety,
    Signature, parse_quote, parse_quote_spanned,
};

use super::async_trait;
use super::attributes::{Divided, could_hand_on, divided, matching, written};
use super::function::{CallerPlace, Function};
use super::variables::{bound_names, names_self, uses};

/// What the name of every inner function begins with. Attributes make further names of it, which
/// must not have two underscores in a row.
pub(crate) const PREFIX: &str = "entra_perms_body_of_";

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
    let parameters = parameters(function, first, &suspect)?.into_iter().enumerate();
    let parameters =
        parameters.map(|(number, parameter)| Parameter::new(number, parameter, caller));
    let parameters = parameters.collect::<Result<Vec<_>>>()?;

    let mut outer = function.clone();
    outer.signature.inputs = parameters
        .iter()
        .map(|parameter| FnArg::Typed(parameter.outer.clone()))
        .collect();
    let mut attributes = inner_attributes(&harmless, &suspect);
    let mut body = checked_again;
    if !could_hand_on(&suspect) {
        // The check alone may have used the caller.
        attributes.push(parse_quote!(#[allow(unused_variables)]));
        body = function.body.stream();
    }
    outer.body = outer_body(function, &body, &attributes, &parameters, first.span());
    outer.attributes = harmless;
    Ok(Some(outer))
}

/// The parameters of a function that an inner function can take over.
fn parameters<'a>(
    function: &'a Function,
    first: &Attribute,
    suspect: &[Attribute],
) -> Result<Vec<&'a PatType>> {
    let Signature { inputs, variadic, .. } = &function.signature;
    let parameters = inputs.iter().map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    });
    let name = written(&first.meta);
    let help = format!("help: guard a function that calls the one with `{name}`");
    let is_method = async_trait::is_marked(&function.signature);
    let Some(parameters) = parameters.collect::<Option<Vec<_>>>().filter(|_| !is_method) else {
        let message =
            format!("below `#[requires]` on a method, `{name}` could skip the check\n{help}");
        return Err(Error::new_spanned(first, message));
    };
    if let Some(variadic) = variadic {
        let message = format!("a variadic function cannot be guarded above `{name}`\n{help}");
        return Err(Error::new_spanned(variadic, message));
    }
    let body = function.body.to_token_stream();
    let tokens = [function.signature.to_token_stream(), body, quote!(#(#suspect)*)];
    if let Some(place) = tokens.into_iter().find_map(names_self) {
        let message = format!(
            "`Self` has no meaning where `{name}` moves: behind the check of `#[requires]`\n{help}"
        );
        return Err(Error::new(place, message));
    }
    Ok(parameters)
}

/// The attributes that must not stay, and those of rustc that concern the body.
fn inner_attributes(harmless: &[Attribute], suspect: &[Attribute]) -> Vec<Attribute> {
    let of_body = |meta: &Meta| {
        meta.path().is_ident("target_feature") || meta.path().is_ident("track_caller")
    };
    [matching(harmless, &of_body).as_slice(), suspect].concat()
}

/// One parameter of the function.
struct Parameter {
    /// As the guarded function has it: with a name.
    outer: PatType,
    /// As the inner function has it: as it was written.
    inner: PatType,
    /// What the guarded function gives to the inner one.
    argument: TokenStream,
}

impl Parameter {
    fn new(number: usize, written: &PatType, caller: &CallerPlace<'_>) -> Result<Self> {
        let check = match caller {
            CallerPlace::Extracted => TokenStream::new(),
            CallerPlace::Given(expression) => expression.to_token_stream(),
            CallerPlace::Parameter(_, name) => name.to_token_stream(),
        };
        let (mut outer, mut inner) = (written.clone(), written.clone());
        outer.attrs = divided(&written.attrs).harmless;
        let conditions = matching(&written.attrs, &|meta| meta.path().is_ident("cfg"));
        let name = match &*written.pat {
            Pat::Ident(PatIdent { by_ref: None, subpat: None, ident, mutability, .. })
                if uses(&check, ident) =>
            {
                if mutability.is_some() {
                    outer
                        .attrs
                        .push(parse_quote_spanned!(Span::mixed_site()=> #[allow(unused_mut)]));
                }
                ident.clone()
            }
            // Attributes that stay can use the name, as `#[instrument(skip(team))]` does.
            Pat::Ident(PatIdent { by_ref: None, subpat: None, ident, .. })
                if !ident.to_string().starts_with('_') =>
            {
                outer.pat = Box::new(parse_quote!(#ident));
                ident.clone()
            }
            pattern => {
                refuse_what_the_check_uses(pattern, &check)?;
                let is_caller =
                    matches!(caller, CallerPlace::Parameter(place, None) if *place == number);
                let place = if is_caller { written.span() } else { pattern.span() };
                let name = parameter_name(number, place);
                outer.pat = Box::new(parse_quote!(#name));
                if is_caller {
                    inner.pat.clone_from(&outer.pat);
                }
                name
            }
        };
        Ok(Self { outer, inner, argument: quote!(#(#conditions)* #name) })
    }
}

/// The name of a parameter that has none in the user's text, or one that is not to be used.
pub(crate) fn parameter_name(number: usize, place: Span) -> Ident {
    format_ident!("__entra_perms_{number}", span = Span::mixed_site().located_at(place))
}

fn refuse_what_the_check_uses(pattern: &Pat, check: &TokenStream) -> Result<()> {
    let bound = bound_names(pattern.to_token_stream());
    let Some(name) = bound.into_iter().find(|name| uses(check, name)) else { return Ok(()) };
    let message = format!(
        "`{name}` is not there yet when `#[requires]` checks the caller\n\
         help: give this parameter a name, use it in `caller = …`, and take it apart in the body"
    );
    Err(Error::new(name.span(), message))
}

/// The inner function, and its call. If an attribute changes its type, then rustc says so at the
/// attribute.
/// ```text
/// {
///     #[allow(dead_code, clippy::unnecessary_wraps)]
///     let inner = { #[cached] async fn entra_perms_body_of_list(…) { check; body } entra_perms_body_of_list };
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
    // Seen as ours: an attribute can put further braces around them.
    let mut body = Group::new(Delimiter::Brace, body.clone());
    body.set_span(Span::call_site().located_at(function.body.span()));
    let here = Span::mixed_site().located_at(at_attribute);
    let name = ident.unraw().to_string();
    let name = format_ident!(
        "{PREFIX}{}",
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
    // No path leads to what an attribute makes beside the inner function, and a function may return a
    // `Result` for the check alone.
    let tokens = quote_spanned! {here=>
        #[allow(dead_code, clippy::unnecessary_wraps)]
        let #inner = {
            #(#attributes)*
            #asyncness #safety #abi #fn_token #name #generics (#(#inputs),*) #output #where_clause #body
            #name #turbofish
        };
        #call
    };
    let mut block = Group::new(Delimiter::Brace, tokens);
    block.set_span(body.span());
    block
}

/// The types and constants that rustc may not infer. Lifetimes are always inferred, and most cannot
/// be named.
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
    // A parameter that is there on a condition only cannot be named.
    let all_are_there = attributes.iter().all(|attributes| attributes.is_empty());
    (all_are_there && !names.is_empty()).then(|| quote!(::<#(#names),*>))
}

#[cfg(test)]
mod tests;
