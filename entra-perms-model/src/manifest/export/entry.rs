//! One app role or scope.

use jsonc_parser::ast::{Object, Value};

use super::{RawEntry, Text, field, keys, shape, switch};
use crate::files::EXPORT;
use crate::manifest::report::{Damage, FileReport};

const ROLE: &str = "an app role";
const SCOPE: &str = "a scope";

/// The app roles of a manifest.
pub(super) fn roles(elements: &[Value<'_>], report: &mut FileReport<'_, '_>) -> Vec<RawEntry> {
    let without_holders = without_holders(elements);
    if without_holders.len() > 1 {
        report_without_holders(&without_holders, elements.len(), report);
    }
    let is_reported = without_holders.len() > 1;
    entries(elements, ROLE, report, |object, value, report| RawEntry {
        value,
        id: id(object),
        display_name: first_text(object, &["displayName"], ROLE, report),
        description: first_text(object, &["description"], ROLE, report),
        enabled: switch::is_enabled(object, ROLE, report),
        members: members(object, is_reported, report),
    })
}

/// The scopes of a manifest.
pub(super) fn scopes(elements: &[Value<'_>], report: &mut FileReport<'_, '_>) -> Vec<RawEntry> {
    const NAMES: &[&str] = &["adminConsentDisplayName", "userConsentDisplayName"];
    const DESCRIPTIONS: &[&str] = &["adminConsentDescription", "userConsentDescription"];
    entries(elements, SCOPE, report, |object, value, report| RawEntry {
        value,
        id: id(object),
        display_name: first_text(object, NAMES, SCOPE, report),
        description: first_text(object, DESCRIPTIONS, SCOPE, report),
        enabled: switch::is_enabled(object, SCOPE, report),
        members: Some(Vec::new()),
    })
}

fn entries(
    elements: &[Value<'_>],
    owner: &str,
    report: &mut FileReport<'_, '_>,
    read: impl Fn(&Object<'_>, Text, &mut FileReport<'_, '_>) -> RawEntry,
) -> Vec<RawEntry> {
    let read_one = |value: &Value<'_>| {
        let object = field::object(value, owner, Damage::Values, report)?;
        keys::check(object, Damage::Values, report);
        // An entry without a value, such as the `msiam_access` of gallery apps, never reaches a token.
        let value = field::text(object, "value", owner, Damage::Values, report)
            .filter(|value| !value.text.is_empty())?;
        Some(read(object, value, report))
    };
    elements.iter().filter_map(read_one).collect()
}

/// An id that is missing or a placeholder is no error: nothing but documentation and comparisons need it.
fn id(object: &Object<'_>) -> Option<u128> {
    field::guid(&shape::property(object, "id")?.value.as_string_lit()?.value)
}

/// The first of several texts that says anything.
fn first_text(
    object: &Object<'_>,
    keys: &[&str],
    owner: &str,
    report: &mut FileReport<'_, '_>,
) -> String {
    let mut texts = keys
        .iter()
        .filter_map(|key| field::text(object, key, owner, Damage::Nothing, report));
    texts
        .find(|text| !text.text.is_empty())
        .map(|text| text.text)
        .unwrap_or_default()
}

/// The app roles with a value that do not say who may hold them.
fn without_holders<'v, 'a>(elements: &'v [Value<'a>]) -> Vec<&'v Object<'a>> {
    let objects = elements.iter().filter_map(Value::as_object);
    let has_value = |object: &&Object<'_>| {
        let value = shape::property(object, "value").and_then(|value| value.value.as_string_lit());
        value.is_some_and(|value| !value.value.is_empty())
    };
    objects
        .filter(has_value)
        .filter(|object| shape::property(object, HOLDERS).is_none())
        .collect()
}

/// Several are one mistake: the file is a list of permissions for readers.
fn report_without_holders(entries: &[&Object<'_>], all: usize, report: &mut FileReport<'_, '_>) {
    let Some(first) = entries.first() else { return };
    let message = format_args!(
        "{} of {all} app roles have no `{HOLDERS}`, this one first; expected `User`, `Application` or \
         both, or the registration of one API in place of a list of permissions: {EXPORT}",
        entries.len()
    );
    report.error(report.here(first.range), Damage::Meaning, message);
}

const HOLDERS: &str = "allowedMemberTypes";

/// Who may hold an app role; `None` if an error in it has been reported.
fn members(
    object: &Object<'_>,
    is_reported: bool,
    report: &mut FileReport<'_, '_>,
) -> Option<Vec<Text>> {
    let Some(property) = shape::property(object, HOLDERS) else {
        return (!is_reported).then(Vec::new);
    };
    field::words(&property.value, "`allowedMemberTypes` of an app role", Damage::Meaning, report)
}
