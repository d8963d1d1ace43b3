//! The differences between two models.

use std::collections::{BTreeSet, HashSet};

#[cfg(doc)]
use crate::model::Scope;
use crate::model::{App, Client, ClientRegistration, Consent, Entry, Model, Role};

/// A difference between two models of one API.
///
/// App roles and scopes are compared by value, clients by name, and registrations by their place in
/// the model. The
/// order of entries and the Rust identifiers do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// An app role or a scope exists only in the second model.
    Added {
        /// The app role or the scope.
        permission: Permission,
    },
    /// An app role or a scope exists only in the first model.
    Removed {
        /// The app role or the scope.
        permission: Permission,
    },
    /// A property of an app role or a scope has changed.
    Changed {
        /// The app role or the scope.
        permission: Permission,
        /// The property.
        property: Property,
    },
    /// A scope maps to an app role only in the second model. One of them, or both, may be new.
    Mapped {
        /// The value of the scope.
        scope: String,
        /// The value of the app role.
        role: String,
    },
    /// A scope maps to an app role only in the first model. One of them, or both, may be removed.
    Unmapped {
        /// The value of the scope.
        scope: String,
        /// The value of the app role.
        role: String,
    },
    /// A setting of a registration has changed.
    Setting {
        /// The index of the registration: 0 is `manifest`, the others are `environments`.
        registration: usize,
        /// The setting.
        setting: AppSetting,
    },
    /// The models have different numbers of registrations.
    Registrations {
        /// The number in the first model.
        before: usize,
        /// The number in the second model.
        after: usize,
    },
    /// The constraints, or their order, have changed.
    Constraints,
    /// A client exists only in the second model.
    ClientAdded {
        /// The name of the client.
        client: String,
    },
    /// A client exists only in the first model.
    ClientRemoved {
        /// The name of the client.
        client: String,
    },
    /// A fact about a client has changed.
    ClientChanged {
        /// The name of the client.
        client: String,
        /// The index of the registration of the API: 0 is `manifest`, the others are
        /// `environments`.
        registration: usize,
        /// The fact.
        property: ClientProperty,
    },
}

/// A fact about a registration of a client, with its state in the second model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientProperty {
    /// The client has, or no longer has, a registration for this registration of the API.
    Registered(bool),
    /// The client id is different.
    ClientId,
    /// The display name is different.
    DisplayName,
    /// The client asks for other scopes.
    Scopes,
    /// The client asks to hold other app roles.
    Roles,
    /// The API pre-authorizes the client for other scopes.
    PreAuthorized,
    /// The client is, or is no longer, a public client.
    Public(bool),
}

/// An app role or a scope, by its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Permission {
    /// An app role.
    Role(String),
    /// A scope.
    Scope(String),
}

/// A property of an app role or a scope, with its state in the second model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Property {
    /// The id is different. Entra grants by id: earlier assignments and consents are lost.
    Id,
    /// The entry is enabled or disabled.
    Enabled(bool),
    /// Users can, or cannot, hold the app role.
    Users(bool),
    /// Applications can, or cannot, hold the app role.
    Applications(bool),
    /// The accounts that may consent to the scope are different: see [`Scope::consent`].
    Consent(Option<Consent>),
    /// The display name or the description is different.
    Text,
}

/// A setting of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AppSetting {
    /// The client id.
    ClientId,
    /// The display name.
    DisplayName,
    /// The App ID URIs.
    IdentifierUris,
    /// The version of access tokens.
    TokenVersion,
    /// The accounts that can sign in.
    SignInAudience,
    /// The optional claim `aud` with `use_guid`.
    ClientIdIsAudience,
    /// The optional claim `idtyp`.
    MarksAppOnly,
    /// The optional claims about AI agents.
    AgentClaims,
    /// The optional claim `xms_cc`.
    ClientCapabilities,
    /// The optional claim `acrs`.
    AuthenticationContexts,
}

