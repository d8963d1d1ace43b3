//! The parameters of a guarded function with an inner function.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{
    Attribute, FnArg, Ident, Pat, PatIdent, PatType, Result, Signature, parse_quote,
    parse_quote_spanned,
};

use crate::requires::async_trait;
use crate::requires::attributes::{divided, matching, shown};
use crate::requires::caller::CallerPlace;
use crate::requires::function::Function;
use crate::requires::generated_names::parameter_name;
use crate::requires::message::Message;
use crate::requires::variables::{bound_names, self_type, uses};

/// One parameter of the function.
pub(super) struct Parameter {
    /// The parameter of the guarded function, which has a name.
    pub(super) outer: PatType,
    /// The parameter of the inner function, which is as the user wrote it.
    pub(super) inner: PatType,
    /// The argument in the call of the inner function.
    pub(super) argument: TokenStream,
}

/// Returns the parameters of a function whose body moves into an inner function.
///
/// # Errors
/// If the inner function cannot have the parameters.
pub(super) fn parameters(
    function: &Function,
    first: &Attribute,
    suspect: &[Attribute],
    caller: &CallerPlace<'_>,
) -> Result<Vec<Parameter>> {
    let written = movable_parameters(function, first, suspect, caller)?;
    let parameters = written.into_iter().enumerate();
    parameters
        .map(|(number, written)| Parameter::new(number, written, caller))
        .collect()
}

fn movable_parameters<'a>(
    function: &'a Function,
    first: &Attribute,
    suspect: &[Attribute],
    caller: &CallerPlace<'_>,
) -> Result<Vec<&'a PatType>> {
    let Signature { inputs, variadic, .. } = &function.signature;
    let attribute = shown(&first.meta);
    let help = format!("guard a function that calls the one with `{attribute}`");
    let parameters = inputs.iter().map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    });
    // The function inside would need the parameter that only the guarded function has.
    let is_of_mcp = matches!(caller, CallerPlace::OfMcp);
    let is_method = is_of_mcp || async_trait::is_marked(&function.signature);
    let Some(parameters) = parameters.collect::<Option<Vec<_>>>().filter(|_| !is_method) else {
        return Err(Message::new(format!(
            "below `#[requires]` on a method, `{attribute}` could skip the check"
        ))
        .help(help)
        .at_tokens(first));
    };
    if let Some(variadic) = variadic {
        return Err(Message::new(format!(
            "a variadic function cannot be guarded above `{attribute}`"
        ))
        .help(help)
        .at_tokens(variadic));
    }
    let body = function.body.to_token_stream();
    let tokens = [function.signature.to_token_stream(), body, quote!(#(#suspect)*)];
    if let Some(place) = tokens.into_iter().find_map(self_type) {
        return Err(Message::new(format!(
            "`Self` cannot be used if `{attribute}` is below `#[requires]`"
        ))
        .note(format!("`{attribute}` and the body move into a function behind the check"))
        .help(help)
        .at(place));
    }
    Ok(parameters)
}

impl Parameter {
    fn new(number: usize, written: &PatType, caller: &CallerPlace<'_>) -> Result<Self> {
        let check = names_in_check(caller);
        let mut outer = written.clone();
        let mut inner = written.clone();
        outer.attrs = divided(&written.attrs).harmless;
        let name = match &*written.pat {
            Pat::Ident(PatIdent { by_ref: None, subpat: None, ident, mutability, .. })
                if uses(&check, ident) =>
            {
                if mutability.is_some() {
                    let here = Span::mixed_site();
                    outer.attrs.push(parse_quote_spanned!(here=> #[allow(unused_mut)]));
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
                refuse_names_of_check(pattern, &check)?;
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
        let argument = argument(written, &name);
        Ok(Self { outer, inner, argument })
    }
}

/// Returns the part of the check that can name parameters.
fn names_in_check(caller: &CallerPlace<'_>) -> TokenStream {
    match caller {
        CallerPlace::Extracted | CallerPlace::OfMcp => TokenStream::new(),
        CallerPlace::Given(expression) => expression.to_token_stream(),
        CallerPlace::Parameter(_, name) => name.to_token_stream(),
    }
}

fn argument(written: &PatType, name: &Ident) -> TokenStream {
    let conditions = matching(&written.attrs, &|meta| meta.path().is_ident("cfg"));
    quote!(#(#conditions)* #name)
}

fn refuse_names_of_check(pattern: &Pat, check: &TokenStream) -> Result<()> {
    let bound = bound_names(pattern.to_token_stream());
    let Some(name) = bound.into_iter().find(|name| uses(check, name)) else { return Ok(()) };
    let defect = format!("`{name}` does not exist yet when `#[requires]` checks the caller");
    Err(Message::new(defect)
        .help("give this parameter a name, and use it in `caller = …`")
        .help("take the parameter apart in the body")
        .at(name.span()))
}
