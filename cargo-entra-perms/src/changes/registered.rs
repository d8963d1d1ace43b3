//! Changes in what only the files of a registration say: ids, texts and switches of entries in
//! each environment, clients that need no consent, and further settings.

use std::collections::{BTreeMap, BTreeSet};

use entra_perms_model::{AgentClaim, Model};
use serde_json::Value;

use super::common::Parts;
use super::facts::{Claim, Entries, Entry, Facts, SETTINGS};
use super::registrations::name;
use super::{Change, State, States, rights, words};
use crate::grants;
use crate::place::Location;
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, common } = states;
    for (old, new) in &common.apps.shared {
        let (Some(facts), Some(other)) = (before.facts.get(*old), after.facts.get(*new)) else {
            continue;
        };
        let pair = Pair { states, facts, other, old: *old, new: *new };
        pair.entries(&ROLES, changes);
        pair.entries(&SCOPES, changes);
        pair.consents(changes);
        pair.claims(changes);
        pair.settings(changes);
    }
}

/// App roles or scopes: their ids of changes, and the parts of states.
struct Kind {
    noun: &'static str,
    id_changed: &'static str,
    id_unknown: &'static str,
    id_reused: &'static str,
    text_changed: &'static str,
    switched: &'static str,
    lost: &'static str,
    parts: fn(States<'_>) -> &Parts,
    entries: fn(&Facts) -> &Entries,
    index: fn(&Model, &str) -> Option<usize>,
    /// The value, and what the model says about the entry: whether it is enabled and the consent.
    entry: fn(&Model, usize) -> Option<(&str, String)>,
    /// The place in a registration.
    place: fn(&State, usize, usize) -> Option<Location>,
    is_usable: fn(&Model, usize) -> bool,
    reuse: fn(&str, &str) -> String,
}

const ROLES: Kind = Kind {
    noun: "app role",
    id_changed: "role_id_changed",
    id_unknown: "role_id_unknown",
    id_reused: "role_id_reused",
    text_changed: "role_text_changed",
    switched: "role_switched",
    lost: "Entra assigns by id, so that all earlier assignments are lost",
    parts: |states| &states.common.roles,
    entries: |facts| &facts.roles,
    index: rights::role_index,
    entry: |model, index| {
        let entry = &model.roles.get(index)?.entry;
        Some((&entry.value, entry.enabled.to_string()))
    },
    place: State::role_place_in,
    is_usable: rights::is_usable,
    reuse: |old, new| format!("everybody who holds app role `{old}` now holds `{new}`"),
};

const SCOPES: Kind = Kind {
    noun: "scope",
    id_changed: "scope_id_changed",
    id_unknown: "scope_id_unknown",
    id_reused: "scope_id_reused",
    text_changed: "scope_text_changed",
    switched: "scope_switched",
    lost: "Entra grants by id, so that all earlier consents are lost",
    parts: |states| &states.common.scopes,
    entries: |facts| &facts.scopes,
    index: rights::scope_index,
    entry: |model, index| {
        let scope = model.scopes.get(index)?;
        Some((&scope.entry.value, format!("{} {:?}", scope.entry.enabled, scope.consent)))
    },
    place: State::scope_place_in,
    is_usable: grants::is_enabled_scope,
    reuse: |old, new| format!("every client that was granted scope `{old}` now has `{new}`"),
};

/// A registration in both states.
struct Pair<'s> {
    states: States<'s>,
    facts: &'s Facts,
    other: &'s Facts,
    old: usize,
    new: usize,
}