/// Compares two models of one API, and returns the differences: in app roles, in scopes, in the
/// mapping, in the registrations, then in the clients.
#[must_use]
pub fn compare(before: &Model, after: &Model) -> Vec<Difference> {
    let mut differences = Vec::new();
    compare_roles(before, after, &mut differences);
    compare_scopes(before, after, &mut differences);
    compare_mappings(before, after, &mut differences);
    compare_registrations(before, after, &mut differences);
    if before.constraints != after.constraints {
        differences.push(Difference::Constraints);
    }
    compare_clients(before, after, &mut differences);
    differences
}

fn compare_roles(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for role in &before.roles {
        let permission = Permission::Role(role.entry.value.clone());
        match after.role(&role.entry.value) {
            None => differences.push(Difference::Removed { permission }),
            Some(other) => {
                let mut properties = changed_properties(&role.entry, &other.entry);
                properties.extend(changed_holders(role, other));
                report(&permission, properties, differences);
            }
        }
    }
    for role in &after.roles {
        if before.role(&role.entry.value).is_none() {
            let permission = Permission::Role(role.entry.value.clone());
            differences.push(Difference::Added { permission });
        }
    }
}

fn compare_scopes(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for scope in &before.scopes {
        let permission = Permission::Scope(scope.entry.value.clone());
        match after.scope(&scope.entry.value) {
            None => differences.push(Difference::Removed { permission }),
            Some(other) => {
                let mut properties = changed_properties(&scope.entry, &other.entry);
                if scope.consent != other.consent {
                    properties.push(Property::Consent(other.consent));
                }
                report(&permission, properties, differences);
            }
        }
    }
    for scope in &after.scopes {
        if before.scope(&scope.entry.value).is_none() {
            let permission = Permission::Scope(scope.entry.value.clone());
            differences.push(Difference::Added { permission });
        }
    }
}

fn report(permission: &Permission, properties: Vec<Property>, differences: &mut Vec<Difference>) {
    for property in properties {
        differences.push(Difference::Changed { permission: permission.clone(), property });
    }
}

fn changed_properties(before: &Entry, after: &Entry) -> Vec<Property> {
    let mut changed = Vec::new();
    if before.id != after.id {
        changed.push(Property::Id);
    }
    if before.enabled != after.enabled {
        changed.push(Property::Enabled(after.enabled));
    }
    if before.display_name != after.display_name || before.description != after.description {
        changed.push(Property::Text);
    }
    changed
}

fn changed_holders(before: &Role, after: &Role) -> Vec<Property> {
    let mut changed = Vec::new();
    if before.users != after.users {
        changed.push(Property::Users(after.users));
    }
    if before.applications != after.applications {
        changed.push(Property::Applications(after.applications));
    }
    changed
}

fn compare_mappings(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for (scope, role) in missing_pairs(before, after) {
        differences.push(Difference::Unmapped { scope, role });
    }
    for (scope, role) in missing_pairs(after, before) {
        differences.push(Difference::Mapped { scope, role });
    }
}

/// Returns the pairs of scope and app role that the first model maps, and the second one does not.
fn missing_pairs(model: &Model, other: &Model) -> Vec<(String, String)> {
    let others: HashSet<_> = pairs(other).collect();
    let missing = pairs(model).filter(|pair| !others.contains(pair));
    missing.map(|(scope, role)| (scope.to_owned(), role.to_owned())).collect()
}

/// Returns the values of each scope and of the app roles that it maps to.
fn pairs(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    model.scopes.iter().flat_map(|scope| {
        let roles = scope.roles.iter().filter_map(|index| model.roles.get(*index));
        roles.map(|role| (scope.entry.value.as_str(), role.entry.value.as_str()))
    })
}

fn compare_registrations(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for (registration, (app, other)) in before.apps.iter().zip(&after.apps).enumerate() {
        for setting in changed_settings(app, other) {
            differences.push(Difference::Setting { registration, setting });
        }
    }
    if before.apps.len() != after.apps.len() {
        differences
            .push(Difference::Registrations { before: before.apps.len(), after: after.apps.len() });
    }
}

