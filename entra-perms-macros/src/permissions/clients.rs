//! `enum Client`, if the arguments name clients.

use entra_perms_model::{Client, ClientRegistration, Finding, Lint, Model};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

use super::{docs, identifier};
use crate::diagnostics::note;

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
    let private = quote!(#runtime::__private);
    let definition = definition(model);
    let methods = methods(model, &private);
    Some(quote! {
        #definition

        #[allow(clippy::all, clippy::pedantic)]
        const _: () = {
            #methods

            impl #private::Sealed for Client {}

            #[automatically_derived]
            impl #private::RegisteredClient for Client {
                const ALL: &'static [Self] = Self::ALL;

                fn entry(self) -> &'static #private::ClientEntry {
                    self.__entry()
                }
            }

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

fn methods(model: &Model, private: &TokenStream) -> TokenStream {
    let uuid = quote!(#private::Uuid);
    let entries = model.clients.iter().map(|client| entry(model, client, private));
    let variants: Vec<_> = model.clients.iter().map(|client| identifier(&client.name)).collect();
    let names = model.clients.iter().map(Client::plain_name);
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

            #[doc(hidden)]
            pub const fn __entry(self) -> &'static #private::ClientEntry {
                match self { #(Self::#variants => const { &#entries },)* }
            }

            #[doc(hidden)]
            pub const fn __index(self) -> ::core::primitive::usize {
                self as ::core::primitive::usize
            }

            #[doc(hidden)]
            #[track_caller]
            pub const fn __role_clause(
                self,
                __entra_perms_report: ::core::primitive::bool,
            ) -> #private::Clause<Model> {
                #private::client_instead_of_role::<Model, _, _>(self.name(), __entra_perms_report)
            }
        }
    }
}

/// Returns each client id once.
fn client_ids(client: &Client) -> Vec<u128> {
    let mut ids = Vec::new();
    for registration in &client.registrations {
        if let Some(id) = number(&registration.client_id)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

/// Returns a GUID of the model as a number.
fn number(guid: &str) -> Option<u128> {
    u128::from_str_radix(&guid.replace('-', ""), 16).ok()
}

/// ```text
/// ClientEntry { name: "Web", registrations: &[ClientRegistration { api, client_id, … }] }
/// ```
fn entry(model: &Model, client: &Client, private: &TokenStream) -> TokenStream {
    let name = client.plain_name();
    let registrations = known_registrations(model, client).map(|known| {
        let Known { api, client_id, registration } = known;
        let is_public = registration.is_public;
        let is_blueprint = registration.is_blueprint;
        quote! {
            #private::ClientRegistration {
                api: #private::Uuid::from_u128(#api),
                client_id: #private::Uuid::from_u128(#client_id),
                is_public: #is_public,
                is_blueprint: #is_blueprint,
            }
        }
    });
    quote!(#private::ClientEntry { name: #name, registrations: &[#(#registrations),*] })
}

/// A registration of a client whose ids are known.
pub(super) struct Known<'m> {
    /// The client id of the API.
    api: u128,
    client_id: u128,
    pub(super) registration: &'m ClientRegistration,
}

/// Returns the registrations of a client in the generated tables, in their order.
pub(super) fn known_registrations<'m>(
    model: &'m Model,
    client: &'m Client,
) -> impl Iterator<Item = Known<'m>> {
    client.registrations.iter().filter_map(|registration| {
        let api = number(model.apps.get(registration.app)?.client_id.as_ref()?)?;
        let client_id = number(&registration.client_id)?;
        Some(Known { api, client_id, registration })
    })
}

/// Returns the method that guards with `client = …` name. `LACKS` is `true` if the guard requires
/// more than the client with this index asks for. The method is then deprecated, so that rustc
/// warns at the guard. Without findings, it never is.
/// ```text
/// impl Client { pub fn __asks<const INDEX: usize, const LACKS: bool>(self) -> Lint<INDEX, LACKS> }
/// impl Lint<0, true> { #[deprecated(note = "…")] pub fn client_lacks_permission(self) {} }
/// ```
pub(super) fn lint(model: &Model, findings: &[Finding]) -> Option<TokenStream> {
    if model.clients.is_empty() {
        return None;
    }
    let method = Ident::new(Lint::ClientLacksPermission.name(), Span::call_site());
    let index_and_lacks = quote! {
        const INDEX: ::core::primitive::usize, const LACKS: ::core::primitive::bool
    };
    let methods = if findings.is_empty() {
        quote!(impl<#index_and_lacks> Lint<INDEX, LACKS> { pub fn #method(self) {} })
    } else {
        let deprecated = findings.iter().enumerate().map(|(index, finding)| {
            let note = note(finding, Lint::ClientLacksPermission);
            quote! {
                impl Lint<#index, true> {
                    #[deprecated(note = #note)]
                    pub fn #method(self) {}
                }
            }
        });
        quote! {
            impl<const INDEX: ::core::primitive::usize> Lint<INDEX, false> {
                pub fn #method(self) {}
            }
            #(#deprecated)*
        }
    };
    Some(quote! {
        #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]
        const _: () = {
            pub struct Lint<#index_and_lacks>;

            #methods

            impl Client {
                #[doc(hidden)]
                pub fn __asks<#index_and_lacks>(self) -> Lint<INDEX, LACKS> {
                    Lint
                }
            }
        };
    })
}
