//! `roles`: an array of strings, each a value of the manifest byte by byte.

use serde_json::{Value, json};

use super::services::V1;
use super::token::{Token, app, user, v1_app};
use super::{Hostile, refused, shape};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [shapes(), unknown(), none()].into_iter().flatten().collect()
}

fn shapes() -> Vec<Hostile> {
    let expected = || shape("roles", "an array of strings");
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
            "a user's role as a string",
            user().claim("roles", "Contacts.Read.Team"),
            expected(),
        ),
        refused(
            "v1.0 with a role as a string",
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
            "a line break in a role",
            app().payload_text(|text| text.replace("Contacts.Import", "Contacts.\nImport")),
            expected(),
        ),
        refused(
            "a comma behind the last role",
            app().payload_text(|text| text.replace("Import\"]", "Import\",]")),
            expected(),
        ),
    ]);
    rows
}

/// An application whose one role is not quite one of the manifest.
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
            format!("the role {role:?}"),
            app().claim("roles", json!([role])),
            TokenError::NoPermission,
        )
    })
    .into()
}

fn none() -> Vec<Hostile> {
    let many: Vec<_> = (0..10_000).map(|i| format!("Unknown.{i}")).collect();
    [
        ("an application without roles", app().without("roles")),
        ("an application with an empty list of roles", app().claim("roles", json!([]))),
        ("an application with an empty role", app().claim("roles", json!([""]))),
        ("an application with empty roles", app().claim("roles", json!(["", "", " "]))),
        ("an application with 10,000 roles of others", app().claim("roles", many)),
        (
            "an application with a role of 100,000 letters",
            app().claim("roles", json!(["R".repeat(100_000)])),
        ),
        ("an application with its role in `wids`", moved("wids")),
        ("an application with its role in `groups`", moved("groups")),
        ("an application with its role in `role`", moved("role")),
        ("an application with its role in `ROLES`", moved("ROLES")),
        ("an application with its role in `app_roles`", moved("app_roles")),
        (
            "an application with its role in the claim of SAML",
            moved("http://schemas.microsoft.com/ws/2008/06/identity/claims/role"),
        ),
        (
            "an application with its role nested",
            app()
                .without("roles")
                .claim("resource_access", json!({ "roles": ["Contacts.Import"] })),
        ),
        (
            "a user without roles and scopes of this API",
            user().without("roles").claim("scp", "openid"),
        ),
        (
            "a user of roles and scopes of others",
            user().claim("roles", json!(["X"])).claim("scp", "User.Read profile"),
        ),
    ]
    .map(|(name, token)| refused(name, token, TokenError::NoPermission))
    .into_iter()
    .chain([refused(
        "an application without roles, v1.0",
        v1_app().without("roles"),
        TokenError::NoPermission,
    )
    .at(&V1)])
    .collect()
}

fn moved(claim: &str) -> Token {
    app().without("roles").claim(claim, json!(["Contacts.Import"]))
}
