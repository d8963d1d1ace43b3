//! Who acts: what `idtyp` says, what it contradicts, and ID tokens, which nobody acts with.

use serde_json::{Value, json};

use super::good::{agent, agent_for_user, agent_user};
use super::services::{EITHER, MARKED, MARKED_V1, V1};
use super::token::{CLIENT, NOW, Token, app, user, v1_app, v1_user};
use super::{Hostile, quoted, refused, shape};
use crate::test_model::{CLIENT_ID, OTHER_TENANT};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [idtyp(), contradictions(), unmarked(), id_tokens(), agents()].into_iter().flatten().collect()
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
        rows.push(refused(format!("a user of `idtyp` {idtyp:?}"), user().claim("idtyp", idtyp), error()));
    }
    rows.extend(
        [json!(["app"]), json!(["app", "user"]), json!({ "app": true }), json!(1), json!(true), Value::Null]
            .map(|idtyp| {
                refused(format!("`idtyp` {idtyp}"), app().claim("idtyp", idtyp), shape("idtyp", "one string"))
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
    rows
}

/// No application has scopes, whatever they are.
fn contradictions() -> Vec<Hostile> {
    let mut rows: Vec<_> = ["Crm.Read", "Unknown", " Crm.Read", "openid", "Crm.Read /", "Old", "\t"]
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
        refused("a user without scopes among marked ones", user().without("scp"), TokenError::NoKind)
            .at(&MARKED),
        refused(
            "a user without scopes among marked ones, v1.0",
            v1_user().without("scp"),
            TokenError::NoKind,
        )
        .at(&MARKED_V1),
        refused("a user with empty scopes among marked ones", user_without(""), TokenError::NoKind)
            .at(&MARKED),
        refused("a user with spaces for scopes among marked ones", user_without("  "), TokenError::NoKind)
            .at(&MARKED),
        refused("a user with a slash for scopes among marked ones", user_without("/"), TokenError::NoKind)
            .at(&MARKED),
        refused(
            "a user with the scope elsewhere",
            user().without("scp").claim("scope", "Crm.Read"),
            TokenError::NoKind,
        )
        .at(&MARKED),
        refused("a marked application without roles", marked().without("roles"), TokenError::NoPermission)
            .at(&MARKED),
        refused(
            "neither marked nor with any permission",
            marked().without("idtyp").without("roles"),
            TokenError::NoKind,
        )
        .at(&MARKED),
    ]
}

/// What a client gets when a user signs in to this very registration: its audience is the client, which is also this API.
/// <https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference>
fn id_token() -> Token {
    user().without("azp").without("azpacr").without("scp").claim("roles", json!(["Contacts.Read.All"]))
}

fn v1_id_token() -> Token {
    v1_user()
        .without("appid")
        .without("appidacr")
        .without("scp")
        .claim("aud", CLIENT_ID)
        .claim("roles", json!(["Contacts.Read.All"]))
}

fn id_tokens() -> Vec<Hostile> {
    let row = |name: &str, token| refused(name, token, TokenError::IdToken);
    vec![
        row("an ID token", id_token()),
        row("an ID token with a nonce", id_token().claim("nonce", "a6d4")),
        row("an ID token without roles", id_token().without("roles")),
        row(
            "an ID token with hashes",
            id_token().claim("at_hash", "x").claim("c_hash", "y").claim("auth_time", NOW),
        ),
        row("an ID token of another registration", id_token().claim("aud", CLIENT)),
        row("an ID token of another tenant", id_token().claim("tid", OTHER_TENANT)),
        row("an ID token that is over", id_token().claim("nbf", 1).claim("exp", 2)),
        row("an ID token that has a v1.0 client", id_token().claim("appid", CLIENT)),
        row("an ID token with an empty `scp`", id_token().claim("scp", "")),
        row("an ID token with a slash for `scp`", id_token().claim("scp", "/")),
        row(
            "an ID token that names its client otherwise",
            id_token().claim("client_id", CLIENT).claim("cid", CLIENT),
        ),
        row("an ID token with its client in capitals", id_token().claim("AZP", CLIENT)),
        row("an ID token that names its client", id_token().claim("azp", CLIENT).claim("nonce", "a6d4")),
        row(
            "an ID token that names its client, from the token endpoint",
            id_token().claim("azp", CLIENT).claim("at_hash", "x"),
        ),
        row(
            "an ID token that names its client, with a code",
            id_token().claim("azp", CLIENT).claim("c_hash", "x"),
        ),
        row(
            "an ID token that names its client, and a nonce that is none",
            id_token().claim("azp", CLIENT).claim("nonce", Value::Null),
        ),
        row("an ID token where applications are marked", id_token()).at(&MARKED),
        row("an ID token, v1.0", v1_id_token()).at(&V1),
        row("an ID token with a nonce, v1.0", v1_id_token().claim("nonce", "a6d4")).at(&V1),
        row("an ID token that has a v2.0 client, v1.0", v1_id_token().claim("azp", CLIENT)).at(&V1),
        row("an ID token of the other version", v1_id_token()).at(&EITHER).refused_at(&super::V2),
        row("an ID token, v1.0, where applications are marked", v1_id_token()).at(&MARKED_V1),
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
