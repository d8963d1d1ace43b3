//! `scp`: one string, scopes separated by spaces, each a value of the manifest byte by byte.

use serde_json::{Value, json};

use super::services::V1;
use super::token::{Token, user, v1_user};
use super::{Hostile, refused, shape};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [shapes(), unknown(), elsewhere()].into_iter().flatten().collect()
}

/// A user without roles: it has scopes, or nothing. And without a name: without scopes, it would be
/// an ID token.
fn scopes_only() -> Token {
    user().without("roles").without("name").without("preferred_username").but()
}

fn shapes() -> Vec<Hostile> {
    let expected = || shape("scp", "one string");
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
        refused("`scp` an array, v1.0", v1_user().claim("scp", json!(["Crm.Read"])), expected())
            .at(&V1),
        refused(
            "a tab in `scp` that is not escaped",
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

/// It is another API's, or nobody's, and grants nothing.
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
            "10,000 scopes of others",
            scopes_only().claim("scp", "Unknown.Scope ".repeat(10_000)),
            TokenError::NoPermission,
        ),
        refused(
            "a scope of 100,000 letters",
            scopes_only().claim("scp", "s".repeat(100_000)),
            TokenError::NoPermission,
        ),
        refused(
            "a scope of others, v1.0",
            v1_user().without("roles").claim("scp", "user_impersonation"),
            TokenError::NoPermission,
        )
        .at(&V1),
    ])
    .collect()
}

/// No scopes, and no roles: nobody in particular.
fn elsewhere() -> Vec<Hostile> {
    let moved = |claim: &str| scopes_only().without("scp").claim(claim, "Crm.Read");
    [
        ("no scopes", scopes_only().without("scp")),
        ("`scp` empty", scopes_only().claim("scp", "")),
        ("`scp` of spaces", scopes_only().claim("scp", "   ")),
        ("`scp` a slash", scopes_only().claim("scp", "/")),
        ("`scp` of slashes", scopes_only().claim("scp", "/ /")),
        ("the scope in `scope`", moved("scope")),
        ("the scope in `SCP`", moved("SCP")),
        ("the scope in `scopes`", moved("scopes")),
        (
            "the scope in the claim of SAML",
            moved("http://schemas.microsoft.com/identity/claims/scope"),
        ),
    ]
    .map(|(name, token)| refused(name, token, TokenError::NoPermission))
    .into()
}
