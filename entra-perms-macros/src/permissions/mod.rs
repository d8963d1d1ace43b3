//! `permissions!`: `input` (tokens → arguments) → the manifest (`crate::manifest`) → `mapping` (scopes → roles, with
//! `pattern`), `constraints` (groups), `names` (with `identifiers`) → a model and its errors, by `analyse` → tokens, by `expand`.

mod analyse;
mod constraints;
#[cfg(test)]
mod corpus;
mod expand;
mod identifiers;
mod input;
#[cfg(test)]
mod many_errors;
mod mapping;
mod names;
mod pattern;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod test_analysis;

use proc_macro2::{Span, TokenStream};

use self::analyse::{Analysis, analyse};
use crate::manifest::model::Model;
use crate::manifest::source::Lookup;

/// `permissions! { … }`: all that could be made of it, and an error for each defect.
pub(crate) fn permissions(input: TokenStream, lookup: &Lookup) -> TokenStream {
    // The failed import stands where the arguments begin.
    let first_argument = input.clone().into_iter().next();
    let place = first_argument.map_or_else(Span::call_site, |token| token.span());
    let Analysis { model, files, runtime, errors, warnings } = analyse(input, lookup);
    let runtime = runtime.unwrap_or_else(crate::default_runtime);
    let failed_import = match model {
        Some(_) => TokenStream::new(),
        None => expand::failed_import(place),
    };
    // Without a model the names of the types are still there, for those that use them.
    let mut model = model.unwrap_or_else(Model::empty);
    if !errors.is_empty() {
        model = model.with_all_within_reach();
    }
    let mut expanded = expand::track(&files);
    expanded.extend(expand::expand(&model, &runtime));
    expanded.extend(failed_import);
    expanded.extend(if errors.is_empty() {
        warnings.into_tokens()
    } else {
        errors.into_compile_errors()
    });
    expanded
}
