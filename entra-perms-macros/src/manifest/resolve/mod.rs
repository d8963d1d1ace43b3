//! The rules of a registration alone, before any mapping.

use std::collections::HashMap;
use std::fmt;

use super::model::App;
use super::raw::{Raw, RawEntry};
use super::report::{Damage, Report};

/// Entra refuses a value of 250 characters (its documentation says 120, which the service does not enforce).
const MAX_LENGTH: usize = 249;
/// Entra refuses a manifest whose collections hold more in all.
const MAX_ENTRIES: usize = 1200;
const PUNCTUATION: &str = "!#$%&'()*+,-./:;<=>?@[]^_`{|}~";

/// An application as registered.
#[derive(Debug)]
pub(crate) struct Registration {
    /// The application itself.
    pub app: App,
    /// Its app roles, each value once.
    pub roles: Vec<Registered>,
    /// Its scopes, each value once.
    pub scopes: Vec<Registered>,
}

/// An app role or a scope as registered.
#[derive(Debug)]
pub(crate) struct Registered {
    /// The exact text that tokens carry.
    pub value: String,
    /// The GUID, where there is one.
    pub id: Option<u128>,
    /// What administrators see.
    pub display_name: String,
    /// What administrators read below it.
    pub description: String,
    /// Whether it can be granted.
    pub enabled: bool,
    /// Who may hold it; nobody for a scope.
    pub members: Members,
    /// The byte of the manifest at which the value stands.
    pub at: usize,
}

/// Who may hold an app role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Members {
    /// Users and groups.
    pub users: bool,
    /// Applications.
    pub applications: bool,
}

/// Applies the rules; what breaks one is reported, and kept as well as it can be.
pub(super) fn resolve(raw: Raw, report: &mut Report<'_>) -> Registration {
    if !raw.recovered {
        check_values(&raw, report);
        check_claims(&raw, report);
        check_count(&raw, report);
    }
    let roles = raw.roles.into_iter().map(|role| {
        let members = members(&role, report);
        registered(role, members)
    });
    let roles: Vec<_> = roles.collect();
    let scopes: Vec<_> = raw.scopes.into_iter().map(|scope| registered(scope, Members::default())).collect();
    Registration {
        app: raw.app,
        roles: unrepeated(roles, "app role", report),
        scopes: unrepeated(scopes, "scope", report),
    }
}

/// Whether Entra accepts the value.
pub(super) fn is_legal_value(value: &str) -> bool {
    value_problem(value).is_none()
}

fn check_values(raw: &Raw, report: &mut Report<'_>) {
    let roles = raw.roles.iter().map(|role| ("app role", role));
    for (kind, entry) in roles.chain(raw.scopes.iter().map(|scope| ("scope", scope))) {
        let value = &entry.value;
        if let Some(problem) = value_problem(&value.text) {
            // The value is kept as it is: code that names it has nothing more to be told.
            let shown = Shown(&value.text);
            report.error(value.at, Damage::Meaning, format_args!("{kind} value `{shown}` {problem}"));
        }
    }
}

fn value_problem(value: &str) -> Option<String> {
    let is_allowed = |c: &char| c.is_ascii_alphanumeric() || PUNCTUATION.contains(*c);
    if let Some(c) = value.chars().find(|c| !is_allowed(c)) {
        let c = Shown(c.encode_utf8(&mut [0; 4])).to_string();
        return Some(format!("contains `{c}`; expected ASCII letters, digits and any of {PUNCTUATION}"));
    }
    if value.starts_with('.') {
        return Some("begins with `.`, which Entra does not accept".to_owned());
    }
    let length = value.len();
    (length > MAX_LENGTH).then(|| format!("is {length} characters long; Entra accepts at most {MAX_LENGTH}"))
}

/// Text from a manifest in a message: on one line, and no longer than needed to find it.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        for c in self.0.chars().take(LONGEST) {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        f.write_str(if self.0.chars().nth(LONGEST).is_some() { "…" } else { "" })
    }
}

/// `emit_as_roles` puts the names of a user's groups into `roles`, where a group called like a role would grant
/// that role, and suppresses the app roles themselves.
fn check_claims(raw: &Raw, report: &mut Report<'_>) {
    let groups = raw.claims.iter().filter(|claim| claim.name == "groups");
    for property in groups.flat_map(|claim| &claim.properties) {
        if property.text == "emit_as_roles" {
            report.error(
                property.at,
                Damage::Nothing,
                "`emit_as_roles` on the optional claim `groups` puts group names into the `roles` of a token in \
                 place of app roles; expected it to be removed",
            );
        }
    }
}

fn check_count(raw: &Raw, report: &mut Report<'_>) {
    let (roles, scopes) = (raw.roles.len(), raw.scopes.len());
    if roles + scopes > MAX_ENTRIES && !raw.is_service_principal {
        let message = format_args!(
            "has {roles} app roles and {scopes} scopes; Entra accepts at most {MAX_ENTRIES} entries in all"
        );
        report.whole(Damage::Nothing, message);
    }
    // Where an error hides entries, that there are none is no second one.
    if roles + scopes == 0 && report.damage() < Damage::Values {
        report.whole(Damage::Values, "defines neither app roles nor scopes; expected at least one");
    }
}

fn members(role: &RawEntry, report: &mut Report<'_>) -> Members {
    // Where a list is not understood, nothing that names the role should fail again for who can hold it.
    const ANYONE: Members = Members { users: true, applications: true };
    let Some(written) = &role.members else { return ANYONE };
    let value = Shown(&role.value.text);
    if written.is_empty() {
        let message = format_args!(
            "app role `{value}` has no `allowedMemberTypes`; expected `User`, `Application` or both"
        );
        report.error(role.value.at, Damage::Meaning, message);
        return ANYONE;
    }
    let mut members = Members::default();
    for member in written {
        match member.text.as_str() {
            "User" => members.users = true,
            "Application" => members.applications = true,
            other => {
                let other = Shown(other);
                let message = format_args!(
                    "app role `{value}` has `{other}` in `allowedMemberTypes`; expected `User` or `Application`"
                );
                report.error(member.at, Damage::Meaning, message);
                members = ANYONE;
            }
        }
    }
    members
}

fn registered(raw: RawEntry, members: Members) -> Registered {
    let RawEntry { value, id, display_name, description, enabled, members: _ } = raw;
    Registered { value: value.text, at: value.at, id, display_name, description, enabled, members }
}

/// Each value once. Exports of several tools joined by hand repeat entries; that does no harm while they agree.
fn unrepeated(entries: Vec<Registered>, kind: &str, report: &mut Report<'_>) -> Vec<Registered> {
    let mut first_of = HashMap::new();
    let mut kept: Vec<Registered> = Vec::with_capacity(entries.len());
    for entry in entries {
        let first = first_of.get(&entry.value).and_then(|index: &usize| kept.get(*index));
        let Some(first) = first else {
            first_of.insert(entry.value.clone(), kept.len());
            kept.push(entry);
            continue;
        };
        if let Some(key) = difference(first, &entry) {
            let message = format!(
                "{kind} `{}` is repeated with different meaning: `{key}` is not the same at {}",
                entry.value,
                report.place(first.at)
            );
            report.error(entry.at, Damage::Meaning, message);
        }
    }
    kept
}

/// The key in which two entries of one value differ.
fn difference(one: &Registered, other: &Registered) -> Option<&'static str> {
    if one.id != other.id {
        Some("id")
    } else if one.enabled != other.enabled {
        Some("isEnabled")
    } else if one.members != other.members {
        Some("allowedMemberTypes")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
