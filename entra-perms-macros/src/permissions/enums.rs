//! `enum Role` and `enum Scope`: the variants, and what they do.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Path;

use super::{Half, docs, identifier, word_count};
use entra_perms_model::{Entry, Model};

pub(super) fn expand(model: &Model, runtime: &Path) -> TokenStream {
    [Half::Roles, Half::Scopes]
        .into_iter()
        .map(|half| half_of(model, half, runtime))
        .collect()
}

fn half_of(model: &Model, half: Half, runtime: &Path) -> TokenStream {
    let definition = definition(model, half);
    let permission = permission(model, half, runtime);
    let methods = methods(half, runtime);
    let clauses = clauses(half, runtime);
    let traits = traits(half, runtime);
    quote! {
        #definition

        #[allow(deprecated, clippy::all, clippy::pedantic)]
        const _: () = {
            #permission
            #methods
            #clauses
            #traits
        };
    }
}

/// ```text
/// /// Read contacts of the team…
/// pub enum Role { ContactsReadTeam, … }
/// ```
fn definition(model: &Model, half: Half) -> TokenStream {
    let (ty, doc) = (half.type_name(), docs::of_type(model, half));
    let entries = half.entries(model);
    let variants = entries.iter().enumerate().map(|(index, entry)| {
        let (variant, deprecated) = (identifier(&entry.name.variant), deprecated(entry));
        let doc = docs::of_entry(model, half, index);
        quote!(#[doc = #doc] #deprecated #variant,)
    });
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        #[allow(dead_code, deprecated, non_camel_case_types, unreachable_pub, clippy::all, clippy::pedantic)]
        #[allow(rustdoc::bare_urls, rustdoc::invalid_html_tags)]
        pub enum #ty { #(#variants)* }
    }
}

