//! Who acts: what `idtyp` says, and what it contradicts.

use serde_json::{Value, json};

use super::good::{agent, agent_for_user, agent_user};
use super::services::{MARKED, MARKED_V1, V1};
use super::token::{CLIENT, Token, app, user, v1_app, v1_user};
use super::{Hostile, quoted, refused, shape};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [idtyp(), contradictions(), unmarked(), agents()]
        .into_iter()
        .flatten()
        .collect()
}

fn idtyp() -> Vec<Hostile> {
    let mut rows = Vec::new();
    for idtyp in [
        "",
        " ",
        "App",
        "APP",
        "app ",
        " app",
        "app\0",
        "apps",
        "application",
        "User",
        "USER",
        "user ",
        "users",
        "device",
        "agent",
        "app user",
        "app,user",
        "service",
        "none",
        "null",
        "\u{430}pp",
        "\u{ff41}pp",
        "u\u{455}er",
        "id",
        "access",
    ] {
        let error = || TokenError::UnknownKind { found: quoted(idtyp) };
        rows.push(refused(
            format!("an application of `idtyp` {idtyp:?}"),
            app().claim("idtyp", idtyp),
            error(),
        ));
        rows.push(refused(
            format!("a user of `idtyp` {idtyp:?}"),
            user().claim("idtyp", idtyp),
            error(),
        ));
    }
    rows.extend(
        [
            json!(["app"]),
            json!(["app", "user"]),
            json!({ "app": true }),
            json!(1),
            json!(true),
            Value::Null,
        ]
        .map(|idtyp| {
            refused(
                format!("`idtyp` {idtyp}"),
                app().claim("idtyp", idtyp),
                shape("idtyp", "one string"),
            )
        }),
    );
    rows.push(
        refused(
            "a device, where applications are marked",
            app().claim("idtyp", "app").but().claim("idtyp", "device"),
            TokenError::UnknownKind { found: quoted("device") },
        )
        .at(&MARKED),
    );
    let error = || TokenError::UnknownKind { found: quoted("device") };
    rows.push(refused("a device's own token", device(), error()).at(&V1));
    rows.push(
        refused("a device's own token without roles", device().without("roles"), error()).at(&V1),
    );
    // Else the version would be the service's fault.
    rows.push(
        refused("a device's own token, of another version", device(), error())
            .at(&V1)
            .refused_at(&super::V2),
    );
    rows
}

/// What a device gets for itself: it names no client.
fn device() -> Token {
    v1_app()
        .claim("idtyp", "app")
        .without("appid")
        .without("appidacr")
        .claim("amr", json!(["rsa"]))
        .claim("deviceid", "d0d0d0d0-0000-4000-8000-000000000001")
        .but()
        .claim("idtyp", "device")
}

/// No application has scopes, whatever they are.
fn contradictions() -> Vec<Hostile> {
    let mut rows: Vec<_> =
        ["Crm.Read", "Unknown", " Crm.Read", "openid", "Crm.Read /", "Old", "\t"]
            .map(|scp| {
                refused(
                    format!("an application with the scope {scp:?}"),
                    app().claim("idtyp", "app").claim("scp", scp),
                    TokenError::AppWithScopes,
                )
            })
            .into();
    rows.extend([
        refused(
            "a user who says to be an application",
            user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "a user who says to be an application, v1.0",
            v1_user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        )
        .at(&V1),
        refused(
            "a user who says to be a marked application",
            user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        )
        .at(&MARKED),
        refused(
            "a user with scopes alone who says to be an application",
            user().without("roles").claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "a user without scopes and roles",
            user().claim("idtyp", "user").without("scp").without("roles"),
            TokenError::NoPermission,
        ),
    ]);
    rows
}

/// Where the manifest asks Entra to mark applications, what is not marked is none.
fn unmarked() -> Vec<Hostile> {
    let marked = || app().claim("idtyp", "app").but();
    // Else it would be an ID token.
    let user = || user().without("name").without("preferred_username").but();
    let v1_user = || v1_user().without("name").without("unique_name").without("upn").but();
    let user_without = |scp: &str| user().claim("scp", scp);
    vec![
        refused("an application that is not marked", marked().without("idtyp"), TokenError::NoKind)
            .at(&MARKED),
        refused(
            "an application that is not marked, v1.0",
            v1_app().claim("idtyp", "app").but().without("idtyp"),
            TokenError::NoKind,
        )
        .at(&MARKED_V1),
        refused(
            "an application that is marked as `IDTYP`",
            marked().without("idtyp").claim("IDTYP", "app"),
            TokenError::NoKind,
        )
        .at(&MARKED),
        refused(
            "a user without scopes among marked ones",
            user().without("scp"),
            TokenError::NoKind,
        )
        .at(&MARKED),
        refused(
            "a user without scopes among marked ones, v1.0",
            v1_user().without("scp"),
            TokenError::NoKind,
        )
        .at(&MARKED_V1),
        refused("a user with empty scopes among marked ones", user_without(""), TokenError::NoKind)
            .at(&MARKED),
        refused(
            "a user with spaces for scopes among marked ones",
            user_without("  "),
            TokenError::NoKind,
        )
        .at(&MARKED),
        refused(
            "a user with a slash for scopes among marked ones",
            user_without("/"),
            TokenError::NoKind,
        )
        .at(&MARKED),
        refused(
            "a user with the scope elsewhere",
            user().without("scp").claim("scope", "Crm.Read"),
            TokenError::NoKind,
        )
        .at(&MARKED),
        refused(
            "a marked application without roles",
            marked().without("roles"),
            TokenError::NoPermission,
        )
        .at(&MARKED),
        refused(
            "neither marked nor with any permission",
            marked().without("idtyp").without("roles"),
            TokenError::NoKind,
        )
        .at(&MARKED),
    ]
}

/// Entra Agent ID: <https://learn.microsoft.com/entra/agent-id/agent-token-claims>.
fn agents() -> Vec<Hostile> {
    vec![
        refused(
            "an agent with scopes of its own",
            agent().claim("scp", "Crm.Read"),
            TokenError::AppWithScopes,
        ),
        refused("an agent without roles", agent().without("roles"), TokenError::NoPermission),
        refused(
            "an agent for another API",
            agent().claim("aud", CLIENT),
            TokenError::Audience { found: quoted(CLIENT), expected: quoted(CLIENT_ID) },
        ),
        refused(
            "an agent of another tenant",
            agent().claim("tid", OTHER_TENANT),
            TokenError::Tenant { found: quoted(OTHER_TENANT) },
        ),
        refused(
            "an agent whose facets are its kind",
            agent().claim("idtyp", "agent"),
            TokenError::UnknownKind { found: quoted("agent") },
        ),
        refused(
            "an agent that is not marked, where applications are",
            agent().without("idtyp"),
            TokenError::NoKind,
        )
        .at(&MARKED),
        refused(
            "an agent for a user that says to be an application",
            agent_for_user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "an agent for a user without permissions",
            agent_for_user().without("roles").claim("scp", "openid"),
            TokenError::NoPermission,
        ),
        refused(
            "an agent user that says to be an application",
            agent_user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "an agent user without permissions",
            agent_user().without("roles").without("scp"),
            TokenError::NoPermission,
        ),
    ]
}
