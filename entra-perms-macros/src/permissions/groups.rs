//! What the module of a permission with several reaches has beside its constants.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, identifier, words};
pub(super) use entra_perms_model::Group;
use entra_perms_model::{Model, Reach};

/// ```text
/// pub enum Constraint { My, Team, All }
/// pub const ANY: RoleSet = …;
/// pub fn widest(caller: &Caller) -> Option<Constraint> { … }
/// ```
pub(super) fn expand(
    model: &Model,
    group: &Group,
    path: &[&str],
    outside: &TokenStream,
) -> TokenStream {
    let constraint = constraint(model, group, path);
    let roles = words(group.reaches.iter().map(|reach| reach.role), model.roles.len());
    let widest = widest(model, group, outside);
    quote! {
        #constraint

        /// Every reach of this permission: one of them is enough.
        pub const ANY: #outside RoleSet = #outside RoleSet::from_words([#(#roles),*]);

        #widest
    }
}

fn constraint(model: &Model, group: &Group, path: &[&str]) -> TokenStream {
    let doc = docs::of_constraint(path);
    let reaches = group.reaches.iter().map(|Reach { constraint, role, .. }| {
        let doc = model.roles.get(*role).map(|role| docs::of_constant(&role.entry));
        let constraint = identifier(constraint);
        quote!(#[doc = #doc] #constraint,)
    });
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        pub enum Constraint { #(#reaches)* }
    }
}

fn widest(model: &Model, group: &Group, outside: &TokenStream) -> TokenStream {
    let widest_first =
        group.reaches.iter().rev().filter_map(|Reach { constraint, role, .. }| {
            let variant = identifier(&model.roles.get(*role)?.entry.name.variant);
            let constraint = identifier(constraint);
            Some(quote! {
                if caller.can(#outside Role::#variant) {
                    return ::core::option::Option::Some(Constraint::#constraint);
                }
            })
        });
    quote! {
        /// How far this permission of the caller reaches; `None` where the caller does not have it.
        #[must_use]
        pub fn widest(caller: &#outside Caller) -> ::core::option::Option<Constraint> {
            #(#widest_first)*
            ::core::option::Option::None
        }
    }
}
