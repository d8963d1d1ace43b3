//! Refused tokens: ID tokens, and tokens that cannot be distinguished from ID tokens.

use serde_json::{Value, json};

use super::good::agent_for_user;
use super::services::{EITHER_VERSION, IDTYP_REQUESTED, IDTYP_REQUESTED_V1, V1};
use super::token::{CLIENT, NOW, Token, app, user, v1_app, v1_user};
use super::{Hostile, refused};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [id_tokens(), users_by_one_claim()].into_iter().flatten().collect()
}

/// Returns the ID token that Entra issues when a user signs in to this registration. Its audience
/// is the client, which is also this API.
/// <https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference>
fn id_token() -> Token {
    user()
        .without("azp")
        .without("azpacr")
        .without("scp")
        .claim("roles", json!(["Contacts.Read.All"]))
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
        row("an ID token for another registration", id_token().claim("aud", CLIENT)),
        row("an ID token of another tenant", id_token().claim("tid", OTHER_TENANT)),
        row("an ID token that has expired", id_token().claim("nbf", 1).claim("exp", 2)),
        row("an ID token with `appid`", id_token().claim("appid", CLIENT)),
        row("an ID token with an empty `scp`", id_token().claim("scp", "")),
        row("an ID token with a slash as `scp`", id_token().claim("scp", "/")),
        row(
            "an ID token with its client in `client_id` and `cid`",
            id_token().claim("client_id", CLIENT).claim("cid", CLIENT),
        ),
        row("an ID token with its client in `AZP`", id_token().claim("AZP", CLIENT)),
        row(
            "an ID token with `azp` and a nonce",
            id_token().claim("azp", CLIENT).claim("nonce", "a6d4"),
        ),
        row(
            "an ID token with `azp` and `at_hash`",
            id_token().claim("azp", CLIENT).claim("at_hash", "x"),
        ),
        row(
            "an ID token with `azp` and `c_hash`",
            id_token().claim("azp", CLIENT).claim("c_hash", "x"),
        ),
        row(
            "an ID token with `azp` and the nonce null",
            id_token().claim("azp", CLIENT).claim("nonce", Value::Null),
        ),
        row("an ID token with `azp` and the name null", {
            id_token()
                .claim("azp", CLIENT)
                .without("preferred_username")
                .claim("name", Value::Null)
        }),
        row("an ID token, if the API requests `idtyp`", id_token()).at(&IDTYP_REQUESTED),
        row("an ID token with `azp`, if the API requests `idtyp`", {
            id_token().claim("azp", CLIENT)
        })
        .at(&IDTYP_REQUESTED),
        row("a v1.0 ID token with `appid`", v1_id_token().claim("appid", CLIENT)).at(&V1),
        row("a delegated access token without scopes", user().without("scp")),
        row("a delegated access token with a slash as `scp`", user().claim("scp", "/")),
        row("a v1.0 delegated access token without scopes", v1_user().without("scp")).at(&V1),
        row(
            "a v1.0 delegated access token without scopes, for an API of either version",
            v1_user().without("scp"),
        )
        .at(&EITHER_VERSION),
        row("an agent's delegated access token without scopes", agent_for_user().without("scp")),
        row("a v1.0 ID token", v1_id_token()).at(&V1),
        row("a v1.0 ID token with a nonce", v1_id_token().claim("nonce", "a6d4")).at(&V1),
        row("a v1.0 ID token with `azp`", v1_id_token().claim("azp", CLIENT)).at(&V1),
        row("a v1.0 ID token for an API that requests v2.0", v1_id_token())
            .at(&EITHER_VERSION)
            .refused_at(&super::V2),
        row("a v1.0 ID token, if the API requests `idtyp`", v1_id_token()).at(&IDTYP_REQUESTED_V1),
    ]
}

/// App-only tokens without `idtyp` and with one claim that describes a user or a sign-in.
fn users_by_one_claim() -> Vec<Hostile> {
    let mut rows = Vec::new();
    for name in [
        "name",
        "preferred_username",
        "unique_name",
        "email",
        "upn",
        "given_name",
        "family_name",
        "login_hint",
        "auth_time",
        "nonce",
        "at_hash",
        "c_hash",
    ] {
        let row = |variant: &str, token: Token| {
            refused(
                format!("an app-only token with `{name}`, {variant}"),
                token,
                TokenError::IdToken,
            )
        };
        let escaped = format!(r#""\u{:04x}{}":"x""#, name.as_bytes()[0], &name[1..]);
        rows.extend([
            row("a string", app().claim(name, "adele@contoso.example")),
            row("a string, v1.0", v1_app().claim(name, "adele@contoso.example")).at(&V1),
            row("a string, without the requested `idtyp`", {
                app().claim("idtyp", "app").good_so_far().without("idtyp").claim(name, "x")
            })
            .at(&IDTYP_REQUESTED),
            row("empty", app().claim(name, "")),
            row("null", app().claim(name, Value::Null)),
            row("an object", app().claim(name, json!({ "a": 1 }))),
            row("with an escaped letter", app().append_claim(&escaped)),
            row("and an empty `scp`", app().claim(name, "x").claim("scp", "")),
        ]);
    }
    rows
}
