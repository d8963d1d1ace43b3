//! The mapping, the holders of roles and the clients, as constants.

use entra_perms_model::{
    AgentClaim, App, Client, ClientRegistration, Model, Role, SignInAudience, TokenVersion,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::clients::known_registrations;
use super::{Half, words};

/// ```text
/// impl Model for Model {
///     type Role = Role;
///     …
///     const TABLES: … = { static ROLES_OF_SCOPE: … = [RoleSet::from_words([3]), …]; … };
/// }
/// ```
pub(super) fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let registrations = model.apps.iter().map(|app| registration(app, runtime));
    let scope_count = model.scopes.len();
    let roles_of_scope = model.scopes.iter().map(|scope| role_set(model, &scope.roles));
    let at_least = at_least(model);
    let users = roles_if(model, |role| role.users);
    let applications = roles_if(model, |role| role.applications);
    let delegated = roles_if(model, |role| is_delegated(model, role));
    let enabled_roles = roles_if(model, |role| role.entry.enabled);
    let enabled_scopes = enabled_scopes(model);
    let scope_descriptions = scope_descriptions(model);
    let client = client_type(model, runtime);
    let clients = model.clients.iter().map(|client| client_table(model, client, runtime));
    quote! {
        impl #runtime::__private::Sealed for Model {}

        #[automatically_derived]
        impl #runtime::__private::Model for Model {
            type Role = Role;
            type Scope = Scope;
            type Client = #client;
            const REGISTRATIONS: &'static [#runtime::__private::AppRegistration] =
                &[#(#registrations),*];
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
                    clients: &[#(#clients),*],
                    #scope_descriptions
                };
                &TABLES
            };
        }
    }
}

