//! The guarded function: the check in front of its body, or the extractor of a handler.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{FnArg, PatType};

use super::caller::CallerPlace;
use super::clauses::Clause;
use super::function::Function;
use super::generated_names::{GUARD_PREFIX, REQUIREMENT_PREFIX, bound_name, parameter_name};
use super::input::Input;
use super::mcp::McpItem;
use super::requirement::{requirement, satisfiable, value};

/// Returns the function with its guard.
pub(crate) fn guarded(
    function: &Function,
    caller: &CallerPlace<'_>,
    input: &Input,
    clauses: &[Clause],
) -> TokenStream {
    let Some(expression) = caller_expression(function, caller) else {
        return handler(function, input, clauses);
    };
    let requirement = recorded(function, input, clauses);
    let body = checked_body(function, &expression, input, &requirement);
    let inputs = match caller {
        CallerPlace::Parameter(number, None) => named_parameter(function, *number, &expression),
        CallerPlace::OfMcp => with_mcp_caller(function, input),
        _ => function.signature.inputs.to_token_stream(),
    };
    function.rebuilt(&inputs, &body)
}

/// Returns the body with a second check, for the inner function of a guarded function. The guarded
/// function records the requirement, and rustc warns there about deprecated roles.
/// ```text
/// if let Err(denied) = check(&{ let requirement = …; requirement }, site, caller) { … }
/// { body }
/// ```
pub(crate) fn checked_again(
    function: &Function,
    caller: &CallerPlace<'_>,
    input: &Input,
    clauses: &[Clause],
) -> Option<TokenStream> {
    let caller = caller_expression(function, caller)?;
    let name = bound_name("requirement", Span::mixed_site());
    let value = value(input, clauses);
    let requirement = quote!({
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        let #name = #value;
        #name
    });
    Some(checked_body(function, &caller, input, &requirement))
}

