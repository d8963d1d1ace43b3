//! `permissions!`: the tokens for a model of `entra_perms_model`. `enums` (the two types, with
//! their `methods` and `traits`), `tables` (the mapping), `paths` (`mod roles` and `mod scopes`,
//! with the `groups` of roles), `marker` (`Model` and the aliases), `clients` (`enum Client`).

mod clients;
mod docs;
mod enums;
mod fallback;
mod groups;
mod marker;
mod methods;
mod paths;
mod tables;
#[cfg(test)]
mod tests;
mod traits;

use std::path::PathBuf;

use entra_perms_model::{Analysis, Entry, Lookup, Model, analyze};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

use crate::diagnostics::diagnostics;

/// Expands `permissions! { … }` to the items for all values that are known, and an error for each
/// defect.
pub(crate) fn permissions(input: TokenStream, lookup: &Lookup<'_>) -> TokenStream {
    let first_argument = input.clone().into_iter().next();
    let analysis = analyze(input, lookup);
    let has_errors = analysis.has_errors();
    let Analysis {
        model,
        lacks_names,
        files,
        runtime,
        findings,
        for_claims_challenges,
        for_client_conditions,
        ..
    } = analysis;
    let runtime = runtime.unwrap_or_else(crate::default_runtime);
    let mut expanded = track(&files);
    if lacks_names && let Some(argument) = first_argument {
        expanded.extend(fallback::failed_import(model.is_some(), argument.span()));
    }
    // Without a model, the types still exist for the code that names them.
    let mut model = model.unwrap_or_default();
    if has_errors {
        fallback::grant_everything(&mut model);
    }
    expanded.extend(expand(&model, &runtime));
    // If the build fails, guards do not add findings.
    let for_guards = for_claims_challenges.filter(|_| !has_errors);
    expanded.extend(marker::claims_challenges(for_guards.as_ref()));
    let for_guards = if has_errors { &[][..] } else { &for_client_conditions };
    expanded.extend(clients::lint(&model, for_guards));
    expanded.extend(diagnostics(&findings));
    expanded
}

/// Returns the items for a model.
fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let enums = enums::expand(model, runtime);
    let tables = tables::expand(model, runtime);
    let paths = paths::expand(model);
    let marker = marker::expand(model, runtime);
    let clients = clients::expand(model, runtime);
    quote!(#enums #tables #paths #marker #clients)
}

/// Returns code that makes cargo rebuild when one of the files changes.
///
/// The content of a file must not get into the program. rustc drops the body of a function that is
/// never called, while it keeps the values of constants in the metadata of a library.
/// ```text
/// const _: () = { fn track() { let _: [&[u8]; 1] = [include_bytes!("/…/manifests/crm.json")]; } };
/// ```
fn track(files: &[PathBuf]) -> TokenStream {
    let files: Vec<_> = files.iter().filter_map(|file| file.to_str()).collect();
    let count = files.len();
    quote! {
        const _: () = {
            #[allow(dead_code)]
            fn track() {
                let _: [&[::core::primitive::u8]; #count] = [#(::core::include_bytes!(#files)),*];
            }
        };
    }
}

/// One of the two lists of a model, for which most of the generated code is alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Roles,
    Scopes,
}

impl Half {
    fn entries(self, model: &Model) -> Vec<&Entry> {
        match self {
            Self::Roles => model.roles.iter().map(|role| &role.entry).collect(),
            Self::Scopes => model.scopes.iter().map(|scope| &scope.entry).collect(),
        }
    }

    fn type_name(self) -> TokenStream {
        match self {
            Self::Roles => quote!(Role),
            Self::Scopes => quote!(Scope),
        }
    }

    fn set_name(self) -> TokenStream {
        match self {
            Self::Roles => quote!(RoleSet),
            Self::Scopes => quote!(ScopeSet),
        }
    }
}

/// Returns the words of a bit set with these bits, for a list of `len` values.
fn words(indices: impl IntoIterator<Item = usize>, len: usize) -> Vec<u64> {
    let mut words = vec![0_u64; word_count(len)];
    for index in indices {
        if let Some(word) = words.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }
    words
}

/// Returns the number of words of a bit set for a list of `len` values, at least one.
fn word_count(len: usize) -> usize {
    len.div_ceil(64).max(1)
}

/// Returns the name of the variant for a value.
fn variant(entry: &Entry) -> Ident {
    identifier(&entry.name.variant)
}

/// Returns a name of the model as an identifier.
fn identifier(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
