//! The items in the module of a permission with several constraints.

use entra_perms_model::{Group, Model, Reach};
use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, identifier, variant, words};

/// ```text
/// pub enum Constraint { My, Team, All }
/// pub const ANY: RoleSet = …;
/// pub fn widest(caller: &Caller) -> Option<Constraint> { … }
/// ```
pub(super) fn expand(model: &Model, group: &Group, path: &[&str]) -> TokenStream {
    // From the module of the permission, through `roles`, to the module of `permissions!`.
    let outside: TokenStream = (0..=path.len()).map(|_| quote!(super::)).collect();
    let constraint = constraint(model, group, path);
    let roles = words(group.reaches.iter().map(|reach| reach.role), model.roles.len());
    let widest = widest(model, group, &outside);
    quote! {
        #constraint

        /// The roles of this permission, with any constraint.
        pub const ANY: #outside RoleSet = #outside RoleSet::from_words([#(#roles),*]);

        #widest
    }
}

fn constraint(model: &Model, group: &Group, path: &[&str]) -> TokenStream {
    let doc = docs::constraint_docs(path);
    let reaches = group.reaches.iter().map(|Reach { constraint, role, .. }| {
        let doc = model.roles.get(*role).map(|role| docs::constant_docs(&role.entry));
        let constraint = identifier(constraint);
        quote!(#[doc = #doc] #constraint,)
    });
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug,
            ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        pub enum Constraint { #(#reaches)* }
    }
}

fn widest(model: &Model, group: &Group, outside: &TokenStream) -> TokenStream {
    let widest_first = group.reaches.iter().rev();
    let checks = widest_first.filter_map(|Reach { constraint, role, .. }| {
        let variant = variant(&model.roles.get(*role)?.entry);
        let constraint = identifier(constraint);
        Some(quote! {
            if caller.can(#outside Role::#variant) {
                return ::core::option::Option::Some(Constraint::#constraint);
            }
        })
    });
    quote! {
        /// Returns the widest constraint with which the caller has this permission, or `None` if
        /// the caller does not have it.
        #[must_use]
        pub fn widest(caller: &#outside Caller) -> ::core::option::Option<Constraint> {
            #(#checks)*
            ::core::option::Option::None
        }
    }
}
