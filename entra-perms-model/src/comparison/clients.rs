//! Differences in the clients of the API.

use std::collections::BTreeSet;

use super::Difference;
use crate::model::{Client, ClientRegistration, Model};

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
    /// The client became a public client (`true`), or a confidential one.
    Public(bool),
    /// The client became a blueprint of AI agents (`true`), or an application.
    Blueprint(bool),
}

/// Finds clients that were added or removed, and changed facts about the others.
pub(super) fn compare(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
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
        is_blueprint,
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
        (ClientProperty::Blueprint(other.is_blueprint), *is_blueprint != other.is_blueprint),
    ];
    let changed = facts.into_iter().filter(|(_, is_changed)| *is_changed);
    changed.map(|(fact, _)| fact).collect()
}
