//! The rules for one registration, before any mapping: `application` (the application itself),
//! `repeats` (values that occur more than once), `risks` (warnings about entries),
//! `pre_authorization` (clients that need no consent). `entry` has the resulting app roles and
//! scopes.

mod application;
mod entry;
mod pre_authorization;
mod repeats;
mod risks;

use std::mem;

pub use self::entry::{Members, Registered};
use self::repeats::unrepeated;
use crate::finding::{Finding, Rule};
use crate::manifest::export::{IdentifierUris, Kind, PreAuthorized, RawEntry, Text};
use crate::manifest::fragments::Merged;
use crate::manifest::report::{Damage, FileRange, Report, Shown};
use crate::manifest::value::{self, MAX_LENGTH};
use crate::model::App;
use crate::suggestion::closest;

/// The entries in all collections of a manifest. Entra refuses a manifest with more of them.
const MAX_ENTRIES: usize = 1200;

/// An application as registered.
#[derive(Debug)]
pub(crate) struct Registration {
    /// The application itself.
    pub app: App,
    /// The app roles. Each value occurs once.
    pub roles: Vec<Registered>,
    /// The scopes. Each value occurs once.
    pub scopes: Vec<Registered>,
    /// The clients that need no consent for some scopes.
    pub pre_authorized: Vec<PreAuthorized>,
    /// The App ID URIs, with their places.
    pub identifier_uris: IdentifierUris,
    /// The place of the access token version. `None` if the files do not say it.
    pub token_version_at: Option<FileRange>,
}

/// Checks the rules for one registration. Entries that break a rule are kept if possible, so that
/// code that names them compiles.
pub(super) fn resolve(mut raw: Merged, report: &mut Report<'_>) -> Registration {
    // If a file is not JSON, its entries are a guess.
    if !raw.has(Kind::Broken) {
        check_values(&raw, report);
        drop_long_values(&mut raw, report);
        check_count(&raw, report);
        application::check(&raw, report);
    }
    let app = application::app(&raw);
    let pre_authorized = mem::take(&mut raw.app.pre_authorized);
    let identifier_uris = mem::take(&mut raw.app.identifier_uris);
    let token_version_at = raw.app.token_version.map(|(_, at)| at);
    let roles = raw.roles.into_iter().map(|role| {
        let members = members(&role, report);
        Registered::new(role, members)
    });
    let roles = roles.collect();
    let scopes = raw.scopes.into_iter().map(|scope| Registered::new(scope, Members::default()));
    let scopes = scopes.collect();
    let roles = unrepeated(roles, "app role", report);
    let scopes = unrepeated(scopes, "scope", report);
    risks::warn(&roles, &scopes, report);
    pre_authorization::check(&pre_authorized, &roles, &scopes, report);
    Registration { app, roles, scopes, pre_authorized, identifier_uris, token_version_at }
}

fn check_values(raw: &Merged, report: &mut Report<'_>) {
    let roles = raw.roles.iter().map(|role| ("app role", role));
    let scopes = raw.scopes.iter().map(|scope| ("scope", scope));
    for (kind, entry) in roles.chain(scopes) {
        let Text { text, at } = &entry.value;
        if let Err(problem) = value::check(text) {
            report.error(*at, Damage::Meaning, problem.finding(kind, text));
        }
    }
}

/// Drops values that are too long. Each segment becomes a module in the module before it, and rustc
/// fails at some hundreds of nested modules.
fn drop_long_values(raw: &mut Merged, report: &mut Report<'_>) {
    let is_short = |entry: &RawEntry| entry.value.text.len() <= MAX_LENGTH;
    let count = raw.entry_count();
    raw.roles.retain(is_short);
    raw.scopes.retain(is_short);
    if raw.entry_count() < count {
        report.damaged(Damage::Values);
    }
}

fn check_count(raw: &Merged, report: &mut Report<'_>) {
    let count = raw.entry_count();
    if count > MAX_ENTRIES && !raw.has(Kind::ServicePrincipal) {
        report.whole(Damage::Nothing, too_many_entries(raw));
    }
    // If an error hides entries, the registration is perhaps not empty.
    if count == 0 && report.damage() < Damage::Values {
        report.whole(Damage::Values, no_entries(raw));
    }
}

fn too_many_entries(raw: &Merged) -> Finding {
    let roles = raw.roles.len();
    let scopes = raw.scopes.len();
    let message = match raw.forms.as_slice() {
        [_] => format!("has {roles} app roles and {scopes} scopes"),
        _ => format!("have {roles} app roles and {scopes} scopes"),
    };
    Finding::new(Rule::TooManyEntries, message).note(format_args!(
        "Entra accepts at most {MAX_ENTRIES} entries in all collections of a manifest"
    ))
}

fn no_entries(raw: &Merged) -> Finding {
    let finding = |message| Finding::new(Rule::NoPermissions, message);
    let finding = match raw.forms.as_slice() {
        [form] => finding("has neither app roles nor scopes")
            .note(format_args!("the file is {form} with empty lists")),
        _ => finding("have neither app roles nor scopes"),
    };
    finding.help("create an app role or a scope in Entra, and export the registration again")
}

fn members(role: &RawEntry, report: &mut Report<'_>) -> Members {
    // If the list cannot be understood, a guard that names the role must not fail for its members.
    const ANYONE: Members = Members { users: true, applications: true };
    let Some(written) = &role.members else { return ANYONE };
    let value = &role.value;
    if written.is_empty() {
        report.error(value.at, Damage::Meaning, no_holder(&value.text));
        return ANYONE;
    }
    let mut members = Members::default();
    for member in written {
        match member.text.as_str() {
            "User" => members.users = true,
            "Application" => members.applications = true,
            other => {
                report.error(member.at, Damage::Meaning, unknown_holder(&value.text, other));
                members = ANYONE;
            }
        }
    }
    members
}

fn no_holder(value: &str) -> Finding {
    Finding::new(Rule::NoHolder, format!("app role `{}` has no member types", Shown(value)))
        .note("`allowedMemberTypes` is missing or empty")
        .help("add `\"allowedMemberTypes\": [\"User\"]`, or `[\"Application\"]`, or both words")
}

/// Entra documents and exports two words in one spelling. A word in another case was written by
/// hand, and it is not known whether Entra accepts it.
fn unknown_holder(value: &str, member: &str) -> Finding {
    let value = Shown(value);
    Finding::new(Rule::UnknownHolder, format!("unknown member type `{}`", Shown(member)))
        .note(format_args!("it is in `allowedMemberTypes` of app role `{value}`"))
        .note("the member types are `User` and `Application`")
        .did_you_mean(closest(member, ["User", "Application"]))
}

#[cfg(test)]
mod tests;
