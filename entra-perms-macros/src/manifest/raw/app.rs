//! What a manifest says of the application as a whole.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::super::model::{App, TokenVersion};
use super::super::report::{Damage, Report};
use super::{RawClaim, fields, shape};

/// Reads the application itself.
pub(super) fn read(root: &Object<'_>, report: &mut Report<'_>) -> App {
    let mut text = |places| {
        let property = shape::find(root, places)?;
        fields::text_of(&property.value, format_args!("`{}`", property.name.as_str()), report)
    };
    App {
        // Tokens spell GUIDs in lower case.
        client_id: text(shape::CLIENT_ID)
            .filter(|id| fields::guid(&id.text).is_some())
            .map(|id| id.text.to_ascii_lowercase()),
        display_name: text(shape::DISPLAY_NAME).map(|name| name.text),
        identifier_uris: identifier_uris(root, report),
        token_version: token_version(root, report),
    }
}

fn identifier_uris(root: &Object<'_>, report: &mut Report<'_>) -> Vec<String> {
    let Some(property) = shape::find(root, shape::IDENTIFIER_URIS) else { return Vec::new() };
    let what = "`identifierUris`";
    // Some exports write a list of one as the string alone.
    let values = match &property.value {
        Value::StringLit(_) => std::slice::from_ref(&property.value),
        other => fields::list(other, what, report).unwrap_or_default(),
    };
    values.iter().filter_map(|value| fields::text_of(value, what, report)).map(|uri| uri.text).collect()
}

fn token_version(root: &Object<'_>, report: &mut Report<'_>) -> TokenVersion {
    let Some(property) = shape::find(root, shape::TOKEN_VERSION) else { return TokenVersion::Unstated };
    match &property.value {
        Value::NullKeyword(_) => TokenVersion::V1,
        Value::NumberLit(number) if number.value == "1" => TokenVersion::V1,
        Value::NumberLit(number) if number.value == "2" => TokenVersion::V2,
        other => {
            let name = property.name.as_str();
            let found = other.as_number_lit().map_or(fields::kind(other), |number| number.value);
            let message = format_args!("expected 1, 2 or null for `{name}`, found {found}");
            report.error(other.start(), Damage::Nothing, message);
            TokenVersion::Unstated
        }
    }
}

/// The optional claims of access tokens.
pub(super) fn claims(root: &Object<'_>, report: &mut Report<'_>) -> Vec<RawClaim> {
    let Some(property) = shape::find(root, shape::ACCESS_TOKEN_CLAIMS) else { return Vec::new() };
    let values = fields::list(&property.value, "`optionalClaims.accessToken`", report).unwrap_or_default();
    values.iter().filter_map(|value| claim(value, report)).collect()
}

fn claim(value: &Value<'_>, report: &mut Report<'_>) -> Option<RawClaim> {
    let object = fields::object(value, "a claim in `optionalClaims.accessToken`", report)?;
    let name = fields::text(object, "name", "an optional claim", report)?.text;
    let what = "`additionalProperties` of an optional claim";
    let values = shape::property(object, "additionalProperties")
        .and_then(|property| fields::list(&property.value, what, report));
    let properties =
        values.unwrap_or_default().iter().filter_map(|value| fields::text_of(value, what, report)).collect();
    Some(RawClaim { name, properties })
}
