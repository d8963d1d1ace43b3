//! The places of each setting in the forms of export, and the spellings of keys. A new form is a
//! new row.

use jsonc_parser::ast::{Object, ObjectProp, Value};

/// The paths to one setting, in the current form first.
pub(super) type Places = &'static [&'static [&'static str]];

/// The objects in which the paths below continue.
pub(super) const PARENTS: &[&str] = &["api", "optionalClaims"];
/// The objects of a client's registration in which the paths below continue.
pub(super) const CLIENT_PARENTS: &[&str] = &["spa"];

pub(super) const ROLES: Places = &[&["appRoles"]];
pub(super) const SCOPES: Places = &[
    &["api", "oauth2PermissionScopes"],
    &["oauth2Permissions"],
    // Service principals. They also have `appRoles`, so without these rows they would seem to have
    // no scopes.
    &["oauth2PermissionScopes"],
    &["publishedPermissionScopes"],
    &["api", "publishedPermissionScopes"],
];
/// Read at each place. If a place were ignored, the version would fall back to v1.0.
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
/// The predecessor of `signInAudience`: `true` means accounts of any organization.
pub(super) const IS_MULTI_TENANT: Places = &[&["availableToOtherTenants"]];
pub(super) const ACCEPT_MAPPED_CLAIMS: Places = &[
    &["api", "acceptMappedClaims"],
    &["acceptMappedClaims"],
    // Terraform and Pulumi.
    &["api", "mappedClaimsEnabled"],
    &["mappedClaimsEnabled"],
];
pub(super) const KNOWN_CLIENTS: Places =
    &[&["api", "knownClientApplications"], &["knownClientApplications"]];
pub(super) const TOKEN_ENCRYPTION: Places =
    &[&["tokenEncryptionKeyId"], &["api", "tokenEncryptionKeyId"]];
pub(super) const OPTIONAL_CLAIMS: Places = &[&["optionalClaims"]];
pub(super) const REQUESTS: Places = &[&["requiredResourceAccess"]];
pub(super) const PRE_AUTHORIZED: Places =
    &[&["api", "preAuthorizedApplications"], &["preAuthorizedApplications"]];
/// The scopes of one pre-authorized application. The second is in the legacy form and in the beta
/// version of Microsoft Graph.
pub(super) const PRE_AUTHORIZED_SCOPES: Places = &[&["delegatedPermissionIds"], &["permissionIds"]];
/// The permissions of one pre-authorized application in Azure AD Graph, which the old `az` and the
/// old PowerShell modules export: objects, each with a list of ids.
/// <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/graphrbac/data-plane/Microsoft.GraphRbac/stable/1.6/graphrbac.json>
pub(super) const PRE_AUTHORIZED_GRANTS: Places = &[&["permissions"]];
/// The redirect URIs of applications on devices and in browsers.
pub(super) const PUBLIC_ADDRESSES: Places = &[
    &["publicClient", "redirectUris"],
    &["publicClientRedirectUris"],
    &["spa", "redirectUris"],
    &["spaRedirectUris"],
];
/// The legacy form of redirect URIs, each with a type.
pub(super) const REPLY_URLS: Places = &[&["replyUrlsWithType"]];
/// The switches that make an application a public client. The second is in the legacy form, and the
/// third in exports of the old `az`.
pub(super) const PUBLIC_SWITCHES: Places =
    &[&["isFallbackPublicClient"], &["allowPublicClient"], &["publicClient"]];
pub(super) const ACCESS_TOKEN_CLAIMS: Places = &[&["optionalClaims", "accessToken"]];

/// Keys that only an application or a service principal has, or a fragment of one.
pub(super) const APP_KEYS: &[&str] = &[
    "appId",
    "appRoles",
    "api",
    "oauth2Permissions",
    "oauth2PermissionScopes",
    "publishedPermissionScopes",
    "signInAudience",
    "identifierUris",
    "optionalClaims",
];
/// Keys that only an app role has.
pub(super) const ROLE_KEYS: &[&str] = &["allowedMemberTypes"];
/// Keys that only a scope has.
pub(super) const SCOPE_KEYS: &[&str] = &[
    "adminConsentDisplayName",
    "adminConsentDescription",
    "userConsentDisplayName",
    "userConsentDescription",
];

/// The keys that enable or disable an app role or a scope, each with the meaning of `true`. The
/// first key is Entra's. Terraform and Pulumi write the second.
pub(super) const SWITCHES: &[(&str, bool)] =
    &[("isEnabled", true), ("enabled", true), ("isDisabled", false), ("disabled", false)];

/// The other keys that app roles and scopes have in an export. They do not disable an entry.
pub(super) const ENTRY_KEYS: &[&str] = &[
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

/// Returns whether an application has a list of app roles or scopes.
pub(super) fn has_entries(app: &Object<'_>) -> bool {
    find_all(app, ROLES).chain(find_all(app, SCOPES)).next().is_some()
}

/// Returns the property at the first of these places that has a value. `null` is not a value.
pub(super) fn find<'v>(root: &'v Object<'v>, places: Places) -> Option<&'v ObjectProp<'v>> {
    find_all(root, places).find(|property| property.value.as_null_keyword().is_none())
}

/// Returns the properties that exist at these places.
pub(super) fn find_all<'v>(
    root: &'v Object<'v>,
    places: Places,
) -> impl Iterator<Item = &'v ObjectProp<'v>> {
    places.iter().filter_map(|path| follow(root, path))
}