/// Returns the description of each scope for administrators, or its display name. Only documents
/// need it, so that other programs do not contain it.
fn scope_descriptions(model: &Model) -> Option<TokenStream> {
    if !cfg!(any(feature = "utoipa", feature = "aide")) {
        return None;
    }
    let entries = model.scopes.iter().map(|scope| &scope.entry);
    let descriptions = entries.map(|entry| match entry.description.trim() {
        "" => &entry.display_name,
        _ => &entry.description,
    });
    Some(quote!(scope_descriptions: &[#(#descriptions),*],))
}

/// ```text
/// AppRegistration::new(Some("…"), &["api://…"], Some(TokenVersion::V2))
///     .with_display_name("…").with_app_only_marked()
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
        agent_claims,
        client_capabilities: _,
        authentication_contexts: _,
    } = app;
    let private = quote!(#runtime::__private);
    let client_id = option(client_id.as_ref().map(|id| quote!(#id)));
    let token_version = option(token_version.map(|version| match version {
        TokenVersion::V1 => quote!(#private::TokenVersion::V1),
        TokenVersion::V2 => quote!(#private::TokenVersion::V2),
    }));
    let display_name = display_name.as_ref().map(|name| quote!(.with_display_name(#name)));
    let sign_in_audience = sign_in_audience.map(|audience| {
        let variant = sign_in_audience_variant(audience);
        quote!(.with_sign_in_audience(#private::SignInAudience::#variant))
    });
    let client_id_as_audience =
        client_id_is_audience.then(|| quote!(.with_client_id_as_audience()));
    let app_only_marked = marks_app_only.then(|| quote!(.with_app_only_marked()));
    let agent_claims = with_agent_claims(agent_claims, &private);
    quote! {
        #private::AppRegistration::new(#client_id, &[#(#identifier_uris),*], #token_version)
            #display_name #sign_in_audience #client_id_as_audience #app_only_marked #agent_claims
    }
}

/// ```text
/// .with_agent_claims(&[AgentClaim::ActorFacets, …])
/// ```
fn with_agent_claims(claims: &[AgentClaim], private: &TokenStream) -> Option<TokenStream> {
    if claims.is_empty() {
        return None;
    }
    let claims = claims.iter().map(|claim| match claim {
        AgentClaim::ActorFacets => quote!(#private::AgentClaim::ActorFacets),
        AgentClaim::SubjectFacets => quote!(#private::AgentClaim::SubjectFacets),
        AgentClaim::Blueprint => quote!(#private::AgentClaim::Blueprint),
    });
    Some(quote!(.with_agent_claims(&[#(#claims),*])))
}

fn sign_in_audience_variant(audience: SignInAudience) -> TokenStream {
    match audience {
        SignInAudience::AzureAdMyOrg => quote!(AzureAdMyOrg),
        SignInAudience::AzureAdMultipleOrgs => quote!(AzureAdMultipleOrgs),
        SignInAudience::AzureAdAndPersonalMicrosoftAccount => {
            quote!(AzureAdAndPersonalMicrosoftAccount)
        }
        SignInAudience::PersonalMicrosoftAccount => quote!(PersonalMicrosoftAccount),
    }
}

fn client_type(model: &Model, runtime: &Path) -> TokenStream {
    if model.clients.is_empty() { quote!(#runtime::__private::NoClient) } else { quote!(Client) }
}

/// ```text
/// ClientTable { permissions: &[ClientPermissions { … }, …] }
/// ```
fn client_table(model: &Model, client: &Client, runtime: &Path) -> TokenStream {
    let private = quote!(#runtime::__private);
    let permissions = known_registrations(model, client).map(|known| {
        let registration = known.registration;
        let scopes = scope_set(model, &enabled_scopes_of(model, registration));
        let delegated_roles = role_set(model, &model.delegated_roles(registration));
        let roles = role_set(model, &model.app_only_roles(registration));
        quote! {
            #private::ClientPermissions {
                scopes: #scopes, delegated_roles: #delegated_roles, roles: #roles
            }
        }
    });
    quote! {
        #private::ClientTable { permissions: &[#(#permissions),*] }
    }
}

/// Returns the enabled scopes that a client asks for, or for which it needs no consent.
fn enabled_scopes_of(model: &Model, registration: &ClientRegistration) -> Vec<usize> {
    let scopes = registration.scopes.iter().chain(&registration.pre_authorized).copied();
    let is_enabled =
        |scope: &usize| model.scopes.get(*scope).is_some_and(|scope| scope.entry.enabled);
    scopes.filter(is_enabled).collect()
}

fn option(value: Option<TokenStream>) -> TokenStream {
    if let Some(value) = value {
        quote!(::core::option::Option::Some(#value))
    } else {
        quote!(::core::option::Option::None)
    }
}

/// Returns for each role the roles of its group that are at least as wide. Without `constraints`,
/// the table is empty.
fn at_least(model: &Model) -> Vec<TokenStream> {
    if model.constraints.is_empty() {
        return Vec::new();
    }
    let roles = 0..model.roles.len();
    roles.map(|role| role_set(model, &as_wide(model, role))).collect()
}

fn as_wide(model: &Model, role: usize) -> Vec<usize> {
    let mut roles = Vec::new();
    for group in &model.groups {
        let as_wide = group.reaches.iter().skip_while(|reach| reach.role != role);
        roles.extend(as_wide.map(|reach| reach.role));
    }
    roles
}

/// Returns whether an enabled scope maps to the role.
fn is_delegated(model: &Model, role: &Role) -> bool {
    let mut scopes = role.scopes.iter().filter_map(|scope| model.scopes.get(*scope));
    scopes.any(|scope| scope.entry.enabled)
}

fn roles_if(model: &Model, condition: impl Fn(&Role) -> bool) -> TokenStream {
    let roles = model.roles.iter().enumerate().filter(|(_, role)| condition(role));
    let roles: Vec<usize> = roles.map(|(index, _)| index).collect();
    role_set(model, &roles)
}

fn enabled_scopes(model: &Model) -> TokenStream {
    let scopes = model.scopes.iter().enumerate().filter(|(_, scope)| scope.entry.enabled);
    let scopes: Vec<usize> = scopes.map(|(index, _)| index).collect();
    scope_set(model, &scopes)
}

fn scope_set(model: &Model, scopes: &[usize]) -> TokenStream {
    set(Half::Scopes, &words(scopes.iter().copied(), model.scopes.len()))
}

fn role_set(model: &Model, roles: &[usize]) -> TokenStream {
    set(Half::Roles, &words(roles.iter().copied(), model.roles.len()))
}

fn set(half: Half, words: &[u64]) -> TokenStream {
    let name = half.set_name();
    if words.iter().all(|word| *word == 0) {
        quote!(#name::EMPTY)
    } else {
        quote!(#name::from_words([#(#words),*]))
    }
}

#[cfg(test)]
mod tests {
    use entra_perms_model::{ClientRegistration, Model};

    use super::client_table;
    use crate::permissions::tests::model;

    /// `Old` is disabled.
    fn with_client(scopes: &[usize], pre_authorized: &[usize]) -> Model {
        let arguments = r#"
            scopes = { "Read" => ["Read"], "Old" => ["Old"], "Sell" => ["Sell"] },
            clients = { Web = "m.json" }
        "#;
        let mut model = model(&["Read", "Old", "Sell"], &["Read", "Old off", "Sell"], arguments);
        model.apps[0].client_id = Some("50000000-0000-4000-8000-000000000001".to_owned());
        model.clients[0].registrations = vec![ClientRegistration {
            app: 0,
            client_id: "50000000-0000-4000-8000-000000000002".to_owned(),
            display_name: None,
            scopes: scopes.to_vec(),
            roles: Vec::new(),
            pre_authorized: pre_authorized.to_vec(),
            is_public: false,
            is_blueprint: false,
        }];
        model
    }

    #[test]
    fn the_scopes_of_a_client_are_enabled() {
        for (scopes, pre_authorized, expected) in [
            (&[0][..], &[][..], Some(0b001)),
            (&[], &[2], Some(0b100)),
            (&[0], &[2], Some(0b101)),
            (&[0, 1], &[], Some(0b001)),
            (&[0], &[1, 2], Some(0b101)),
            (&[1], &[1], None),
        ] {
            let model = with_client(scopes, pre_authorized);
            let runtime = syn::parse_quote!(runtime);
            let table = client_table(&model, &model.clients[0], &runtime).to_string();
            let table = table.replace(' ', "");
            // A role has the index of the scope that maps to it.
            let [scopes, roles] = ["ScopeSet", "RoleSet"].map(|set| match expected {
                Some(words) => format!("{set}::from_words([{words}u64])"),
                None => format!("{set}::EMPTY"),
            });
            let expected = format!("scopes:{scopes},delegated_roles:{roles},roles:RoleSet::EMPTY");
            assert!(table.contains(&expected), "{table}\n{expected}");
        }
    }
}
