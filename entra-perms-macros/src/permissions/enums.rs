//! `enum Role` and `enum Scope`, with the table of their values.

use entra_perms_model::{Entry, Model};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Path;

use super::{Half, docs, methods, traits, variant, word_count};

pub(super) fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let roles = enum_and_impls(model, Half::Roles, runtime);
    let scopes = enum_and_impls(model, Half::Scopes, runtime);
    quote!(#roles #scopes)
}

fn enum_and_impls(model: &Model, half: Half, runtime: &Path) -> TokenStream {
    let definition = definition(model, half);
    let permission = permission(model, half, runtime);
    let methods = methods::expand(half, runtime);
    let traits = traits::expand(half, runtime);
    quote! {
        #definition

        #[allow(deprecated, clippy::all, clippy::pedantic)]
        const _: () = {
            // The documentation of `ALL` shows this name.
            use #runtime::__private::Permission;

            #permission
            #methods
            #traits
        };
    }
}

/// ```text
/// /// The app roles of CRM: …
/// pub enum Role { ContactsReadTeam, … }
/// ```
fn definition(model: &Model, half: Half) -> TokenStream {
    let ty = half.type_name();
    let doc = docs::type_docs(model, half);
    let variants: TokenStream = match half {
        Half::Roles => {
            let roles = model.roles.iter();
            roles
                .map(|role| documented(&role.entry, &docs::role_docs(model, role)))
                .collect()
        }
        Half::Scopes => {
            let scopes = model.scopes.iter();
            scopes
                .map(|scope| documented(&scope.entry, &docs::scope_docs(model, scope)))
                .collect()
        }
    };
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy,
            ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        #[allow(dead_code, deprecated, non_camel_case_types, unreachable_pub)]
        #[allow(clippy::all, clippy::pedantic)]
        #[allow(rustdoc::bare_urls, rustdoc::invalid_html_tags)]
        pub enum #ty { #variants }
    }
}

fn documented(entry: &Entry, doc: &str) -> TokenStream {
    let variant = variant(entry);
    let deprecated = deprecated(entry);
    quote!(#[doc = #doc] #deprecated #variant,)
}

/// Returns an attribute for a disabled value, so that rustc warns if its name is used.
pub(super) fn deprecated(entry: &Entry) -> Option<TokenStream> {
    if entry.enabled {
        return None;
    }
    Some(quote!(#[deprecated = "disabled in the manifest: it is never granted"]))
}

/// ```text
/// impl Permission for Role {
///     const TABLE: … = { static ENTRIES: … = [Entry { … }, …]; …; &TABLE };
///     …
/// }
/// ```
fn permission(model: &Model, half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let entries = half.entries(model);
    let count = entries.len();
    let words = word_count(count);
    let variants = entries.iter().map(|entry| variant(entry));
    let rows = entries.iter().map(|entry| row(entry));
    // At least three of four slots are empty, so that most searches end at their first slot.
    let slots = (count * 4 + 1).next_power_of_two();
    quote! {
        impl #runtime::__private::Sealed for #ty {}

        impl #runtime::__private::Permission for #ty {
            type Model = Model;
            type Bits = #runtime::__private::Bits<#words>;
            const TABLE: &'static #runtime::__private::Table = {
                // A manifest can have a thousand entries, and short names compile faster.
                use ::core::option::Option::{None, Some};
                use #runtime::__private::{Entry, Table, Uuid, slots};
                const fn id(id: ::core::primitive::u128) -> Uuid { Uuid::from_u128(id) }
                // Statics, because a program can contain many copies of a constant.
                static ENTRIES: [Entry; #count] = [#(#rows),*];
                static SLOTS: [u16; #slots] = slots(&ENTRIES);
                static TABLE: Table = Table { entries: &ENTRIES, slots: &SLOTS };
                &TABLE
            };
            const ALL: &'static [Self] = &[#(Self::#variants),*];

            fn index(self) -> usize { self as usize }
        }
    }
}

/// ```text
/// Entry { value: "Contacts.Read.Team", display_name: "…", id: Some(id(7)), enabled: true }
/// ```
fn row(entry: &Entry) -> TokenStream {
    let Entry { value, id, display_name, enabled, .. } = entry;
    let id = if let Some(id) = id {
        let id = Literal::u128_unsuffixed(*id);
        quote!(Some(id(#id)))
    } else {
        quote!(None)
    };
    quote!(Entry { value: #value, display_name: #display_name, id: #id, enabled: #enabled })
}