/// Returns the expression for the caller, if it is in the body.
fn caller_expression(function: &Function, caller: &CallerPlace<'_>) -> Option<TokenStream> {
    match caller {
        CallerPlace::Given(expression) => {
            let at_expression = Span::call_site().located_at(expression.span());
            Some(quote_spanned!(at_expression=> &(#expression)))
        }
        CallerPlace::Parameter(_, Some(name)) => Some(name.to_token_stream()),
        CallerPlace::Parameter(number, None) => {
            let place = function.signature.inputs.get(*number).span();
            Some(parameter_name(*number, place).into_token_stream())
        }
        CallerPlace::OfMcp => {
            let name = mcp_caller();
            Some(quote!(&#name))
        }
        CallerPlace::Extracted => None,
    }
}

/// Returns the body behind the check. It is in a block of its own, so that neither the check nor
/// the body sees names of the other.
/// ```text
/// if let Err(denied) = check(&requirement, site, caller) { return Err(From::from(denied)); }
/// { body }
/// ```
fn checked_body(
    function: &Function,
    caller: &TokenStream,
    input: &Input,
    requirement: &TokenStream,
) -> TokenStream {
    let runtime = input.runtime();
    let site = site(function, input);
    let denied = bound_name("denied", Span::mixed_site());
    let return_denial = return_denial(function);
    let mut body = function.body_behind(caller);
    // rustc must not report the braces as superfluous braces of the user.
    body.set_span(Span::mixed_site().located_at(body.span()));
    quote! {
        if let ::core::result::Result::Err(#denied) =
            #runtime::__private::check(&#requirement, #site, #caller)
        {
            #return_denial
        }
        #body
    }
}

/// Returns the statement that returns the denial. It lies at the return type: if the type is not a
/// `Result`, or its error has no `From<Denied>`, rustc reports that there.
/// ```text
/// return Err(From::from(denied));
/// ```
fn return_denial(function: &Function) -> TokenStream {
    let output = match function.returned() {
        Some(ty) => Span::mixed_site().located_at(ty.span()),
        None => Span::mixed_site(),
    };
    let denied = bound_name("denied", output);
    let error = quote_spanned! {output=>
        ::core::result::Result::Err(::core::convert::From::from(#denied))
    };
    match function.type_of_block() {
        None => quote_spanned!(output=> return #error;),
        Some(ty) => {
            let refused = bound_name("refused", output);
            quote_spanned!(output=> let #refused: #ty = #error; return #refused;)
        }
    }
}

/// Returns the parameters, in which `_: &Caller` has a name that the body cannot see.
fn named_parameter(function: &Function, number: usize, name: &TokenStream) -> TokenStream {
    let inputs = function.signature.inputs.iter().enumerate();
    let inputs = inputs.map(|(index, input)| match input {
        FnArg::Typed(PatType { attrs, ty, .. }) if index == number => {
            quote!(#(#attrs)* #name: #ty)
        }
        other => other.to_token_stream(),
    });
    quote!(#(#inputs),*)
}

/// Returns the name of the parameter that rmcp fills.
fn mcp_caller() -> Ident {
    bound_name("caller", Span::mixed_site())
}

/// Returns the parameters with a further one, which rmcp fills from its request. It is behind
/// `&self`, so that the caller is known before the arguments are read.
fn with_mcp_caller(function: &Function, input: &Input) -> TokenStream {
    let runtime = input.runtime();
    let name = mcp_caller();
    let (receivers, others): (Vec<_>, Vec<_>) = function
        .signature
        .inputs
        .iter()
        .partition(|input| matches!(input, FnArg::Receiver(_)));
    quote!(#(#receivers,)* #name: #runtime::__private::McpCaller, #(#others),*)
}

/// Returns the handler with the extractor as its first parameter, and the type that holds the
/// requirement.
///
/// An `impl` block cannot contain a type, and an attribute cannot see whether it is in one. rustc
/// then shows the name of the macro that makes the type.
/// ```text
/// struct __requires_handler {} const __requirement_of_handler: … = …;
/// impl Guard for __requires_handler { … }
/// async fn handler(_: Authorized<__requires_handler>, parameters…) { body }
/// ```
fn handler(function: &Function, input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let visibility = &function.visibility;
    let guard = guard_name(function);
    let name = function_name(function);
    let constant = format_ident!("{REQUIREMENT_PREFIX}{name}", span = Span::call_site());
    let requirement = satisfiable(input, clauses);
    let inputs = &function.signature.inputs;
    let extractor = quote!(_: #runtime::__private::Authorized<#guard>, #inputs);
    let function = function.rebuilt(&extractor, &function.body.stream());
    quote! {
        #runtime::__private::a_handler_in_an_impl_block_must_take_its_caller! {
            #visibility #guard #constant #name #requirement
        }

        #function
    }
}

fn guard_name(function: &Function) -> Ident {
    let name = function.signature.ident.unraw();
    format_ident!("{GUARD_PREFIX}{name}", span = Span::call_site())
}

fn function_name(function: &Function) -> String {
    function.signature.ident.unraw().to_string()
}

/// Returns the identity of the function for the log and the inventory.
/// ```text
/// const { &GuardedFunction::new(module_path!(), "list", file!(), line!()) }
/// ```
fn site(function: &Function, input: &Input) -> TokenStream {
    let runtime = input.runtime();
    let name = function_name(function);
    quote! {
        const {
            &#runtime::__private::GuardedFunction::new(
                ::core::module_path!(), #name, ::core::file!(), ::core::line!()
            )
        }
    }
}

/// Returns the mark that identifies the function in an OpenAPI document.
/// ```text
/// operation_mark(site)
/// ```
pub(crate) fn mark(function: &Function, input: &Input) -> TokenStream {
    let runtime = input.runtime();
    let site = site(function, input);
    quote!(#runtime::__private::operation_mark(#site))
}

/// Returns the requirement, with code that registers it for the inventory.
/// ```text
/// { const _: () = …; record! { site, value } value }
/// ```
fn recorded(function: &Function, input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let site = site(function, input);
    let value = value(input, clauses);
    let record = match McpItem::of(function) {
        None => quote!(#runtime::__private::record! { #site, #value }),
        Some(item) => {
            let item = item.value(&quote!(#runtime::__private));
            quote!(#runtime::__private::record! { #site, #value, #item })
        }
    };
    requirement(input, clauses, &record)
}
