//! `enum Client`, if the arguments name clients.

use entra_perms_model::{Client, Model};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::{docs, identifier};

/// ```text
/// /// The clients of CRM, as registered. …
/// pub enum Client { Web, … }
/// impl Client { pub const ALL: … = …; pub const fn name(self) -> … { … } … }
/// impl Display for Client { … }
/// ```
pub(super) fn expand(model: &Model, runtime: &Path) -> Option<TokenStream> {
    if model.clients.is_empty() {
        return None;
    }
    let definition = definition(model);
    let methods = methods(model, runtime);
    Some(quote! {
        #definition

        #[allow(clippy::all, clippy::pedantic)]
        const _: () = {
            #methods

            impl ::core::fmt::Display for Client {
                fn fmt(
                    &self,
                    __entra_perms_f: &mut ::core::fmt::Formatter<'_>,
                ) -> ::core::fmt::Result {
                    __entra_perms_f.pad(self.name())
                }
            }
        };
    })
}

fn definition(model: &Model) -> TokenStream {
    let doc = docs::clients_docs(model);
    let variants = model.clients.iter().map(|client| {
        let variant = identifier(&client.name);
        let doc = docs::client_docs(model, client);
        quote!(#[doc = #doc] #variant,)
    });
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug,
            ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        #[allow(dead_code, non_camel_case_types, unreachable_pub)]
        #[allow(clippy::all, clippy::pedantic)]
        #[allow(rustdoc::bare_urls, rustdoc::invalid_html_tags)]
        pub enum Client { #(#variants)* }
    }
}

fn methods(model: &Model, runtime: &Path) -> TokenStream {
    let uuid = quote!(#runtime::__private::Uuid);
    let variants: Vec<_> = model.clients.iter().map(|client| identifier(&client.name)).collect();
    let names = model.clients.iter().map(|client| client.name.trim_start_matches("r#"));
    let ids = model.clients.iter().map(|client| {
        let ids = client_ids(client);
        // A constant, because rustc does not extend the life of a value that a function returns.
        quote!({ const IDS: &[#uuid] = &[#(#uuid::from_u128(#ids)),*]; IDS })
    });
    quote! {
        impl Client {
            /// All clients, in the order of the argument `clients`.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// Returns the name in the argument `clients`.
            #[must_use]
            pub const fn name(self) -> &'static ::core::primitive::str {
                match self { #(Self::#variants => #names,)* }
            }

            /// Returns the client ids, in the order of the API's registrations. A registration
            /// that the client has for several of them is listed once. Two clients can have one
            /// client id, if they belong to different registrations of the API.
            #[must_use]
            pub const fn client_ids(self) -> &'static [#uuid] {
                match self { #(Self::#variants => #ids,)* }
            }
        }
    }
}

/// Returns each client id once.
fn client_ids(client: &Client) -> Vec<u128> {
    let mut ids = Vec::new();
    for registration in &client.registrations {
        if let Ok(id) = u128::from_str_radix(&registration.client_id.replace('-', ""), 16)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}
