//! `Model`, through which the runtime finds the tables, and the aliases.

use entra_perms_model::Model;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::{Half, docs};

/// Returns the type and the aliases. Editors show the path in an alias, so it is the public one.
/// ```text
/// pub enum Model {}
/// pub type Caller = entra_perms_runtime::Caller<Model>;
/// ```
pub(super) fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let doc = docs::model_docs(model);
    let role_set = set(Half::Roles, runtime);
    let scope_set = set(Half::Scopes, runtime);
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #[allow(dead_code, unreachable_pub)]
        #[allow(clippy::all, clippy::pedantic)]
        #[allow(rustdoc::bare_urls, rustdoc::invalid_html_tags)]
        pub enum Model {}

        /// The caller of a request, whose token is verified.
        #[allow(dead_code, unreachable_pub)]
        pub type Caller = #runtime::Caller<Model>;

        /// The caller of a request whose sender need not sign in.
        #[allow(dead_code, unreachable_pub)]
        pub type MaybeCaller = #runtime::MaybeCaller<Model>;

        /// A validator of the tokens for this API.
        #[allow(dead_code, unreachable_pub)]
        pub type TokenValidator = #runtime::TokenValidator<Model>;

        #role_set
        #scope_set
    }
}

fn set(half: Half, runtime: &Path) -> TokenStream {
    let set = half.set_name();
    let ty = half.type_name();
    let doc = docs::set_docs(half);
    quote! {
        #[doc = #doc]
        #[allow(dead_code, unreachable_pub)]
        pub type #set = #runtime::PermissionSet<#ty>;
    }
}