/// A disabled entry keeps its name, with a warning where it is used.
pub(super) fn deprecated(entry: &Entry) -> Option<TokenStream> {
    (!entry.enabled)
        .then(|| quote!(#[deprecated = "disabled in the manifest: it is never granted"]))
}

/// ```text
/// impl Permission for Role {
///     const TABLE: … = { const ENTRIES: … = &[Entry { … }, …]; &Table { entries: ENTRIES, slots: &slots::<N>(ENTRIES) } };
///     …
/// }
/// ```
fn permission(model: &Model, half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let entries = half.entries(model);
    let words = word_count(entries.len());
    let variants = entries.iter().map(|entry| identifier(&entry.name.variant));
    let rows = entries.iter().map(|Entry { value, id, display_name, enabled, .. }| {
        let id = id
            .map(Literal::u128_unsuffixed)
            .map_or_else(|| quote!(None), |id| quote!(Some(id(#id))));
        quote!(Entry { value: #value, display_name: #display_name, id: #id, enabled: #enabled })
    });
    // At least three of four are empty, so that most searches end where they begin.
    let slots = (entries.len() * 4 + 1).next_power_of_two();
    let count = entries.len();
    quote! {
        impl #runtime::__private::Sealed for #ty {}

        impl #runtime::Permission for #ty {
            type Model = Model;
            type Bits = #runtime::__private::Bits<#words>;
            const TABLE: &'static #runtime::__private::Table = {
                // A manifest may have a thousand entries: what is short here is soon compiled.
                use ::core::option::Option::{None, Some};
                use #runtime::__private::{Entry, Table, slots};
                const fn id(id: ::core::primitive::u128) -> #runtime::Uuid { #runtime::Uuid::from_u128(id) }
                // Not constants, of which there may be many copies in a program.
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

/// The methods a user calls on a single role or scope.
fn methods(half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let row = quote!(<Self as #runtime::Permission>::TABLE);
    let mapping = mapping(half, runtime);
    quote! {
        impl #ty {
            /// Every value, in manifest order.
            pub const ALL: &'static [Self] = <Self as #runtime::Permission>::ALL;

            /// The value, as Entra writes it into tokens.
            #[must_use]
            pub const fn value(self) -> &'static str { #row.value(self as usize) }

            /// The id in the manifest; `None` where there is none, or a placeholder.
            #[must_use]
            pub const fn id(self) -> ::core::option::Option<#runtime::Uuid> { #row.id(self as usize) }

            /// The display name in the manifest: for a scope, the one an administrator is shown.
            #[must_use]
            pub const fn display_name(self) -> &'static str { #row.display_name(self as usize) }

            /// Whether the manifest enables it; what is disabled is never granted.
            #[must_use]
            pub const fn is_enabled(self) -> bool { #row.is_enabled(self as usize) }

            #mapping
        }
    }
}

/// The mapping, one direction at each type.
fn mapping(half: Half, runtime: &Path) -> TokenStream {
    match half {
        Half::Roles => quote! {
            /// The scopes that lead to this role: a client that acts for a user needs one of them to use it.
            #[must_use]
            pub const fn scopes(self) -> ScopeSet { #runtime::__private::scopes_of_role::<Model, _, _>(self as usize) }
        },
        Half::Scopes => quote! {
            /// The roles this scope leads to: those that a client it was granted to may use, as far as the user holds them.
            #[must_use]
            pub const fn roles(self) -> RoleSet { <Model as #runtime::Model>::TABLES.roles_of_scope[self as usize] }
        },
    }
}

// Parameters have names that no role has: with `pub use roles::*` beside `permissions!`, a role called `f` would be a constant that
// the pattern `f` is matched against.

/// What `#[requires]` calls on a path, without knowing what the path is.
fn clauses(half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let clause = quote!(#runtime::Clause<Model>);
    let private = quote!(#runtime::__private);
    let (role, scope, at_least) = match half {
        Half::Roles => (
            quote!(<#clause>::of_roles(RoleSet::from_index(self as usize))),
            quote!(#private::role_instead_of_scope::<Model, _, _>(self.value(), __entra_perms_report)),
            quote!(#private::at_least::<Model, _, _>(self as usize, __entra_perms_report)),
        ),
        Half::Scopes => (
            quote!(#private::scope_instead_of_role::<Model, _, _>(self.value(), __entra_perms_report)),
            quote!(<#clause>::of_scopes(ScopeSet::from_index(self as usize))),
            quote!(#private::scope_instead_of_role::<Model, _, _>(self.value(), __entra_perms_report)),
        ),
    };
    quote! {
        #[doc(hidden)]
        impl #ty {
            #[track_caller]
            pub const fn __role_clause(self, __entra_perms_report: bool) -> #clause { #role }
            #[track_caller]
            pub const fn __scope_clause(self, __entra_perms_report: bool) -> #clause { #scope }
            #[track_caller]
            pub const fn __at_least_clause(self, __entra_perms_report: bool) -> #clause { #at_least }
        }
    }
}

/// `Display`, `Debug`, `FromStr` and serde, all as the Entra value.
fn traits(half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let serde = quote!(#runtime::__private::serde);
    quote! {
        impl ::core::fmt::Display for #ty {
            fn fmt(&self, __entra_perms_f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { __entra_perms_f.pad(self.value()) }
        }
        impl ::core::fmt::Debug for #ty {
            fn fmt(&self, __entra_perms_f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { __entra_perms_f.pad(self.value()) }
        }
        impl ::core::str::FromStr for #ty {
            type Err = #runtime::UnknownValue;
            // Not `Self::Err`: a variant may have that name.
            fn from_str(__entra_perms_value: &str) -> ::core::result::Result<Self, #runtime::UnknownValue> {
                <Self as #runtime::Permission>::from_value(__entra_perms_value)
            }
        }
        impl #serde::Serialize for #ty {
            fn serialize<S: #serde::Serializer>(&self, __entra_perms_serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                __entra_perms_serializer.serialize_str(self.value())
            }
        }
        impl<'de> #serde::Deserialize<'de> for #ty {
            fn deserialize<D: #serde::Deserializer<'de>>(__entra_perms_deserializer: D) -> ::core::result::Result<Self, D::Error> {
                #runtime::__private::deserialize(__entra_perms_deserializer)
            }
        }
    }
}
