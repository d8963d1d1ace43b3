//! The methods of `Role` and `Scope`: those that users call, and those that `#[requires]` calls.
//!
//! Parameters have names that no app role has. With `pub use roles::*` next to `permissions!`, an
//! app role `f` would be a constant, with which the pattern `f` would be compared.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::Half;

pub(super) fn expand(half: Half, runtime: &Path) -> TokenStream {
    let methods = methods(half, runtime);
    let clauses = clauses(half, runtime);
    quote!(#methods #clauses)
}

/// ```text
/// impl Role { pub const fn value(self) -> &'static str { … } … }
/// ```
fn methods(half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let private = quote!(#runtime::__private);
    let table = quote!(<Self as Permission>::TABLE);
    let mapping = mapping(half, runtime);
    quote! {
        impl #ty {
            /// All values, in manifest order.
            pub const ALL: &'static [Self] = <Self as Permission>::ALL;

            /// Returns the value as Entra writes it into tokens.
            #[must_use]
            pub const fn value(self) -> &'static str { #table.value(self as usize) }

            /// Returns the id in the manifest, or `None` if there is only a placeholder or no id.
            #[must_use]
            pub const fn id(self) -> ::core::option::Option<#private::Uuid> {
                #table.id(self as usize)
            }

            /// Returns the display name in the manifest. For a scope, administrators see this name.
            #[must_use]
            pub const fn display_name(self) -> &'static str { #table.display_name(self as usize) }

            /// Returns whether the manifest enables the value. A disabled value is never granted.
            #[must_use]
            pub const fn is_enabled(self) -> bool { #table.is_enabled(self as usize) }

            #mapping
        }
    }
}

/// ```text
/// pub const fn scopes(self) -> ScopeSet { … }
/// ```
fn mapping(half: Half, runtime: &Path) -> TokenStream {
    let private = quote!(#runtime::__private);
    match half {
        Half::Roles => quote! {
            /// Returns the scopes that map to this role. A client that acts for a user needs one of
            /// them to use the role.
            #[must_use]
            pub const fn scopes(self) -> ScopeSet {
                #private::scopes_of_role::<Model, _, _>(self as usize)
            }
        },
        Half::Scopes => quote! {
            /// Returns the roles that this scope maps to. A client with this scope can use them if
            /// its user holds them.
            #[must_use]
            pub const fn roles(self) -> RoleSet {
                <Model as #private::Model>::TABLES.roles_of_scope[self as usize]
            }
        },
    }
}

/// Returns the methods that `#[requires]` calls on a path. It does not know whether the path is a
/// role or a scope.
/// ```text
/// impl Role { pub const fn __role_clause(self, report: bool) -> Clause<Model> { … } … }
/// ```
fn clauses(half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let private = quote!(#runtime::__private);
    let clause = quote!(#private::Clause<Model>);
    let report = quote!(__entra_perms_report);
    let scope_instead_of_role =
        quote!(#private::scope_instead_of_role::<Model, _, _>(self.value(), #report));
    let [role, scope, at_least] = match half {
        Half::Roles => [
            quote!(<#clause>::of_roles(RoleSet::from_index(self as usize))),
            quote!(#private::role_instead_of_scope::<Model, _, _>(self.value(), #report)),
            quote!(#private::at_least::<Model, _, _>(self as usize, #report)),
        ],
        Half::Scopes => [
            scope_instead_of_role.clone(),
            quote!(<#clause>::of_scopes(ScopeSet::from_index(self as usize))),
            scope_instead_of_role,
        ],
    };
    quote! {
        #[doc(hidden)]
        impl #ty {
            #[track_caller]
            pub const fn __role_clause(self, #report: bool) -> #clause { #role }
            #[track_caller]
            pub const fn __scope_clause(self, #report: bool) -> #clause { #scope }
            #[track_caller]
            pub const fn __at_least_clause(self, #report: bool) -> #clause { #at_least }
        }
    }
}
