//! Where the forms of export keep what is read here. A form that is new to this crate is a new row.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::fields::unwrapped;

/// Paths to one thing, the form of today first.
pub(super) type Places = &'static [&'static [&'static str]];

/// The objects in which the paths below continue.
pub(super) const PARENTS: &[&str] = &["api", "optionalClaims"];

pub(super) const ROLES: Places = &[&["appRoles"]];
pub(super) const SCOPES: Places = &[
    &["api", "oauth2PermissionScopes"],
    &["oauth2Permissions"],
    // Service principals, which have `appRoles` as well: read without this row, they would seem to have no scopes.
    &["oauth2PermissionScopes"],
    &["publishedPermissionScopes"],
    &["api", "publishedPermissionScopes"],
];
pub(super) const TOKEN_VERSION: Places = &[
    &["api", "requestedAccessTokenVersion"],
    &["accessTokenAcceptedVersion"],
    &["api", "acceptedAccessTokenVersion"],
];
pub(super) const CLIENT_ID: Places = &[&["appId"]];
pub(super) const DISPLAY_NAME: Places = &[&["displayName"], &["name"]];
/// A service principal lists its client id among its names; only URIs are read.
pub(super) const IDENTIFIER_URIS: Places = &[&["identifierUris"], &["servicePrincipalNames"]];
pub(super) const SIGN_IN_AUDIENCE: Places = &[&["signInAudience"]];
/// What applications had before `signInAudience`: whether it is of several organisations.
pub(super) const IS_MULTI_TENANT: Places = &[&["availableToOtherTenants"]];
pub(super) const ACCEPT_MAPPED_CLAIMS: Places = &[&["api", "acceptMappedClaims"], &["acceptMappedClaims"]];
pub(super) const OPTIONAL_CLAIMS: Places = &[&["optionalClaims"]];
pub(super) const ACCESS_TOKEN_CLAIMS: Places = &[&["optionalClaims", "accessToken"]];

/// The property at the first of `places` that says anything.
pub(super) fn find<'o, 'a>(root: &'o Object<'a>, places: Places) -> Option<&'o ObjectProp<'a>> {
    find_all(root, places).find(|property| property.value.as_null_keyword().is_none())
}

/// The properties at all of `places` that exist.
pub(super) fn find_all<'o, 'a>(
    root: &'o Object<'a>,
    places: Places,
) -> impl Iterator<Item = &'o ObjectProp<'a>> {
    places.iter().filter_map(|path| follow(root, path))
}

/// The property of that name, in whatever case, or its singular, which is what `Az.Resources` writes: exports differ, and
/// one that is overlooked would fall back to its default.
pub(super) fn property<'o, 'a>(object: &'o Object<'a>, name: &str) -> Option<&'o ObjectProp<'a>> {
    let called = |name: &str| {
        object.properties.iter().find(|property| property.name.as_str().eq_ignore_ascii_case(name))
    };
    called(name).or_else(|| called(&singular(name)?))
}

fn singular(name: &str) -> Option<String> {
    match name.strip_suffix("ies") {
        Some(stem) => Some(format!("{stem}y")),
        None => name.strip_suffix('s').map(str::to_owned),
    }
}

fn follow<'o, 'a>(object: &'o Object<'a>, path: &[&str]) -> Option<&'o ObjectProp<'a>> {
    let (first, rest) = path.split_first()?;
    let property = property(object, first)?;
    match unwrapped(&property.value) {
        _ if rest.is_empty() => Some(property),
        Value::Object(inner) => follow(inner, rest),
        _ => None,
    }
}
