//! The macros of `entra-perms`. Depend on `entra-perms-runtime`, which re-exports and documents them.

mod bindings;
mod diagnostics;
mod disk;
mod permissions;
mod requires;

use std::path;

use entra_perms_model::Lookup;
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
    let lookup = Lookup::new(&disk::Disk, disk::package(), calling_file);
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

/// The attributes that may stand above `#[requires]`, for `audit` in the runtime: an expression of
/// type `&[&str]`.
///
/// An entry is the last segment of an attribute's path, such as `"instrument"`. An entry that ends
/// in `::*` is a tool, such as `"rustfmt::*"`: it stands for every attribute whose path has several
/// segments and begins with it. `cfg_attr(condition, …)` and `unsafe(…)` are not in the list: what
/// counts is inside.
#[doc(hidden)]
#[proc_macro]
pub fn harmless_attributes(_: TokenStream) -> TokenStream {
    requires::harmless_attributes().into()
}

/// Where generated code finds the runtime, unless `crate = …` says otherwise.
fn default_runtime() -> Path {
    syn::parse_quote!(::entra_perms_runtime)
}
