//! Text → entries with positions: `parse` (text → JSON) → `shape` (where this form of export keeps things) →
//! `fields` (JSON → typed values) → `entry` and `app`. Text that is no JSON goes to `recover` instead.

mod app;
mod entry;
mod fields;
mod recover;
mod shape;

use std::borrow::Cow;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::model::App;
use super::report::{Damage, Report};

/// A manifest as written, before any rule of a registration is applied.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) app: App,
    pub(super) roles: Vec<RawEntry>,
    pub(super) scopes: Vec<RawEntry>,
    /// The optional claims of access tokens.
    pub(super) claims: Vec<RawClaim>,
    /// A service principal and not an application.
    pub(super) is_service_principal: bool,
    /// The text was no JSON: the entries are a guess, to keep one mistake one error.
    pub(super) recovered: bool,
}

/// A piece of text, and the byte at which it stands.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) at: usize,
}

/// An app role or a scope.
#[derive(Debug)]
pub(super) struct RawEntry {
    pub(super) value: Text,
    pub(super) id: Option<u128>,
    pub(super) display_name: String,
    pub(super) description: String,
    pub(super) enabled: bool,
    /// `allowedMemberTypes`; empty for scopes, `None` where an error in it has been reported.
    pub(super) members: Option<Vec<Text>>,
}

/// One entry of `optionalClaims.accessToken`.
#[derive(Debug)]
pub(super) struct RawClaim {
    pub(super) name: String,
    pub(super) properties: Vec<Text>,
}

/// Reads what can be read; `None` where the text is no manifest at all.
pub(super) fn read(text: &str, report: &mut Report<'_>) -> Option<Raw> {
    if text.trim_start().starts_with('<') {
        let message = "is a web page or XML; expected an app registration manifest, which is JSON";
        report.whole(Damage::Values, message);
        return None;
    }
    match parse(text) {
        Ok(Some(Value::Object(root))) => read_root(&root, report),
        Ok(other) => {
            let found = other.as_ref().map_or("no value", fields::kind);
            let message =
                format_args!("is not an app registration manifest: expected an object, found {found}");
            report.whole(Damage::Values, message);
            None
        }
        Err((at, problem)) => {
            report.error(at, Damage::Values, format_args!("not JSON: {problem}"));
            recover::recover(text)
        }
    }
}

fn read_root(root: &Object<'_>, report: &mut Report<'_>) -> Option<Raw> {
    fields::check_keys(root, report);
    let parents = shape::PARENTS.iter().filter_map(|parent| shape::property(root, parent));
    parents.for_each(|parent| fields::check_object(parent, report));

    let roles = shape::find(root, shape::ROLES);
    let scopes = shape::find(root, shape::SCOPES);
    if roles.is_none() && scopes.is_none() {
        // A parent of the wrong type has been reported, and hides what is expected below it.
        if report.damage() == Damage::Values {
            return None;
        }
        report.whole(
            Damage::Values,
            "is not an app registration manifest: expected `appRoles`, and `api.oauth2PermissionScopes` (or, in \
             the legacy form, `oauth2Permissions`)",
        );
        return None;
    }
    Some(Raw {
        app: app::read(root, report),
        roles: roles.map(|property| entry::roles(property, report)).unwrap_or_default(),
        scopes: scopes.map(|property| entry::scopes(property, report)).unwrap_or_default(),
        claims: app::claims(root, report),
        is_service_principal: shape::is_service_principal(root),
        recovered: false,
    })
}

/// JSON as Microsoft's tools and the portal's editor write it: comments and trailing commas, nothing looser.
fn parse(text: &str) -> Result<Option<Value<'_>>, (usize, String)> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    match parse_to_ast(text, &CollectOptions::default(), &options) {
        Ok(parsed) => Ok(parsed.value),
        Err(error) => Err((error.range().start, lower_first(&error.kind().to_string()).into_owned())),
    }
}

fn lower_first(sentence: &str) -> Cow<'_, str> {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => format!("{}{}", first.to_lowercase(), chars.as_str()).into(),
        None => sentence.into(),
    }
}

#[cfg(test)]
mod tests;
