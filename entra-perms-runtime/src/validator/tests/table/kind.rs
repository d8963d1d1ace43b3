//! Refused tokens: `idtyp` is missing, unknown, or contradicts the other claims.

use serde_json::{Value, json};

use super::good::{agent, agent_for_user, agent_user};
use super::services::{IDTYP_REQUESTED, IDTYP_REQUESTED_V1, V1};
use super::token::{CLIENT, Token, app, user, v1_app, v1_user};
use super::{Hostile, claim_error, quoted, refused};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [idtyp(), contradictions(), without_requested_idtyp(), agents()]
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
            format!("an app-only token with `idtyp` {idtyp:?}"),
            app().claim("idtyp", idtyp),
            error(),
        ));
        rows.push(refused(
            format!("a delegated token with `idtyp` {idtyp:?}"),
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
                claim_error("idtyp", "one string"),
            )
        }),
    );
    rows.push(
        refused(
            "an app-only token with `idtyp` device, if the API requests `idtyp`",
            app().claim("idtyp", "app").good_so_far().claim("idtyp", "device"),
            TokenError::UnknownKind { found: quoted("device") },
        )
        .at(&IDTYP_REQUESTED),
    );
    let error = || TokenError::UnknownKind { found: quoted("device") };
    rows.push(refused("a device token", device(), error()).at(&V1));
    rows.push(refused("a device token without roles", device().without("roles"), error()).at(&V1));
    // If the version were checked first, the error would blame the service.
    rows.push(
        refused("a v1.0 device token for an API that requests v2.0", device(), error())
            .at(&V1)
            .refused_at(&super::V2),
    );
    rows
}

/// Returns the token that a device gets for itself. It does not name a client.
fn device() -> Token {
    v1_app()
        .claim("idtyp", "app")
        .without("appid")
        .without("appidacr")
        .claim("amr", json!(["rsa"]))
        .claim("deviceid", "d0d0d0d0-0000-4000-8000-000000000001")
        .good_so_far()
        .claim("idtyp", "device")
}

/// An application never has scopes, not even unknown ones.
fn contradictions() -> Vec<Hostile> {
    let mut rows: Vec<_> =
        ["Crm.Read", "Unknown", " Crm.Read", "openid", "Crm.Read /", "Old", "\t"]
            .map(|scp| {
                refused(
                    format!("`idtyp` app with `scp` {scp:?}"),
                    app().claim("idtyp", "app").claim("scp", scp),
                    TokenError::AppWithScopes,
                )
            })
            .into();
    rows.extend([
        refused(
            "a delegated token with `idtyp` app",
            user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "a v1.0 delegated token with `idtyp` app",
            v1_user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        )
        .at(&V1),
        refused(
            "a delegated token with `idtyp` app, if the API requests `idtyp`",
            user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "a delegated token without roles, with `idtyp` app",
            user().without("roles").claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "`idtyp` user without scopes and roles",
            user().claim("idtyp", "user").without("scp").without("roles"),
            TokenError::NoPermission,
        ),
    ]);
    rows
}

/// If the manifest requests `idtyp`, a token without `idtyp` is not app-only.
fn without_requested_idtyp() -> Vec<Hostile> {
    let with_idtyp = || app().claim("idtyp", "app").good_so_far();
    // With these claims, the tokens would be refused as ID tokens.
    let user = || user().without("name").without("preferred_username").good_so_far();
    let v1_user = || v1_user().without("name").without("unique_name").without("upn").good_so_far();
    let user_without = |scp: &str| user().claim("scp", scp);
    vec![
        refused(
            "an app-only token without the requested `idtyp`",
            with_idtyp().without("idtyp"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "a v1.0 app-only token without the requested `idtyp`",
            v1_app().claim("idtyp", "app").good_so_far().without("idtyp"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED_V1),
        refused(
            "an app-only token with `IDTYP` instead of `idtyp`",
            with_idtyp().without("idtyp").claim("IDTYP", "app"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "neither `scp` nor the requested `idtyp`",
            user().without("scp"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "neither `scp` nor the requested `idtyp`, v1.0",
            v1_user().without("scp"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED_V1),
        refused(
            "an empty `scp` without the requested `idtyp`",
            user_without(""),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "spaces as `scp` without the requested `idtyp`",
            user_without("  "),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "a slash as `scp` without the requested `idtyp`",
            user_without("/"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "`scope` instead of `scp` without the requested `idtyp`",
            user().without("scp").claim("scope", "Crm.Read"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "`idtyp` app without roles",
            with_idtyp().without("roles"),
            TokenError::NoPermission,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "neither roles nor the requested `idtyp`",
            with_idtyp().without("idtyp").without("roles"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
    ]
}

/// Entra Agent ID: <https://learn.microsoft.com/entra/agent-id/agent-token-claims>.
fn agents() -> Vec<Hostile> {
    vec![
        refused(
            "an agent with `idtyp` app and a scope",
            agent().claim("scp", "Crm.Read"),
            TokenError::AppWithScopes,
        ),
        refused("an agent without roles", agent().without("roles"), TokenError::NoPermission),
        refused(
            "an agent for another API",
            agent().claim("aud", CLIENT),
            TokenError::Audience {
                found: quoted(CLIENT),
                expected: quoted(CLIENT_ID),
                difference: None,
            },
        ),
        refused(
            "an agent of another tenant",
            agent().claim("tid", OTHER_TENANT),
            TokenError::Tenant { found: quoted(OTHER_TENANT) },
        ),
        refused(
            "an agent with `idtyp` agent",
            agent().claim("idtyp", "agent"),
            TokenError::UnknownKind { found: quoted("agent") },
        ),
        refused(
            "an agent without the requested `idtyp`",
            agent().without("idtyp"),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED),
        refused(
            "an agent that acts for a user, with `idtyp` app",
            agent_for_user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "an agent that acts for a user, without permissions",
            agent_for_user().without("roles").claim("scp", "openid"),
            TokenError::NoPermission,
        ),
        refused(
            "an agent's user account with `idtyp` app",
            agent_user().claim("idtyp", "app"),
            TokenError::AppWithScopes,
        ),
        refused(
            "an agent's user account without permissions",
            agent_user().without("roles").without("scp"),
            TokenError::NoPermission,
        ),
    ]
}