fn changed_settings(before: &App, after: &App) -> Vec<AppSetting> {
    // Without `..`, so that a new setting cannot be forgotten.
    let App {
        client_id,
        display_name,
        identifier_uris,
        token_version,
        sign_in_audience,
        client_id_is_audience,
        marks_app_only,
        agent_claims,
        client_capabilities,
        authentication_contexts,
    } = before;
    let settings = [
        (AppSetting::ClientId, *client_id != after.client_id),
        (AppSetting::DisplayName, *display_name != after.display_name),
        (AppSetting::IdentifierUris, *identifier_uris != after.identifier_uris),
        (AppSetting::TokenVersion, *token_version != after.token_version),
        (AppSetting::SignInAudience, *sign_in_audience != after.sign_in_audience),
        (AppSetting::ClientIdIsAudience, *client_id_is_audience != after.client_id_is_audience),
        (AppSetting::MarksAppOnly, *marks_app_only != after.marks_app_only),
        (AppSetting::AgentClaims, *agent_claims != after.agent_claims),
        (AppSetting::ClientCapabilities, *client_capabilities != after.client_capabilities),
        (
            AppSetting::AuthenticationContexts,
            *authentication_contexts != after.authentication_contexts,
        ),
    ];
    let changed = settings.into_iter().filter(|(_, is_changed)| *is_changed);
    changed.map(|(setting, _)| setting).collect()
}

fn compare_clients(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for Client { name, registrations } in &before.clients {
        let client = name.clone();
        match after.client(name) {
            None => differences.push(Difference::ClientRemoved { client }),
            Some(other) => {
                let one = ClientOf { model: before, registrations };
                let other = ClientOf { model: after, registrations: &other.registrations };
                for (registration, property) in changed_client(&one, &other) {
                    let client = client.clone();
                    differences.push(Difference::ClientChanged { client, registration, property });
                }
            }
        }
    }
    for Client { name, .. } in &after.clients {
        if before.client(name).is_none() {
            differences.push(Difference::ClientAdded { client: name.clone() });
        }
    }
}

/// The registrations of a client in one model.
struct ClientOf<'a> {
    model: &'a Model,
    registrations: &'a [ClientRegistration],
}

impl<'a> ClientOf<'a> {
    fn registration(&self, app: usize) -> Option<&'a ClientRegistration> {
        self.registrations.iter().find(|registration| registration.app == app)
    }

    fn scopes(&self, indices: &[usize]) -> BTreeSet<&'a str> {
        let scopes = indices.iter().filter_map(|index| self.model.scopes.get(*index));
        scopes.map(|scope| scope.entry.value.as_str()).collect()
    }

    fn roles(&self, indices: &[usize]) -> BTreeSet<&'a str> {
        let roles = indices.iter().filter_map(|index| self.model.roles.get(*index));
        roles.map(|role| role.entry.value.as_str()).collect()
    }
}

/// Returns the changed facts, each with the index of the registration of the API.
fn changed_client(before: &ClientOf<'_>, after: &ClientOf<'_>) -> Vec<(usize, ClientProperty)> {
    let both = before.registrations.iter().chain(after.registrations);
    let apps: BTreeSet<_> = both.map(|registration| registration.app).collect();
    let mut changed = Vec::new();
    for app in apps {
        match (before.registration(app), after.registration(app)) {
            (Some(one), Some(other)) => {
                let properties = changed_facts(before, one, after, other);
                changed.extend(properties.into_iter().map(|property| (app, property)));
            }
            (_, other) => changed.push((app, ClientProperty::Registered(other.is_some()))),
        }
    }
    changed
}

