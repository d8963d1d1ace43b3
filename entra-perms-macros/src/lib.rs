//! The macros of `entra-perms`. Depend on `entra-perms-runtime`, which re-exports and documents
//! them.

mod bindings;
mod diagnostics;
mod permissions;
mod requires;

use std::path::PathBuf;
use std::{env, path};

use entra_perms_model::{Disk, Lookup};
use proc_macro::TokenStream;
use syn::Path;

#[expect(
    missing_docs,
    reason = "documented where users find it: its re-export in entra-perms-runtime"
)]
#[proc_macro]
pub fn permissions(input: TokenStream) -> TokenStream {
    let calling_file = proc_macro::Span::call_site().local_file();
    let calling_file = calling_file.and_then(|file| path::absolute(file).ok());
    let disk = Disk::default();
    let lookup = Lookup::new(&disk, package(), calling_file);
    permissions::permissions(input.into(), &lookup).into()
}

#[expect(
    missing_docs,
    reason = "documented where users find it: its re-export in entra-perms-runtime"
)]
#[proc_macro_attribute]
pub fn requires(arguments: TokenStream, item: TokenStream) -> TokenStream {
    requires::requires(arguments.into(), item.into()).into()
}

#[expect(
    missing_docs,
    reason = "documented where users find it: its re-export in entra-perms-runtime"
)]
#[proc_macro]
pub fn requirement(input: TokenStream) -> TokenStream {
    requires::requirement(input.into()).into()
}

/// Expands to the patterns of the attributes that are allowed above `#[requires]`, a `&[&str]` for
/// `audit` in the runtime.
///
/// A pattern such as `inline` is a path of one segment. `*::instrument` is any path that ends in
/// this segment. `clippy::*` is any longer path that begins with this segment. `cfg_attr(…)` and
/// `unsafe(…)` are not in the list: the attributes in them count.
#[doc(hidden)]
#[proc_macro]
pub fn harmless_attributes(_: TokenStream) -> TokenStream {
    requires::harmless_attributes().into()
}

/// Returns the folder of the package that is compiled, if the build tool sets it.
fn package() -> Option<PathBuf> {
    let folder = env::var_os("CARGO_MANIFEST_DIR").filter(|folder| !folder.is_empty())?;
    path::absolute(folder).ok()
}

/// Returns the path of the runtime for generated code, unless the user gives `crate = …`.
fn default_runtime() -> Path {
    syn::parse_quote!(::entra_perms_runtime)
}
