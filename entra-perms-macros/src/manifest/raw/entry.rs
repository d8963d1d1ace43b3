//! One app role or scope.

use jsonc_parser::ast::{Object, Value};

use super::super::report::{Damage, Report};
use super::{RawEntry, Text, fields, shape};

const ROLE: &str = "an app role";
const SCOPE: &str = "a scope";

/// The app roles of a manifest.
pub(super) fn roles(elements: &[Value<'_>], report: &mut Report<'_>) -> Vec<RawEntry> {
    entries(elements, ROLE, report, |object, value, report| RawEntry {
        value,
        id: id(object),
        display_name: first_text(object, &["displayName"], ROLE, report),
        description: first_text(object, &["description"], ROLE, report),
        enabled: fields::enabled(object, ROLE, report),
        members: members(object, report),
    })
}

/// The scopes of a manifest.
pub(super) fn scopes(elements: &[Value<'_>], report: &mut Report<'_>) -> Vec<RawEntry> {
    const NAMES: &[&str] = &["adminConsentDisplayName", "userConsentDisplayName"];
    const DESCRIPTIONS: &[&str] = &["adminConsentDescription", "userConsentDescription"];
    entries(elements, SCOPE, report, |object, value, report| RawEntry {
        value,
        id: id(object),
        display_name: first_text(object, NAMES, SCOPE, report),
        description: first_text(object, DESCRIPTIONS, SCOPE, report),
        enabled: fields::enabled(object, SCOPE, report),
        members: Some(Vec::new()),
    })
}

fn entries(
    elements: &[Value<'_>],
    owner: &str,
    report: &mut Report<'_>,
    read: impl Fn(&Object<'_>, Text, &mut Report<'_>) -> RawEntry,
) -> Vec<RawEntry> {
    let read_one = |value: &Value<'_>| {
        let object = fields::object(value, owner, Damage::Values, report)?;
        fields::check_keys(object, Damage::Values, report);
        // An entry without a value, such as the `msiam_access` of gallery apps, never reaches a token.
        let value = fields::text(object, "value", owner, Damage::Values, report)
            .filter(|value| !value.text.is_empty())?;
        Some(read(object, value, report))
    };
    elements.iter().filter_map(read_one).collect()
}

/// An id that is missing or a placeholder is no error: nothing but documentation and comparisons need it.
fn id(object: &Object<'_>) -> Option<u128> {
    fields::guid(&shape::property(object, "id")?.value.as_string_lit()?.value)
}

/// The first of several texts that says anything.
fn first_text(object: &Object<'_>, keys: &[&str], owner: &str, report: &mut Report<'_>) -> String {
    let mut texts = keys.iter().filter_map(|key| fields::text(object, key, owner, Damage::Nothing, report));
    texts.find(|text| !text.text.is_empty()).map(|text| text.text).unwrap_or_default()
}

fn members(object: &Object<'_>, report: &mut Report<'_>) -> Option<Vec<Text>> {
    let Some(property) = shape::property(object, "allowedMemberTypes") else { return Some(Vec::new()) };
    fields::words(&property.value, "`allowedMemberTypes` of an app role", Damage::Meaning, report)
}
