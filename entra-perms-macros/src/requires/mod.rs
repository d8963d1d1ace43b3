//! `#[requires]` and `requirement!`: `input` (the arguments) over `conditions` (`by` and `agents`),
//! `claims` (`context` and `fresh`) and `clients` (`client`), `function` (the guarded function),
//! `caller` (the place of its caller), `rules` (functions that can be guarded), `clauses` (the
//! requirement in normal form), `operation` (the hint for utoipa), `documentation` (the section in
//! the docs), `inner_function` (attributes that move behind the check), `guard` and `requirement`
//! (the generated code). `notations` has the messages about requirements that cannot be read.
//! `unfinished_path` serves completion in editors. `mcp` has the tools and
//! prompts of MCP servers.
//!
//! Other attributes: `attributes` lists the harmless ones below, and `rewrites` recognizes the
//! output of attributes above. `async_trait` takes the output of `#[async_trait]` apart.

mod async_trait;
mod attributes;
mod caller;
mod claims;
mod clauses;
mod clients;
mod conditions;
mod documentation;
mod expression;
mod function;
mod generated_names;
mod guard;
mod inner_function;
mod input;
mod mcp;
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
mod unfinished_path;
mod variables;

use proc_macro2::{Delimiter, TokenStream};
use quote::quote;
use syn::{Error, Result};

use self::attributes::divided;
use self::caller::CallerPlace;
use self::function::Function;
use self::inner_function::with_inner_function;
use self::input::Input;
use self::named_path::named_path;
use self::token_group::token_group;
use self::unfinished_path::UnfinishedPath;

/// Expands `#[requires(arguments)] item`. If there is an error, it takes the place of the body: a
/// function that cannot be guarded must not run.
pub(crate) fn requires(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        // Another item has nothing to run, and stays so that code which names it compiles.
        Err(error) => return [error.to_compile_error(), item].into_iter().collect(),
    };
    expanded(&mut function, &arguments).unwrap_or_else(|error| {
        // At the attribute, another `#[requires]` of the function would report it as a rewrite.
        let place = function.signature.ident.span();
        let value = named_path(arguments).map(|path| requirement::unused_value(&path, place));
        // The error is last, because rustc accepts it as a return value of every type.
        let error = error.to_compile_error();
        function.with_body(&quote!(#value #error))
    })
}

fn expanded(function: &mut Function, arguments: &TokenStream) -> Result<TokenStream> {
    match syn::parse2::<Input>(arguments.clone()) {
        Ok(input) => guarded(function, &input),
        Err(error) => unfinished(function.clone(), arguments, &error).ok_or(error),
    }
}

/// Returns the function with its guard and the error as its body, if the only mistake in the
/// arguments is a path that ends in `::`.
fn unfinished(
    mut function: Function,
    arguments: &TokenStream,
    error: &Error,
) -> Option<TokenStream> {
    let path = UnfinishedPath::find(arguments.clone())?;
    let input: Input = syn::parse2(path.with_names.clone()).ok()?;
    function.body = token_group(Delimiter::Brace, path.located(error), function.body.span());
    guarded(&mut function, &input).ok()
}

fn guarded(function: &mut Function, input: &Input) -> Result<TokenStream> {
    if input.docs.is_none() {
        let section = documentation::section(function, input);
        function.attributes.extend(section);
    }
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
    requirement_with(input.clone(), &TokenStream::new()).unwrap_or_else(|error| {
        unfinished_requirement(input, &error).unwrap_or_else(|| error.to_compile_error())
    })
}

fn unfinished_requirement(input: TokenStream, error: &Error) -> Option<TokenStream> {
    let path = UnfinishedPath::find(input)?;
    requirement_with(path.with_names.clone(), &path.located(error)).ok()
}

fn requirement_with(input: TokenStream, statements: &TokenStream) -> Result<TokenStream> {
    let input: Input = syn::parse2(input)?;
    input.refuse_arguments_about_function()?;
    let clauses = clauses::conjunction(&input.expression)?;
    Ok(requirement::requirement(&input, &clauses, statements))
}

/// Expands `harmless_attributes!()` to the list as a value.
pub(crate) fn harmless_attributes() -> TokenStream {
    let harmless = attributes::HARMLESS;
    quote!(&[#(#harmless),*])
}

#[cfg(test)]
mod tests;
