//! `Model`, through which the runtime finds the tables, and the aliases.

use entra_perms_model::{Finding, Lint, Model};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

use super::{Half, docs};
use crate::diagnostics::note;

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

/// Returns the method that guards with `context = …` or `fresh = …` name. It is deprecated if a
/// registration does not request the claims that they need, so that rustc warns at the guard.
/// ```text
/// impl Model { #[deprecated(note = "`xms_cc` is not requested…")] pub fn no_xms_cc(&self) {} }
/// ```
pub(super) fn claims_challenges(finding: Option<&Finding>) -> TokenStream {
    let name = Ident::new(Lint::NoXmsCc.name(), Span::call_site());
    let deprecated = finding.map(|finding| {
        let note = note(finding, Lint::NoXmsCc);
        quote!(#[deprecated(note = #note)])
    });
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]
        impl Model {
            #deprecated
            pub fn #name(&self) {}
        }
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
