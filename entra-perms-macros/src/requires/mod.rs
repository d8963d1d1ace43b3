//! `#[requires]` and `requirement!`: `input` (the arguments), `function` (the guarded function),
//! `caller` (the place of its caller), `rules` (functions that can be guarded), `clauses` (the
//! requirement in normal form), `operation` (the hint for utoipa), `inner_function` (attributes
//! that move behind the check), `guard` and `requirement` (the generated code).
//! `notations` has the messages about requirements that cannot be read.
//!
//! Other attributes: `attributes` lists the harmless ones below, and `rewrites` recognizes the
//! output of attributes above. `async_trait` takes the output of `#[async_trait]` apart.

mod async_trait;
mod attributes;
mod caller;
mod clauses;
mod expression;
mod function;
mod generated_names;
mod guard;
mod inner_function;
mod input;
mod message;
mod named_path;
mod notations;
mod operation;
mod origin;
mod requirement;
mod rewrites;
mod rules;
mod token_group;
mod types;
mod variables;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Result;

use self::attributes::divided;
use self::caller::CallerPlace;
use self::function::Function;
use self::inner_function::with_inner_function;
use self::input::Input;
use self::named_path::named_path;

/// Expands `#[requires(arguments)] item`. If there is an error, it takes the place of the body: a
/// function that cannot be guarded must not run.
pub(crate) fn requires(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let input = syn::parse2::<Input>(arguments.clone());
    let mut function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        // Another item has nothing to run, and stays so that code which names it compiles.
        Err(error) => return [error.to_compile_error(), item].into_iter().collect(),
    };
    let guarded = input.and_then(|input| guarded(&mut function, &input));
    guarded.unwrap_or_else(|error| {
        // At the attribute, another `#[requires]` of the function would report it as a rewrite.
        let place = function.signature.ident.span();
        let value = named_path(arguments).map(|path| requirement::unused_value(&path, place));
        // The error is last, because rustc accepts it as a return value of every type.
        let error = error.to_compile_error();
        function.with_body(&quote!(#value #error))
    })
}

fn guarded(function: &mut Function, input: &Input) -> Result<TokenStream> {
    if cfg!(feature = "utoipa") {
        let mark = guard::mark(function, input);
        function.attributes = operation::marked(&function.attributes, &mark);
    }
    let caller = CallerPlace::find(function, input)?;
    let clauses = clauses::conjunction(&input.expression)?;
    let checked_again = guard::checked_again(function, &caller, input, &clauses);
    match with_inner_function(function, &caller, checked_again) {
        Ok(None) => Ok(guard::guarded(function, &caller, input, &clauses)),
        Ok(Some(outer)) => Ok(guard::guarded(&outer, &caller, input, &clauses)),
        // The suspect attribute could have errors of its own about the function that is left.
        Err(error) => {
            function.attributes = divided(&function.attributes).harmless;
            Err(error)
        }
    }
}

/// Expands `requirement!(expression)` to the requirement as a value.
pub(crate) fn requirement(input: TokenStream) -> TokenStream {
    let requirement = syn::parse2::<Input>(input).and_then(|input| {
        input.refuse_caller()?;
        let clauses = clauses::conjunction(&input.expression)?;
        Ok(requirement::requirement(&input, &clauses))
    });
    requirement.unwrap_or_else(|error| error.to_compile_error())
}

/// Expands `harmless_attributes!()` to the list as a value.
pub(crate) fn harmless_attributes() -> TokenStream {
    let harmless = attributes::HARMLESS;
    quote!(&[#(#harmless),*])
}

#[cfg(test)]
mod tests;
