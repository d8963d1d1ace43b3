//! `Model`, through which the runtime reaches the tables, and the aliases.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::{Half, docs};
use entra_perms_model::Model;

/// ```text
/// pub enum Model {}
/// pub type Caller = entra_perms_runtime::Caller<Model>;
/// ```
pub(super) fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let doc = docs::of_model(model);
    let sets = [Half::Roles, Half::Scopes].map(|half| {
        let (set, ty, doc) = (half.set_name(), half.type_name(), docs::of_set(half));
        quote! {
            #[doc = #doc]
            #[allow(dead_code, unreachable_pub)]
            pub type #set = #runtime::PermissionSet<#ty>;
        }
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic, rustdoc::bare_urls, rustdoc::invalid_html_tags)]
        pub enum Model {}

        /// The caller of one request, after its token was verified.
        #[allow(dead_code, unreachable_pub)]
        pub type Caller = #runtime::Caller<Model>;

        /// Verifies the tokens that are meant for this API.
        #[allow(dead_code, unreachable_pub)]
        pub type TokenValidator = #runtime::TokenValidator<Model>;

        #(#sets)*
    }
}
