//! The rules of a registration alone, before any mapping.

mod application;
mod repeats;

use std::collections::HashMap;
use std::fmt;

use self::repeats::unrepeated;
use crate::finding::{Finding, Lint, Rule};
use crate::manifest::export::{Kind, RawEntry, Text};
use crate::manifest::fragments::Merged;
use crate::manifest::report::{Damage, FileRange, Report, Shown};
use crate::manifest::value::{self, MAX_LENGTH};
use crate::model::App;
use crate::suggestion::closest;

/// What its documentation says, and the service does not enforce.
const DOCUMENTED_LENGTH: usize = 120;
/// Entra refuses a manifest whose collections hold more in all.
const MAX_ENTRIES: usize = 1200;

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
#[non_exhaustive]
pub struct Registered {
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
    /// Where another environment disables it.
    pub(crate) disabled_at: Option<String>,
    /// Who may hold it; nobody for a scope.
    pub members: Members,
    /// Where the value stands.
    pub(crate) at: FileRange,
}

/// Who may hold an app role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Members {
    /// Users and groups.
    pub users: bool,
    /// Applications.
    pub applications: bool,
}

/// As a manifest writes it.
impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.users, self.applications) {
            (true, true) => "`User` and `Application`",
            (true, false) => "`User`",
            (false, true) => "`Application`",
            (false, false) => "nobody",
        })
    }
}

/// Applies the rules; what breaks one is reported, and kept as well as it can be.
pub(super) fn resolve(mut raw: Merged, report: &mut Report<'_>) -> Registration {
    // What is left of a file that is no JSON is a guess.
    if !raw.has(Kind::Broken) {
        check_values(&raw, report);
        leave_out_what_is_too_long(&mut raw, report);
        check_count(&raw, report);
        application::check(&raw, report);
    }
    let app = application::app(&raw.app);
    let roles = raw.roles.into_iter().map(|role| {
        let members = members(&role, report);
        registered(role, members)
    });
    let roles: Vec<_> = roles.collect();
    let scopes: Vec<_> = raw
        .scopes
        .into_iter()
        .map(|scope| registered(scope, Members::default()))
        .collect();
    let roles = unrepeated(roles, "app role", report);
    let scopes = unrepeated(scopes, "scope", report);
    warn(&roles, &scopes, report);
    Registration { app, roles, scopes }
}

fn check_values(raw: &Merged, report: &mut Report<'_>) {
    let roles = raw.roles.iter().map(|role| ("app role", role));
    for (kind, entry) in roles.chain(raw.scopes.iter().map(|scope| ("scope", scope))) {
        let value = &entry.value;
        if let Some(problem) = value::problem(&value.text) {
            // The value is kept as it is, unless it is too long: code that names it has nothing more to be told.
            let shown = Shown(&value.text);
            let message = format_args!("{kind} value `{shown}` {problem}");
            report.error(value.at, Damage::Meaning, Finding::new(Rule::IllegalValue, message));
        }
    }
}

/// Each segment becomes a module in the one before, and rustc takes no more than some hundreds of them.
fn leave_out_what_is_too_long(raw: &mut Merged, report: &mut Report<'_>) {
    let is_short = |entry: &RawEntry| entry.value.text.len() <= MAX_LENGTH;
    let count = raw.roles.len() + raw.scopes.len();
    raw.roles.retain(is_short);
    raw.scopes.retain(is_short);
    if raw.roles.len() + raw.scopes.len() < count {
        report.damaged(Damage::Values);
    }
}