/// Returns the property of this name, in any spelling.
///
/// If there are several spellings, the exact one wins, in any case. `repeated_keys::check` reports
/// spellings with different values.
pub(super) fn property<'v>(object: &'v Object<'v>, name: &str) -> Option<&'v ObjectProp<'v>> {
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

/// Returns whether an object has one of these keys, in any spelling.
pub(super) fn has_any(object: &Object<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| property(object, name).is_some())
}

/// Returns whether two texts spell one key. They may differ in case, in `_`, `-` or spaces between
/// the words (Terraform), and in the plural (`Az.Resources`).
///
/// If a key were ignored because of its spelling, the setting would fall back to its default.
pub(super) fn is_spelling(one: &str, other: &str) -> bool {
    // Most pairs differ in their first letters. A macro is compiled without optimization, and this
    // bit, which makes a letter lower case, is the quickest way to compare them.
    const LOWER: u8 = 0x20;
    match (one.as_bytes(), other.as_bytes()) {
        ([a, b, ..], [c, d, ..]) if a | LOWER != c | LOWER || b | LOWER != d | LOWER => false,
        _ => one.eq_ignore_ascii_case(other) || bare(one).eq(bare(other)),
    }
}

/// Returns a key in lower case, in the singular and without separators.
pub(super) fn bare(key: &str) -> impl Iterator<Item = char> {
    let (stem, ending) = if let Some(stem) = strip_suffix(key, "ies") {
        (stem, "y")
    } else {
        (strip_suffix(key, "s").unwrap_or(key), "")
    };
    let letters = stem.chars().chain(ending.chars());
    letters
        .filter(|letter| !matches!(letter, '_' | '-' | ' '))
        .map(|letter| letter.to_ascii_lowercase())
}

/// Returns a key without this ending, which may be in any case.
fn strip_suffix<'k>(key: &'k str, ending: &str) -> Option<&'k str> {
    let start = key.len().checked_sub(ending.len())?;
    let is_ending = key.get(start..)?.eq_ignore_ascii_case(ending);
    if is_ending { key.get(..start) } else { None }
}

/// Returns the ASCII letters of a key, in lower case.
///
/// A key with an invisible letter, or with a letter of another script, looks like a known key. It
/// is not that key, and it must not be ignored.
pub(super) fn letters(key: &str) -> String {
    let letters = key.chars().filter(char::is_ascii_alphabetic);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Returns the value in a wrapper of Windows PowerShell, which writes `{"value": […], "Count": 2}`
/// for a list. Any other value is returned unchanged.
pub(super) fn unwrapped<'v>(value: &'v Value<'v>) -> &'v Value<'v> {
    let Value::Object(object) = value else { return value };
    match (property(object, "value"), property(object, "Count")) {
        (Some(inner), Some(_)) if object.properties.len() == 2 => unwrapped(&inner.value),
        _ => value,
    }
}

fn follow<'v>(object: &'v Object<'v>, path: &[&str]) -> Option<&'v ObjectProp<'v>> {
    let (first, rest) = path.split_first()?;
    let property = property(object, first)?;
    if rest.is_empty() {
        return Some(property);
    }
    match unwrapped(&property.value) {
        Value::Object(inner) => follow(inner, rest),
        _ => None,
    }
}
