//! Where the forms of export keep the facts that are read, and how they spell the keys. A new form
//! is a new row.

use jsonc_parser::ast::{Object, ObjectProp, Value};

/// Paths to one fact, today's form first.
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
/// Read at each place, since a place that is passed over would mean v1.0.
pub(super) const TOKEN_VERSION: Places = &[
    &["api", "requestedAccessTokenVersion"],
    &["accessTokenAcceptedVersion"],
    &["api", "acceptedAccessTokenVersion"],
    &["api", "accessTokenAcceptedVersion"],
    &["requestedAccessTokenVersion"],
    &["acceptedAccessTokenVersion"],
];
/// The first is Entra's; Terraform and Pulumi have the others.
pub(super) const CLIENT_ID: Places = &[&["appId"], &["clientId"], &["applicationId"]];
pub(super) const DISPLAY_NAME: Places = &[&["displayName"], &["name"]];
/// A service principal lists its client id among its names; only URIs are read.
pub(super) const IDENTIFIER_URIS: Places = &[&["identifierUris"], &["servicePrincipalNames"]];
pub(super) const SIGN_IN_AUDIENCE: Places = &[&["signInAudience"]];
/// What applications had before `signInAudience`: whether it is of several organisations.
pub(super) const IS_MULTI_TENANT: Places = &[&["availableToOtherTenants"]];
pub(super) const ACCEPT_MAPPED_CLAIMS: Places = &[
    &["api", "acceptMappedClaims"],
    &["acceptMappedClaims"],
    // Terraform and Pulumi.
    &["api", "mappedClaimsEnabled"],
    &["mappedClaimsEnabled"],
];
pub(super) const TOKEN_ENCRYPTION: Places =
    &[&["tokenEncryptionKeyId"], &["api", "tokenEncryptionKeyId"]];
pub(super) const OPTIONAL_CLAIMS: Places = &[&["optionalClaims"]];
pub(super) const ACCESS_TOKEN_CLAIMS: Places = &[&["optionalClaims", "accessToken"]];

/// The keys that switch an app role or a scope on or off, and what `true` means there. The first is
/// Entra's; Terraform and Pulumi have the second.
pub(super) const SWITCHES: &[(&str, bool)] =
    &[("isEnabled", true), ("enabled", true), ("isDisabled", false), ("disabled", false)];

/// The other keys that app roles and scopes have in an export. None of them disables an entry.
pub(super) const ENTRY: &[&str] = &[
    "id",
    "value",
    "displayName",
    "description",
    "type",
    "origin",
    "allowedMemberTypes",
    "adminConsentDisplayName",
    "adminConsentDescription",
    "userConsentDisplayName",
    "userConsentDescription",
    // Early versions of Microsoft Graph and Azure AD Graph.
    "lang",
    "isAdmin",
    // The beta version of Microsoft Graph.
    "isPrivate",
    "isPreAuthorizationRequired",
    // PowerShell, if the command ran on another machine.
    "PSShowComputerName",
];

/// Whether an application has a place for app roles or scopes.
pub(super) fn has_entries(root: &Object<'_>) -> bool {
    [ROLES, SCOPES]
        .into_iter()
        .any(|places| find_all(root, places).next().is_some())
}

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

/// The property of that name, in any spelling. Of several spellings it is the exact one, up to
/// case; `keys::check` reports that the others differ.
pub(super) fn property<'o, 'a>(object: &'o Object<'a>, name: &str) -> Option<&'o ObjectProp<'a>> {
    let mut found: Option<&ObjectProp<'_>> = None;
    for property in &object.properties {
        let written = property.name.as_str();
        if !is_spelling(written, name) {
            continue;
        }
        if written.eq_ignore_ascii_case(name) {
            return Some(property);
        }
        found = found.or(Some(property));
    }
    found
}

/// Whether two keys are one key in different spellings: in another case, with `_`, `-` or a space
/// between the words (Terraform), or in the singular (`Az.Resources`). A key that is passed over
/// for its spelling would fall back to its default.
pub(super) fn is_spelling(one: &str, other: &str) -> bool {
    // Without this bit a letter is a capital. Most pairs differ in their first letters, and a macro
    // is compiled without optimization, where this is the quickest way to see it.
    const LOWER: u8 = 0x20;
    match (one.as_bytes(), other.as_bytes()) {
        ([a, b, ..], [c, d, ..]) if a | LOWER != c | LOWER || b | LOWER != d | LOWER => false,
        _ => one.eq_ignore_ascii_case(other) || bare(one).eq(bare(other)),
    }
}

/// A key in lower case, in one word and in the singular.
pub(super) fn bare(key: &str) -> impl Iterator<Item = char> {
    let plural = |ending: &str| {
        let start = key.len().checked_sub(ending.len())?;
        let is_plural = key.get(start..)?.eq_ignore_ascii_case(ending);
        key.get(..start).filter(|_| is_plural)
    };
    let (stem, ending) = match (plural("ies"), plural("s")) {
        (Some(stem), _) => (stem, "y"),
        (None, Some(stem)) => (stem, ""),
        (None, None) => (key, ""),
    };
    let letters = stem.chars().chain(ending.chars());
    letters
        .filter(|letter| !matches!(letter, '_' | '-' | ' '))
        .map(|letter| letter.to_ascii_lowercase())
}

/// The ASCII letters of a key, in lower case. A key with an invisible or a other_tools letter in it is
/// not the key that it looks like, and must not be passed over.
pub(super) fn letters(key: &str) -> String {
    let letters = key.chars().filter(char::is_ascii_alphabetic);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// What Windows PowerShell has wrapped: it writes `{"value": […], "Count": 2}` for a list.
pub(super) fn unwrapped<'v, 'a>(value: &'v Value<'a>) -> &'v Value<'a> {
    let Value::Object(object) = value else { return value };
    match (property(object, "value"), property(object, "Count")) {
        (Some(inner), Some(_)) if object.properties.len() == 2 => unwrapped(&inner.value),
        _ => value,
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