fn changed_facts(
    before: &ClientOf<'_>,
    one: &ClientRegistration,
    after: &ClientOf<'_>,
    other: &ClientRegistration,
) -> Vec<ClientProperty> {
    // Without `..`, so that a new fact cannot be forgotten. `app` is equal.
    let ClientRegistration {
        app: _,
        client_id,
        display_name,
        scopes,
        roles,
        pre_authorized,
        is_public,
    } = one;
    let facts = [
        (ClientProperty::ClientId, *client_id != other.client_id),
        (ClientProperty::DisplayName, *display_name != other.display_name),
        (ClientProperty::Scopes, before.scopes(scopes) != after.scopes(&other.scopes)),
        (ClientProperty::Roles, before.roles(roles) != after.roles(&other.roles)),
        (
            ClientProperty::PreAuthorized,
            before.scopes(pre_authorized) != after.scopes(&other.pre_authorized),
        ),
        (ClientProperty::Public(other.is_public), *is_public != other.is_public),
    ];
    let changed = facts.into_iter().filter(|(_, is_changed)| *is_changed);
    changed.map(|(fact, _)| fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::analysis::{analyze_text, manifest};
    use crate::{AgentClaim, OptionalClaim};

    const ROLES: &[&str] = &["Read", "Write both", "Jobs app"];
    const SCOPES: &[&str] = &["S", "T"];
    const MAPPING: &str = r#"scopes = { "S" => ["Read"], "T" => ["Read", "Write"] }"#;

    fn model(roles: &[&str], scopes: &[&str], arguments: &str) -> Model {
        analyze_text(&manifest(roles, scopes), arguments).model.unwrap()
    }

    #[test]
    fn a_model_does_not_differ_from_itself_in_another_order() {
        let one = model(ROLES, SCOPES, MAPPING);
        let other = model(&["Jobs app", "Write both", "Read"], &["T", "S"], MAPPING);
        assert_eq!(compare(&one, &other), []);
    }

    #[test]
    fn entries_are_added_and_removed() {
        let one = model(ROLES, SCOPES, MAPPING);
        let other = model(
            &["Read", "Write both", "New"],
            &["T", "U"],
            r#"scopes = { "T" => ["Read", "Write"], "U" => ["Read", "New"] }"#,
        );
        let removed = |permission| Difference::Removed { permission };
        let added = |permission| Difference::Added { permission };
        let expected = [
            removed(Permission::Role("Jobs".into())),
            added(Permission::Role("New".into())),
            removed(Permission::Scope("S".into())),
            added(Permission::Scope("U".into())),
            Difference::Unmapped { scope: "S".into(), role: "Read".into() },
            // A new scope may map to an app role that existed before.
            Difference::Mapped { scope: "U".into(), role: "Read".into() },
            Difference::Mapped { scope: "U".into(), role: "New".into() },
        ];
        assert_eq!(compare(&one, &other), expected);
    }

    #[test]
    fn properties_of_entries_change() {
        let one = model(ROLES, SCOPES, MAPPING);
        let mut other = one.clone();
        let role = &mut other.roles[0];
        role.entry.id = Some(1);
        role.entry.enabled = false;
        role.entry.description = "other".to_owned();
        role.users = false;
        role.applications = true;
        let changed = |property| Difference::Changed {
            permission: Permission::Role("Read".to_owned()),
            property,
        };
        let expected = [
            changed(Property::Id),
            changed(Property::Enabled(false)),
            changed(Property::Text),
            changed(Property::Users(false)),
            changed(Property::Applications(true)),
        ];
        assert_eq!(compare(&one, &other), expected);
    }

    #[test]
    fn the_consent_to_a_scope_changes() {
        let one = model(ROLES, &["S admin", "T"], MAPPING);
        let other = model(ROLES, &["S user", "T"], MAPPING);
        let permission = Permission::Scope("S".to_owned());
        let property = Property::Consent(Some(Consent::User));
        assert_eq!(compare(&one, &other), [Difference::Changed { permission, property }]);
    }

    #[test]
    fn lines_of_the_mapping_change() {
        let one = model(ROLES, SCOPES, MAPPING);
        let other =
            model(ROLES, SCOPES, r#"scopes = { "S" => ["Read", "Write"], "T" => ["Write"] }"#);
        let mapped = Difference::Mapped { scope: "S".to_owned(), role: "Write".to_owned() };
        let unmapped = Difference::Unmapped { scope: "T".to_owned(), role: "Read".to_owned() };
        assert_eq!(compare(&one, &other), [unmapped, mapped]);
    }

    #[test]
    fn settings_and_registrations_change() {
        let one = model(ROLES, SCOPES, MAPPING);
        let mut other = one.clone();
        other.apps[0].client_id = Some("1".to_owned());
        other.apps[0].marks_app_only = !one.apps[0].marks_app_only;
        other.apps[0].agent_claims = vec![AgentClaim::Blueprint];
        other.apps[0].client_capabilities = OptionalClaim::Requested;
        other.apps[0].authentication_contexts = OptionalClaim::NotRequested;
        other.apps.push(App::default());
        other.constraints = vec!["All".to_owned()];
        let setting = |setting| Difference::Setting { registration: 0, setting };
        let expected = [
            setting(AppSetting::ClientId),
            setting(AppSetting::MarksAppOnly),
            setting(AppSetting::AgentClaims),
            setting(AppSetting::ClientCapabilities),
            setting(AppSetting::AuthenticationContexts),
            Difference::Registrations { before: 1, after: 2 },
            Difference::Constraints,
        ];
        assert_eq!(compare(&one, &other), expected);
    }

    /// Returns a model with one client, after a change of its registration.
    fn with_clients(scopes: &[&str], change: impl Fn(&mut ClientRegistration)) -> Model {
        let mut model = model(ROLES, scopes, MAPPING);
        let index = |value: &str| scopes.iter().position(|scope| *scope == value).unwrap();
        let mut registration = ClientRegistration {
            app: 0,
            client_id: "c1".to_owned(),
            display_name: None,
            scopes: vec![index("S")],
            roles: vec![2],
            pre_authorized: vec![index("T")],
            is_public: false,
        };
        change(&mut registration);
        let registrations = vec![registration];
        model.clients.push(Client { name: "Web".to_owned(), registrations });
        model
    }

    #[test]
    fn each_fact_about_a_client_is_a_difference_of_its_own() {
        type Change = fn(&mut ClientRegistration);
        let one = with_clients(SCOPES, |_| {});
        // Scopes are compared by value, and not by index.
        assert_eq!(compare(&one, &with_clients(&["T", "S"], |_| {})), []);
        let changes: [(ClientProperty, Change); 6] = [
            (ClientProperty::ClientId, |it| it.client_id = "c2".to_owned()),
            (ClientProperty::DisplayName, |it| it.display_name = Some("Web".to_owned())),
            (ClientProperty::Scopes, |it| it.scopes = vec![0, 1]),
            (ClientProperty::Roles, |it| it.roles = vec![]),
            (ClientProperty::PreAuthorized, |it| it.pre_authorized = vec![]),
            (ClientProperty::Public(true), |it| it.is_public = true),
        ];
        for (property, change) in changes {
            let expected =
                Difference::ClientChanged { client: "Web".to_owned(), registration: 0, property };
            assert_eq!(compare(&one, &with_clients(SCOPES, change)), [expected]);
        }
    }

    #[test]
    fn clients_and_their_registrations_are_added_and_removed() {
        let none = model(ROLES, SCOPES, MAPPING);
        let one = with_clients(SCOPES, |_| {});
        let client = || "Web".to_owned();
        assert_eq!(compare(&none, &one), [Difference::ClientAdded { client: client() }]);
        assert_eq!(compare(&one, &none), [Difference::ClientRemoved { client: client() }]);
        let changed = |registration, is_registered| Difference::ClientChanged {
            client: client(),
            registration,
            property: ClientProperty::Registered(is_registered),
        };
        let moved = with_clients(SCOPES, |it| it.app = 1);
        assert_eq!(compare(&one, &moved), [changed(0, false), changed(1, true)]);
    }
}
