//! Refused tokens: `scp` is not a string, or without a scope of this API. Scopes are separated by
//! spaces and compared byte by byte.

use serde_json::{Value, json};

use super::services::V1;
use super::token::{Token, user, v1_user};
use super::{Hostile, claim_error, refused};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [shapes(), unknown(), without_scopes()].into_iter().flatten().collect()
}

/// Returns a delegated token whose only permissions are its scopes. It does not have a name either:
/// with a name and without scopes, it would be refused as an ID token.
fn scopes_only() -> Token {
    user()
        .without("roles")
        .without("name")
        .without("preferred_username")
        .good_so_far()
}

fn shapes() -> Vec<Hostile> {
    let expected = || claim_error("scp", "one string");
    let mut rows: Vec<_> = [
        json!(["Crm.Read"]),
        json!(["Crm.Read", "Nothing"]),
        json!([]),
        json!({ "Crm.Read": true }),
        json!({}),
        json!(1),
        json!(true),
        json!(false),
        Value::Null,
    ]
    .map(|scp| refused(format!("`scp` {scp}"), user().claim("scp", scp), expected()))
    .into();
    rows.extend([
        refused(
            "a v1.0 token whose `scp` is an array",
            v1_user().claim("scp", json!(["Crm.Read"])),
            expected(),
        )
        .at(&V1),
        refused(
            "an unescaped tab in `scp`",
            user().payload_text(|text| text.replace("Crm.Read", "Crm.Read\tNothing")),
            expected(),
        ),
        refused(
            "half a surrogate pair in `scp`",
            user().payload_text(|text| text.replace("Crm.Read", r"Crm.Read\udc00")),
            expected(),
        ),
    ]);
    rows
}

/// Scopes that resemble a scope of this API, and scopes of other APIs.
fn unknown() -> Vec<Hostile> {
    [
        "crm.read",
        "CRM.READ",
        "Crm.read",
        "Crm.Rea",
        "Crm",
        "Crm.",
        "Crm.Read.",
        "Crm.ReadX",
        "Crm.Read.Tea",
        "Crm.Read.Team.All",
        "api://crm/Crm.Read",
        "https://crm.example/Crm.Read",
        "/Crm.Read",
        "Crm.Read/",
        "Crm.Read,Nothing",
        "Crm.Read, Nothing,",
        "Crm.Read\tNothing",
        "Crm.Read\nNothing",
        "Crm.Read\r\n",
        "Crm.Read\u{a0}Nothing",
        "Crm.Read\u{2003}Nothing",
        "Crm.Read\u{3000}",
        "Crm.Read\u{b}",
        "Crm.Read+Nothing",
        "Crm.Read%20Nothing",
        "Crm.Read;Nothing",
        "Crm.Read|Nothing",
        "[\"Crm.Read\"]",
        "\"Crm.Read\"",
        "Crm.Read\0",
        "\0Crm.Read",
        "\u{421}rm.Read",
        "Crm\u{2024}Read",
        "\u{ff23}rm.Read",
        "Crm.Read\u{200b}",
        "\u{feff}Crm.Read",
        "*",
        "Crm.*",
        "openid",
        "openid profile email offline_access",
        "User.Read",
        ".default",
        "api://crm/.default",
        "user_impersonation",
        "Contacts.Read.Team",
        "-",
        "//",
        "/ //",
        "null",
    ]
    .map(|scp| {
        refused(
            format!("the scope {scp:?}"),
            scopes_only().claim("scp", scp),
            TokenError::NoPermission,
        )
    })
    .into_iter()
    .chain([
        refused(
            "10,000 unknown scopes",
            scopes_only().claim("scp", "Unknown.Scope ".repeat(10_000)),
            TokenError::NoPermission,
        ),
        refused(
            "a scope of 100,000 letters",
            scopes_only().claim("scp", "s".repeat(100_000)),
            TokenError::NoPermission,
        ),
        refused(
            "a v1.0 token with an unknown scope",
            v1_user().without("roles").claim("scp", "user_impersonation"),
            TokenError::NoPermission,
        )
        .at(&V1),
    ])
    .collect()
}

/// Tokens without scopes and roles.
fn without_scopes() -> Vec<Hostile> {
    let moved = |claim: &str| scopes_only().without("scp").claim(claim, "Crm.Read");
    [
        ("no `scp` and no roles", scopes_only().without("scp")),
        ("an empty `scp` and no roles", scopes_only().claim("scp", "")),
        ("only spaces in `scp`", scopes_only().claim("scp", "   ")),
        ("a slash as `scp`", scopes_only().claim("scp", "/")),
        ("two slashes as `scp`", scopes_only().claim("scp", "/ /")),
        ("the scope in `scope`", moved("scope")),
        ("the scope in `SCP`", moved("SCP")),
        ("the scope in `scopes`", moved("scopes")),
        (
            "the scope in the SAML claim",
            moved("http://schemas.microsoft.com/identity/claims/scope"),
        ),
    ]
    .map(|(name, token)| refused(name, token, TokenError::NoPermission))
    .into()
}