fn check_count(raw: &Merged, report: &mut Report<'_>) {
    let (roles, scopes) = (raw.roles.len(), raw.scopes.len());
    if roles + scopes > MAX_ENTRIES && !raw.has(Kind::ServicePrincipal) {
        let message = format_args!(
            "has {roles} app roles and {scopes} scopes; Entra accepts at most {MAX_ENTRIES} entries in all"
        );
        report.whole(Damage::Nothing, message);
    }
    // Where an error hides entries, that there are none is no second one.
    if roles + scopes == 0 && report.damage() < Damage::Values {
        let message = match raw.forms.as_slice() {
            [form] => format!(
                "is {form} that defines neither app roles nor scopes; expected at least one"
            ),
            _ => "define neither app roles nor scopes; expected at least one".to_owned(),
        };
        report.whole(Damage::Values, message);
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
        report.error(role.value.at, Damage::Meaning, Finding::new(Rule::NoHolder, message));
        return ANYONE;
    }
    let mut members = Members::default();
    for member in written {
        match member.text.as_str() {
            "User" => members.users = true,
            "Application" => members.applications = true,
            other => {
                let message = format_args!(
                    "app role `{value}` has `{}` in `allowedMemberTypes`; {}",
                    Shown(other),
                    expected_member(other)
                );
                report.error(
                    member.at,
                    Damage::Meaning,
                    Finding::new(Rule::UnknownHolder, message),
                );
                members = ANYONE;
            }
        }
    }
    members
}

/// Entra documents and exports two words in one spelling. In another case the text was written by
/// hand, and whether Entra takes it is not known.
fn expected_member(written: &str) -> String {
    match closest(written, ["User", "Application"]) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "expected `User` or `Application`".to_owned(),
    }
}

fn registered(raw: RawEntry, members: Members) -> Registered {
    let RawEntry { value, id, display_name, description, enabled, members: _ } = raw;
    let Text { text: value, at } = value;
    Registered { value, at, id, display_name, description, enabled, disabled_at: None, members }
}

/// What Entra accepts, and what is nevertheless not as it should be.
fn warn(roles: &[Registered], scopes: &[Registered], report: &mut Report<'_>) {
    let shared = roles
        .iter()
        .filter(|role| role.members.users && role.members.applications && role.enabled);
    if let Some(values) = listed(shared) {
        let message = format!(
            "{values} in {} can be assigned to users and to applications; Microsoft advises against app roles for both",
            report.name()
        );
        report.warn(Finding::new(Rule::Lint(Lint::SharedRoles), message));
    }
    let entries = || roles.iter().chain(scopes);
    let is_long =
        |entry: &&Registered| (DOCUMENTED_LENGTH + 1..=MAX_LENGTH).contains(&entry.value.len());
    if let Some(values) = listed(entries().filter(is_long)) {
        let message = format!(
            "{} has values of more than {DOCUMENTED_LENGTH} characters, the documented maximum: {values}",
            report.name()
        );
        report.warn(Finding::new(Rule::Lint(Lint::LongValues), message));
    }
    if let Some(values) = listed(entries().filter(|entry| entry.value.contains("{{"))) {
        let message = format!(
            "{} has values that look like placeholders of a template: {values}",
            report.name()
        );
        report.warn(Finding::new(Rule::Lint(Lint::Placeholders), message));
    }
    warn_of_ids(roles, scopes, report);
}

/// Entra takes one id for a role and a scope of one value, and otherwise once.
fn warn_of_ids(roles: &[Registered], scopes: &[Registered], report: &mut Report<'_>) {
    let mut first_of: HashMap<u128, &Registered> = HashMap::new();
    let mut repeated = roles.iter().chain(scopes).filter_map(|entry| {
        let first = *first_of.entry(entry.id?).or_insert(entry);
        (first.value != entry.value).then_some((first, entry))
    });
    if let Some((first, second)) = repeated.next() {
        let message = format!(
            "`{}` ({}) has the id of `{}` ({}), which Entra does not accept: the manifest is not as it was exported",
            Shown(&second.value),
            report.place_text(second.at),
            Shown(&first.value),
            report.place_text(first.at)
        );
        report.warn(Finding::new(Rule::Lint(Lint::RepeatedIds), message));
    }
}

/// The values of some entries, as far as needed to find them; `None` where there are none.
fn listed<'a>(entries: impl Iterator<Item = &'a Registered>) -> Option<String> {
    const MOST: usize = 5;
    let entries: Vec<_> = entries.collect();
    let shown: Vec<_> = entries
        .iter()
        .take(MOST)
        .map(|entry| format!("`{}`", Shown(&entry.value)))
        .collect();
    match entries.len() {
        0 => None,
        count if count > MOST => Some(format!("{} and {} more", shown.join(", "), count - MOST)),
        _ => Some(shown.join(", ")),
    }
}

#[cfg(test)]
mod tests;
