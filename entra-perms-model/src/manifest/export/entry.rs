//! App roles and scopes.

use jsonc_parser::ast::{Object, Value};

use super::contents::{RawEntry, Text};
use super::field::{Field, Fields};
use super::{guid, spellings, switch};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport};

const ROLE: &str = "an app role";
const SCOPE: &str = "a scope";
const HOLDERS: &str = "allowedMemberTypes";

/// Reads app roles.
pub(super) fn roles(elements: &[Value<'_>], report: &FileReport<'_>) -> Vec<RawEntry> {
    let without_holders = without_holders(elements);
    // If several app roles have no holders, the mistake is one: the file is not a manifest.
    let is_reported = without_holders.len() > 1;
    if let [first, _, ..] = without_holders.as_slice() {
        report_without_holders(first, without_holders.len(), elements.len(), report);
    }
    let mut roles = Vec::new();
    for (role, value) in entries(elements, ROLE, report) {
        roles.push(RawEntry {
            value,
            id: id(role),
            display_name: first_text(role, &["displayName"]),
            description: first_text(role, &["description"]),
            enabled: switch::is_enabled(role),
            members: match role.get(HOLDERS, Damage::Meaning) {
                Some(holders) => holders.words(),
                None if is_reported => None,
                None => Some(Vec::new()),
            },
            consent: None,
            of_tenant: is_of_tenant(role),
        });
    }
    roles
}

/// Reads scopes.
pub(super) fn scopes(elements: &[Value<'_>], report: &FileReport<'_>) -> Vec<RawEntry> {
    const NAMES: &[&str] = &["adminConsentDisplayName", "userConsentDisplayName"];
    const DESCRIPTIONS: &[&str] = &["adminConsentDescription", "userConsentDescription"];
    let mut scopes = Vec::new();
    for (scope, value) in entries(elements, SCOPE, report) {
        scopes.push(RawEntry {
            value,
            id: id(scope),
            display_name: first_text(scope, NAMES),
            description: first_text(scope, DESCRIPTIONS),
            enabled: switch::is_enabled(scope),
            members: Some(Vec::new()),
            consent: scope.get("type", Damage::Nothing).and_then(Field::text),
            of_tenant: is_of_tenant(scope),
        });
    }
    scopes
}

/// Returns whether an administrator added the entry to the service principal of a tenant: its
/// `origin`. The registration does not have such an entry.
/// <https://learn.microsoft.com/graph/api/resources/approle#properties>
fn is_of_tenant(entry: Fields<'_>) -> bool {
    let origin = spellings::property(entry.object, "origin");
    let origin = origin.and_then(|origin| origin.value.as_string_lit());
    origin.is_some_and(|origin| origin.value.eq_ignore_ascii_case("ServicePrincipal"))
}

/// Returns the entries with a value. An entry without one never gets into a token, such as the
/// `msiam_access` of gallery applications.
fn entries<'v>(
    elements: &'v [Value<'v>],
    owner: &'static str,
    report: &'v FileReport<'v>,
) -> impl Iterator<Item = (Fields<'v>, Text)> {
    elements.iter().filter_map(move |element| {
        let entry = Fields::from_element(element, owner, Damage::Values, report)?;
        let value = entry.get("value", Damage::Values)?.text()?;
        if value.text.is_empty() { None } else { Some((entry, value)) }
    })
}

/// Returns the id. A missing id and a placeholder are not errors, because only documentation and
/// comparisons use ids.
fn id(entry: Fields<'_>) -> Option<u128> {
    let id = spellings::property(entry.object, "id")?.value.as_string_lit()?;
    guid::parse(&id.value)
}

/// Returns the first text that is not empty. Returns an empty one if there is none.
fn first_text(entry: Fields<'_>, keys: &[&str]) -> String {
    for key in keys {
        let text = entry.get(key, Damage::Nothing).and_then(Field::text);
        if let Some(Text { text, .. }) = text
            && !text.is_empty()
        {
            return text;
        }
    }
    String::new()
}

/// Returns the app roles that have a value, but no key for their holders.
fn without_holders<'v>(elements: &'v [Value<'v>]) -> Vec<&'v Object<'v>> {
    let mut found = Vec::new();
    for role in elements.iter().filter_map(Value::as_object) {
        let value =
            spellings::property(role, "value").and_then(|value| value.value.as_string_lit());
        let has_value = value.is_some_and(|value| !value.value.is_empty());
        if has_value && spellings::property(role, HOLDERS).is_none() {
            found.push(role);
        }
    }
    found
}

fn report_without_holders(first: &Object<'_>, count: usize, all: usize, report: &FileReport<'_>) {
    let message = format!("{count} of {all} app roles have no `{HOLDERS}`");
    let finding = Finding::new(Rule::NoHolder, message)
        .note("this is the first of them")
        .note("a list of permissions for readers is not a manifest")
        .help(format_args!("add `\"{HOLDERS}\": [\"User\"]`, `[\"Application\"]` or both words"))
        .export_help();
    report.error(report.here(first.range), Damage::Meaning, finding);
}
