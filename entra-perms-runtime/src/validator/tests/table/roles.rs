//! Refused tokens: `roles` is not an array of strings, or without a role of this API. Values are
//! compared byte by byte.

use serde_json::{Value, json};

use super::services::V1;
use super::token::{Token, app, user, v1_app};
use super::{Hostile, claim_error, refused};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [shapes(), unknown(), without_roles()].into_iter().flatten().collect()
}

fn shapes() -> Vec<Hostile> {
    let expected = || claim_error("roles", "an array of strings");
    let mut rows: Vec<_> = [
        json!("Contacts.Import"),
        json!("Contacts.Import Contacts.Read.All"),
        json!("[\"Contacts.Import\"]"),
        json!(""),
        json!(7),
        json!(true),
        json!({ "0": "Contacts.Import" }),
        json!({ "Contacts.Import": true }),
        json!({}),
        Value::Null,
        json!(["Contacts.Import", 1]),
        json!([1, "Contacts.Import"]),
        json!([["Contacts.Import"]]),
        json!(["Contacts.Import", ["Contacts.Read.All"]]),
        json!(["Contacts.Import", null]),
        json!([null]),
        json!([{ "value": "Contacts.Import" }]),
        json!([true]),
        json!(["Contacts.Import", {}]),
    ]
    .map(|roles| refused(format!("`roles` {roles}"), app().claim("roles", roles), expected()))
    .into();
    rows.extend([
        refused(
            "a delegated token with a role as a string",
            user().claim("roles", "Contacts.Read.Team"),
            expected(),
        ),
        refused(
            "a v1.0 token with a role as a string",
            v1_app().claim("roles", "Contacts.Import"),
            expected(),
        )
        .at(&V1),
        refused(
            "half a surrogate pair in a role",
            app().payload_text(|text| text.replace("Contacts.Import", r"Contacts.Import\ud83d")),
            expected(),
        ),
        refused(
            "an unescaped line break in a role",
            app().payload_text(|text| text.replace("Contacts.Import", "Contacts.\nImport")),
            expected(),
        ),
        refused(
            "a trailing comma in `roles`",
            app().payload_text(|text| text.replace("Import\"]", "Import\",]")),
            expected(),
        ),
    ]);
    rows
}

/// App-only tokens whose one role resembles a role of the manifest.
fn unknown() -> Vec<Hostile> {
    [
        "contacts.import",
        "CONTACTS.IMPORT",
        "Contacts.import",
        " Contacts.Import",
        "Contacts.Import ",
        "Contacts.Import\n",
        "Contacts.Import\0",
        "\0Contacts.Import",
        "Contacts.Import\0x",
        "Contacts.Impor",
        "Contacts.Importx",
        "ontacts.Import",
        "Contacts.",
        "Contacts",
        "Import",
        "*",
        "Contacts.*",
        "Contacts.Import,Contacts.Read.All",
        "Contacts.Import;Contacts.Read.All",
        "Contacts.Import Contacts.Read.All",
        "\"Contacts.Import\"",
        "api://crm/Contacts.Import",
        "Contacts/Import",
        "Contacts..Import",
        "Contacts.Import.",
        "Contacts.\u{406}mport",
        "\u{421}ontacts.Import",
        "Contacts\u{2024}Import",
        "Contacts\u{ff0e}Import",
        "\u{ff23}ontacts.Import",
        "Contacts.Import\u{200b}",
        "Contacts\u{ad}.Import",
        "\u{feff}Contacts.Import",
        "Contacts.Import\u{301}",
        "\u{202e}tropmI.stcatnoC",
        "Contacts%2EImport",
        "Contacts.Import/",
        "Crm.Read",
        "Owner",
        "null",
        "0",
        "",
    ]
    .map(|role| {
        refused(
            format!("an app-only token with the role {role:?}"),
            app().claim("roles", json!([role])),
            TokenError::NoPermission,
        )
    })
    .into()
}

fn without_roles() -> Vec<Hostile> {
    let many: Vec<_> = (0..10_000).map(|i| format!("Unknown.{i}")).collect();
    [
        ("an app-only token without roles", app().without("roles")),
        ("an app-only token with an empty array of roles", app().claim("roles", json!([]))),
        ("an app-only token with an empty role", app().claim("roles", json!([""]))),
        ("an app-only token with three blank roles", app().claim("roles", json!(["", "", " "]))),
        ("an app-only token with 10,000 unknown roles", app().claim("roles", many)),
        (
            "an app-only token with a role of 100,000 letters",
            app().claim("roles", json!(["R".repeat(100_000)])),
        ),
        ("an app-only token with its role in `wids`", app_with_role_in("wids")),
        ("an app-only token with its role in `groups`", app_with_role_in("groups")),
        ("an app-only token with its role in `role`", app_with_role_in("role")),
        ("an app-only token with its role in `ROLES`", app_with_role_in("ROLES")),
        ("an app-only token with its role in `app_roles`", app_with_role_in("app_roles")),
        (
            "an app-only token with its role in the SAML claim",
            app_with_role_in("http://schemas.microsoft.com/ws/2008/06/identity/claims/role"),
        ),
        (
            "an app-only token with its role in a nested object",
            app()
                .without("roles")
                .claim("resource_access", json!({ "roles": ["Contacts.Import"] })),
        ),
        (
            "a delegated token without roles, with a scope of OpenID Connect",
            user().without("roles").claim("scp", "openid"),
        ),
        (
            "a delegated token with only unknown roles and scopes",
            user().claim("roles", json!(["X"])).claim("scp", "User.Read profile"),
        ),
    ]
    .map(|(name, token)| refused(name, token, TokenError::NoPermission))
    .into_iter()
    .chain([refused(
        "a v1.0 app-only token without roles",
        v1_app().without("roles"),
        TokenError::NoPermission,
    )
    .at(&V1)])
    .collect()
}

fn app_with_role_in(claim: &str) -> Token {
    app().without("roles").claim(claim, json!(["Contacts.Import"]))
}
