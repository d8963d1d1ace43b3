//! `permissions!`: arguments and manifests → model (`entra_perms_model`) → tokens: `enums` (the two
//! types), `tables` (the mapping), `paths` (`mod roles`, `mod scopes`), `marker` (`Model` and the
//! aliases).

mod docs;
mod enums;
mod fallback;
mod groups;
mod marker;
mod paths;
mod tables;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use entra_perms_model::{Analysis, Entry, Lookup, Model, analyze};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

use crate::diagnostics::diagnostics;

/// `permissions! { … }`: all that could be made of it, and an error for each defect.
pub(crate) fn permissions(input: TokenStream, lookup: &Lookup<'_>) -> TokenStream {
    let analysis = analyze(input, lookup);
    let has_errors = analysis.has_errors();
    let Analysis { model, files, runtime, findings, .. } = analysis;
    let runtime = runtime.unwrap_or_else(crate::default_runtime);
    // Without a model the names of the types are still there, for those that use them.
    let mut model = model.unwrap_or_default();
    if has_errors {
        fallback::grant_everything(&mut model);
    }
    let mut expanded = track(&files);
    expanded.extend(expand(&model, &runtime));
    expanded.extend(diagnostics(&findings));
    expanded
}

/// Everything that `permissions!` puts into the module where it stands.
fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let enums = enums::expand(model, runtime);
    let tables = tables::expand(model, runtime);
    let paths = paths::expand(model);
    let marker = marker::expand(model, runtime);
    quote!(#enums #tables #paths #marker)
}

/// Makes cargo rebuild when one of the files changes. A function that nobody can call: what is in its body is compiled into
/// nothing. The value of a constant, even of one without a name, is kept in the metadata of a library.
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

/// The two halves of a model, which mostly look alike.
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

/// The words of a set of these places, for a manifest of this many values.
fn words(indices: impl IntoIterator<Item = usize>, len: usize) -> Vec<u64> {
    let mut words = vec![0_u64; word_count(len)];
    for index in indices {
        if let Some(word) = words.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }
    words
}

fn word_count(len: usize) -> usize {
    len.div_ceil(64).max(1)
}

/// Returns a name of the model as an identifier.
fn identifier(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
