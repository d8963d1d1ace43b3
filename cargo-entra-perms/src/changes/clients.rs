//! Changes in the clients of the API.

use std::collections::BTreeSet;

use entra_perms_model::{Client, ClientRegistration};

use super::common::Parts;
use super::registrations;
use super::rights::is_admitted;
use super::{Change, State, States};
use crate::place::Location;
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, common } = states;
    for client in &after.model.clients {
        let Client { name, registrations, .. } = client;
        let Some(old) = before.model.client(name) else {
            let message = format!("client `{name}` was added");
            let change = Change::new("client_added", Class::Text, message);
            changes.push(change.at(first_place(after, client), None));
            continue;
        };
        for (old_app, new_app) in &common.apps.shared {
            let pair = Pair {
                states,
                name,
                old: of_app(&old.registrations, *old_app),
                new: of_app(registrations, *new_app),
                app: *new_app,
            };
            pair.compare(changes);
        }
    }
    for client in &before.model.clients {
        let Client { name, .. } = client;
        if after.model.client(name).is_none() {
            let message = format!("client `{name}` was removed");
            let change = Change::new("client_removed", Class::Breaks, message);
            changes.push(
                change
                    .at(None, first_place(before, client))
                    .note("Rust code that names it does not compile"),
            );
        }
    }
}

fn of_app(registrations: &[ClientRegistration], app: usize) -> Option<&ClientRegistration> {
    registrations.iter().find(|registration| registration.app == app)
}

/// Returns the place of the first registration of a client, or else of `permissions!`.
fn first_place(state: &State, client: &Client) -> Option<Location> {
    place(state, client.registrations.first())
}

fn place(state: &State, registration: Option<&ClientRegistration>) -> Option<Location> {
    match registration {
        Some(registration) => state.places.client(&registration.client_id),
        None => state.places.declared_at.clone(),
    }
}

/// A client in both states, for one registration of the API.
struct Pair<'s> {
    states: States<'s>,
    name: &'s str,
    old: Option<&'s ClientRegistration>,
    new: Option<&'s ClientRegistration>,
    /// The registration of the API in the second state.
    app: usize,
}

impl Pair<'_> {
    fn change(&self, id: &'static str, class: Class, text: &str) -> Change {
        let States { before, after, .. } = self.states;
        // A client has a registration for each one of the API.
        let message = if after.model.apps.len() < 2 {
            format!("client `{}` {text}", self.name)
        } else {
            format!("client `{}` of {} {text}", self.name, registrations::name(after, self.app))
        };
        let old = self.old.and_then(|_| place(before, self.old));
        let new = self.new.and_then(|_| place(after, self.new));
        Change::new(id, class, message).at(new, old)
    }

    fn compare(&self, changes: &mut Vec<Change>) {
        self.admission(changes);
        self.proof(changes);
        self.requests(changes);
    }

    fn admission(&self, changes: &mut Vec<Change>) {
        let old = admitted_id(self.old);
        let new = admitted_id(self.new);
        if old == new {
            return;
        }
        let guards = format!("guards with `client = {}` read the client id", self.name);
        if let Some(id) = new {
            let text = format!("has the client id `{id}`");
            let change = self.change("client_admitted", Class::Widens, &text);
            changes.push(change.note(guards.clone()));
        }
        if let Some(id) = old {
            let text = format!("no longer has the client id `{id}`");
            let change = self.change("client_refused", Class::Breaks, &text);
            changes.push(change.note(guards));
        }
    }

    fn proof(&self, changes: &mut Vec<Change>) {
        // Another client id has changes of its own.
        if admitted_id(self.old) != admitted_id(self.new) || admitted_id(self.new).is_none() {
            return;
        }
        let is_public = |client: Option<&ClientRegistration>| client.is_some_and(|it| it.is_public);
        match (is_public(self.old), is_public(self.new)) {
            (false, true) => changes.push(
                self.change("client_public", Class::Widens, "became a public client")
                    .note("anybody may run a public client, so its id proves nothing"),
            ),
            (true, false) => {
                let text = "is no longer a public client";
                changes.push(self.change("client_confidential", Class::Breaks, text));
            }
            _ => {}
        }
    }

    fn requests(&self, changes: &mut Vec<Change>) {
        let (Some(old), Some(new)) = (self.old, self.new) else { return };
        let common = self.states.common;
        let is_same = |parts: &Parts, old: &[usize], new: &[usize]| {
            let old: BTreeSet<usize> = old.iter().copied().collect();
            old == new.iter().map(|index| parts.number_of_after(*index)).collect()
        };
        let asks_for_same = is_same(&common.scopes, &old.scopes, &new.scopes)
            && is_same(&common.roles, &old.roles, &new.roles);
        if !asks_for_same {
            changes.push(
                self.change("client_changed", Class::Text, "asks for other permissions")
                    .note("a client may ask for further permissions at run time"),
            );
        }
        if old.display_name != new.display_name {
            changes.push(self.change("client_changed", Class::Text, "has another name"));
        }
        if old.is_blueprint != new.is_blueprint {
            let text = if new.is_blueprint {
                "became a blueprint of AI agents"
            } else {
                "is no longer a blueprint of AI agents"
            };
            changes.push(self.change("client_changed", Class::Text, text));
        }
    }
}

/// Returns the client id that a guard with `client = …` admits.
fn admitted_id(client: Option<&ClientRegistration>) -> Option<&str> {
    client
        .filter(|client| is_admitted(client))
        .map(|client| client.client_id.as_str())
}
