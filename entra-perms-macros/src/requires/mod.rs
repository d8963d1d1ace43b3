//! `#[requires]` and `requirement!`: input (the arguments) → clauses (what must hold) → function
//! (where the caller is; refusals: functions without one) → documented (what tells utoipa of it) →
//! inner (what moves behind the check) → expand.
//!
//! Other attributes: `attributes` knows the harmless ones below, `rewrites` recognizes what those
//! above have made, and `async_trait` takes apart what the attribute of that name has made.

mod async_trait;
mod attributes;
mod clauses;
mod documented;
mod expand;
mod expression;
mod function;
mod inner;
mod input;
mod refusals;
mod rewrites;
mod variables;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use self::expression::Expression;
use self::function::Function;
use self::input::Input;

/// `#[requires(args)] item`
pub(crate) fn requires(args: TokenStream, item: TokenStream) -> TokenStream {
    let input = syn::parse2::<Input>(args);
    let mut function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        // What is no function has nothing to run unguarded, and stays for the sake of those that name it.
        Err(error) => return [error.to_compile_error(), item].into_iter().collect(),
    };
    let expanded = input.and_then(|input| {
        if cfg!(feature = "utoipa") {
            function.attributes =
                documented::marked(&function.attributes, &expand::mark(&function, &input));
        }
        let caller = function.caller(&input)?;
        let clauses = clauses::conjunction(&input.expression)?;
        let checked_again = expand::checked_again(&function, &caller, &input, &clauses);
        match inner::with_inner_function(&function, &caller, checked_again) {
            Ok(None) => Ok(expand::guarded(&function, &caller, &input, &clauses)),
            Ok(Some(outer)) => Ok(expand::guarded(&outer, &caller, &input, &clauses)),
            // Without the attribute, which could have errors of its own about what is left.
            Err(error) => {
                Ok(function.with_harmless_attributes().that_cannot_run(&error).into_token_stream())
            }
        }
    });
    expanded.unwrap_or_else(|error| function.that_cannot_run(&error).into_token_stream())
}

/// `requirement!(expression)`: the requirement as a value.
pub(crate) fn requirement(input: TokenStream) -> TokenStream {
    let requirement = syn::parse2::<Input>(input).and_then(|input| {
        input.refuse_caller()?;
        let clauses = clauses::conjunction(&input.expression)?;
        Ok(expand::requirement(&input, &clauses))
    });
    requirement.unwrap_or_else(|error| error.to_compile_error())
}

/// `harmless_attributes!()`: the list as a value.
pub(crate) fn harmless_attributes() -> TokenStream {
    let harmless = attributes::HARMLESS;
    quote!(&[#(#harmless),*])
}

#[cfg(test)]
mod tests;
