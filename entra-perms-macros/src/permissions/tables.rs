//! The mapping and who may hold what, as constants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::words;
use entra_perms_model::{App, Model, Role, SignInAudience, TokenVersion};

/// ```text
/// impl Model for Model { type Role = Role; …; const TABLES: … = &Tables { roles_of_scope: &[RoleSet::from_words([0x3]), …], … }; }
/// ```
pub(super) fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let registrations = model.apps.iter().map(|app| registration(app, runtime));
    let roles_of_scope =
        model.scopes.iter().map(|scope| role_set(model, scope.roles.iter().copied()));
    let at_least = at_least(model);
    let users = roles_that(model, |role| role.users);
    let applications = roles_that(model, |role| role.applications);
    let leads = |scope: &usize| model.scopes.get(*scope).is_some_and(|scope| scope.entry.enabled);
    let delegated = roles_that(model, |role| role.scopes.iter().any(leads));
    let enabled_roles = roles_that(model, |role| role.entry.enabled);
    let enabled = model
        .scopes
        .iter()
        .enumerate()
        .filter(|(_, scope)| scope.entry.enabled)
        .map(|(index, _)| index);
    let enabled_scopes = scope_set(model, enabled);
    let scope_descriptions = scope_descriptions(model);
    let scope_count = model.scopes.len();
    quote! {
        impl #runtime::__private::Sealed for Model {}

        #[automatically_derived]
        impl #runtime::Model for Model {
            type Role = Role;
            type Scope = Scope;
            const REGISTRATIONS: &'static [#runtime::AppRegistration] = &[#(#registrations),*];
            const TABLES: &'static #runtime::__private::Tables<Self> = {
                static ROLES_OF_SCOPE: [RoleSet; #scope_count] = [#(#roles_of_scope),*];
                static TABLES: #runtime::__private::Tables<Model> = #runtime::__private::Tables {
                    roles_of_scope: &ROLES_OF_SCOPE,
                    at_least: &[#(#at_least),*],
                    users: #users,
                    applications: #applications,
                    delegated: #delegated,
                    enabled_roles: #enabled_roles,
                    enabled_scopes: #enabled_scopes,
                    #scope_descriptions
                };
                &TABLES
            };
        }
    }
}

/// What administrators read of each scope, or its name where there is no more. Documents show it; a program that makes none does not
/// hold it.
fn scope_descriptions(model: &Model) -> Option<TokenStream> {
    let entries = model.scopes.iter().map(|scope| &scope.entry);
    let descriptions = entries.map(|entry| match entry.description.trim() {
        "" => &entry.display_name,
        _ => &entry.description,
    });
    cfg!(feature = "utoipa").then(|| quote!(scope_descriptions: &[#(#descriptions),*],))
}

/// ```text
/// AppRegistration::new(Some("…"), &["api://…"], Some(TokenVersion::V2)).with_display_name("…").with_app_only_marked()
/// ```
fn registration(app: &App, runtime: &Path) -> TokenStream {
    let App {
        client_id,
        display_name,
        identifier_uris,
        token_version,
        sign_in_audience,
        client_id_is_audience,
        marks_app_only,
        ..
    } = app;
    let client_id = option(client_id.as_ref().map(|id| quote!(#id)));
    let token_version = option(token_version.map(|version| match version {
        TokenVersion::V1 => quote!(#runtime::TokenVersion::V1),
        TokenVersion::V2 => quote!(#runtime::TokenVersion::V2),
    }));
    let display_name = display_name.as_ref().map(|name| quote!(.with_display_name(#name)));
    let sign_in_audience = sign_in_audience.map(|audience| {
        let variant = match audience {
            SignInAudience::AzureAdMyOrg => quote!(AzureAdMyOrg),
            SignInAudience::AzureAdMultipleOrgs => quote!(AzureAdMultipleOrgs),
            SignInAudience::AzureAdAndPersonalMicrosoftAccount => {
                quote!(AzureAdAndPersonalMicrosoftAccount)
            }
            SignInAudience::PersonalMicrosoftAccount => quote!(PersonalMicrosoftAccount),
        };
        quote!(.with_sign_in_audience(#runtime::SignInAudience::#variant))
    });
    let client_id_as_audience =
        client_id_is_audience.then(|| quote!(.with_client_id_as_audience()));
    let app_only_marked = marks_app_only.then(|| quote!(.with_app_only_marked()));
    quote! {
        #runtime::AppRegistration::new(#client_id, &[#(#identifier_uris),*], #token_version)
            #display_name #sign_in_audience #client_id_as_audience #app_only_marked
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}

/// By role: the roles of its group that reach at least as far. Without `constraints` there is no table.
fn at_least(model: &Model) -> Vec<TokenStream> {
    if model.constraints.is_empty() {
        return Vec::new();
    }
    let further = |index: usize| -> Vec<usize> {
        let groups = model.groups.iter().map(|group| &group.reaches);
        groups
            .flat_map(|reaches| reaches.iter().skip_while(|reach| reach.role != index))
            .map(|reach| reach.role)
            .collect()
    };
    (0..model.roles.len()).map(|index| role_set(model, further(index))).collect()
}

fn roles_that(model: &Model, condition: impl Fn(&Role) -> bool) -> TokenStream {
    role_set(
        model,
        model
            .roles
            .iter()
            .enumerate()
            .filter(|(_, role)| condition(role))
            .map(|(index, _)| index),
    )
}

fn role_set(model: &Model, roles: impl IntoIterator<Item = usize>) -> TokenStream {
    set(&quote!(RoleSet), &words(roles, model.roles.len()))
}

fn scope_set(model: &Model, scopes: impl IntoIterator<Item = usize>) -> TokenStream {
    set(&quote!(ScopeSet), &words(scopes, model.scopes.len()))
}

fn set(name: &TokenStream, words: &[u64]) -> TokenStream {
    if words.iter().all(|word| *word == 0) {
        quote!(#name::EMPTY)
    } else {
        quote!(#name::from_words([#(#words),*]))
    }
}