impl Pair<'_> {
    fn app(&self) -> String {
        name(self.states.after, self.new)
    }

    /// Names the registration if there are several.
    fn with_app(&self, message: String) -> String {
        if self.states.after.model.apps.len() < 2 {
            return message;
        }
        format!("{message} in the registration of {}", self.app())
    }

    fn app_change(&self, id: &'static str, class: Class, text: &str) -> Change {
        let States { before, after, .. } = self.states;
        let message = format!("the registration of {} {text}", self.app());
        Change::new(id, class, message)
            .at(after.places.registration(self.new), before.places.registration(self.old))
    }

    fn entry_change(
        &self,
        kind: &Kind,
        (id, class): (&'static str, Class),
        message: String,
        (old, new): (usize, usize),
    ) -> Change {
        let States { before, after, .. } = self.states;
        Change::new(id, class, self.with_app(message))
            .at((kind.place)(after, self.new, new), (kind.place)(before, self.old, old))
    }

    fn entries(&self, kind: &Kind, changes: &mut Vec<Change>) {
        let States { before, after, .. } = self.states;
        let parts = (kind.parts)(self.states);
        for indices in &parts.shared {
            let old = (kind.entry)(&before.model, indices.0);
            let new = (kind.entry)(&after.model, indices.1);
            let (Some((old_value, old_state)), Some((value, state))) = (old, new) else { continue };
            let old = (kind.entries)(self.facts).get(old_value);
            let new = (kind.entries)(self.other).get(value);
            let (Some(old), Some(new)) = (old, new) else { continue };
            let subject = format!("{} `{value}`", kind.noun);
            let change = |id, class, text: &str| {
                self.entry_change(kind, (id, class), format!("{subject} {text}"), *indices)
            };
            match (old.id, new.id) {
                (Some(one), Some(other)) if one != other => changes.push(
                    change(kind.id_changed, Class::Breaks, "has another id").note(kind.lost).help(
                        format!(
                            "restore the id, unless the {} was created again on purpose",
                            kind.noun
                        ),
                    ),
                ),
                (None, Some(_)) | (Some(_), None) => {
                    let text = "has an id in only one of the manifests";
                    changes.push(change(kind.id_unknown, Class::Text, text));
                }
                _ => {}
            }
            if old.texts != new.texts {
                let text = "has another name or description";
                changes.push(change(kind.text_changed, Class::Text, text));
            }
            // A change of the whole model is reported elsewhere.
            if state == old_state
                && let Some(text) = switched(old, new)
            {
                changes.push(
                    change(kind.switched, Class::Text, text)
                        .note("another registration of the model decides, so nothing changes"),
                );
            }
        }
        self.reused(kind, changes);
    }

    /// Finds ids whose value is another one than before.
    fn reused(&self, kind: &Kind, changes: &mut Vec<Change>) {
        let States { before, after, .. } = self.states;
        let by_id: BTreeMap<u128, &str> = (kind.entries)(self.facts)
            .iter()
            .filter_map(|(value, entry)| Some((entry.id?, value.as_str())))
            .collect();
        for (value, entry) in (kind.entries)(self.other) {
            let Some(old_value) = entry.id.and_then(|id| by_id.get(&id)) else { continue };
            let old = (kind.index)(&before.model, old_value);
            let new = (kind.index)(&after.model, value);
            let (Some(old), Some(new)) = (old, new) else { continue };
            if (kind.parts)(self.states).number_of_after(new) == old {
                continue;
            }
            let is_usable = (kind.is_usable)(&after.model, new);
            let class = if is_usable { Class::Widens } else { Class::Text };
            let message = (kind.reuse)(old_value, value);
            let change = self.entry_change(kind, (kind.id_reused, class), message, (old, new));
            let change = change
                .note(format!("`{value}` has the id that `{old_value}` had"))
                .help(format!("give `{value}` an id that was never used"));
            changes.push(if is_usable { change } else { change.note("nobody can use it now") });
        }
    }

    fn consents(&self, changes: &mut Vec<Change>) {
        let States { before, after, common } = self.states;
        let old = rights::consents(before, self.old, |scope| scope);
        let new = rights::consents(after, self.new, |scope| common.scopes.number_of_after(scope));
        let clients: BTreeSet<_> = old.iter().chain(&new).map(|(id, _, _)| id).collect();
        for client in clients {
            let only = |some: &[rights::ConsentOf], others: &[rights::ConsentOf]| -> Vec<String> {
                let is_other = |it: &rights::ConsentOf| {
                    others.iter().any(|other| (&other.0, other.1) == (&it.0, it.1))
                };
                let only = some.iter().filter(|it| it.0 == *client && !is_other(it));
                only.map(|(_, _, value)| value.clone()).collect()
            };
            let list = |values: &[String]| words::names(values.iter().map(String::as_str));
            let subject = self.client(client);
            let place = (after.places.registration(self.new), before.places.registration(self.old));
            let added = only(&new, &old);
            if !added.is_empty() {
                let message = format!("{subject} needs no consent for {}", list(&added));
                let message = self.with_app(message);
                let change = Change::new("client_pre_authorized", Class::Widens, message);
                changes.push(change.at(place.0.clone(), place.1.clone()));
            }
            let removed = only(&old, &new);
            if !removed.is_empty() {
                let message =
                    format!("{subject} is no longer pre-authorized for {}", list(&removed));
                let message = self.with_app(message);
                let change = Change::new("client_needs_consent", Class::Breaks, message);
                changes.push(change.at(place.0, place.1));
            }
        }
    }

    /// Returns the name of a client if the arguments name it.
    fn client(&self, id: &str) -> String {
        let named =
            [&self.states.after.model, &self.states.before.model]
                .into_iter()
                .find_map(|model| {
                    let mut clients = model.clients.iter();
                    clients.find(|it| it.registrations.iter().any(|it| it.client_id == id))
                });
        match named {
            Some(client) => format!("client `{}`", client.name),
            None => format!("the client with the id `{id}`"),
        }
    }

    fn claims(&self, changes: &mut Vec<Change>) {
        let old = other_claims(self.facts);
        let new = other_claims(self.other);
        let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        for name in names {
            // The model compares whether these are requested.
            let is_of_model = is_of_model(name);
            let text = match (old.get(name), new.get(name)) {
                (None, Some(_)) if !is_of_model => format!("requests the claim `{name}`"),
                (Some(_), None) if !is_of_model => format!("no longer requests the claim `{name}`"),
                (Some(one), Some(other)) if one != other => {
                    format!("requests the claim `{name}` with other properties")
                }
                _ => continue,
            };
            changes.push(self.app_change("optional_claim_changed", Class::Tokens, &text));
        }
    }

    fn settings(&self, changes: &mut Vec<Change>) {
        for (setting, _) in SETTINGS {
            let old = self.facts.settings.get(setting).unwrap_or(&Value::Null);
            let new = self.other.settings.get(setting).unwrap_or(&Value::Null);
            if old == new {
                continue;
            }
            let (id, class, reason) = match setting {
                "acceptMappedClaims" if *new == Value::Bool(true) => (
                    "mapped_claims_accepted",
                    Class::Widens,
                    "administrators of a tenant can then write claims of its tokens",
                ),
                "acceptMappedClaims" => (
                    "setting_changed",
                    Class::Tokens,
                    "tokens no longer have claims of a policy of the tenant",
                ),
                "groupMembershipClaims" => {
                    ("setting_changed", Class::Tokens, "tokens name other groups of the user")
                }
                "knownClientApplications" => (
                    "setting_changed",
                    Class::Text,
                    "the consent to these clients includes the API's own permissions of other APIs",
                ),
                _ => (
                    "setting_changed",
                    Class::Text,
                    "it concerns tokens that the API asks for itself, and not its callers",
                ),
            };
            let text = format!("has another `{setting}`");
            changes.push(
                self.app_change(id, class, &text)
                    .note(format!("it was `{old}` and is `{new}`"))
                    .note(reason),
            );
        }
    }
}

/// Words a change of an entry that the whole model does not have.
fn switched(old: &Entry, new: &Entry) -> Option<&'static str> {
    match (old.is_enabled, new.is_enabled) {
        (false, true) => Some("was enabled"),
        (true, false) => Some("was disabled"),
        _ if old.consent != new.consent => Some("has another `type`"),
        _ => None,
    }
}

/// Returns the claims without `use_guid` of `aud`, which the model compares.
fn other_claims(facts: &Facts) -> BTreeMap<String, Claim> {
    let mut claims = facts.claims.clone();
    if let Some(audience) = claims.get_mut("aud")
        && audience.properties.remove("use_guid")
        && *audience == Claim::default()
    {
        claims.remove("aud");
    }
    claims
}

fn is_of_model(claim: &str) -> bool {
    let agents = AgentClaim::ALL.map(AgentClaim::name);
    ["idtyp", "xms_cc", "acrs"].into_iter().chain(agents).any(|name| name == claim)
}
