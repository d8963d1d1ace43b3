//! ID tokens, which nobody acts with, and tokens that cannot be told from one.

use serde_json::{Value, json};

use super::good::agent_for_user;
use super::services::{EITHER, MARKED, MARKED_V1, V1};
use super::token::{CLIENT, NOW, Token, app, user, v1_app, v1_user};
use super::{Hostile, refused};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [id_tokens(), users_by_one_claim()].into_iter().flatten().collect()
}

/// What a client gets when a user signs in to this very registration: its audience is the client,
/// which is also this API.
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
        row(
            "an ID token that names its client",
            id_token().claim("azp", CLIENT).claim("nonce", "a6d4"),
        ),
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
        row("an ID token that names its client and no user, with a null name", {
            id_token()
                .claim("azp", CLIENT)
                .without("preferred_username")
                .claim("name", Value::Null)
        }),
        row("an ID token where applications are marked", id_token()).at(&MARKED),
        row("an ID token that names its client where applications are marked", {
            id_token().claim("azp", CLIENT)
        })
        .at(&MARKED),
        row("an ID token that names its client, v1.0", v1_id_token().claim("appid", CLIENT))
            .at(&V1),
        row("a user's access token without scopes", user().without("scp")),
        row("a user's access token with a slash for scopes", user().claim("scp", "/")),
        row("a user's access token without scopes, v1.0", v1_user().without("scp")).at(&V1),
        row("a user's access token without scopes, of either version", v1_user().without("scp"))
            .at(&EITHER),
        row("an agent's access token for a user without scopes", agent_for_user().without("scp")),
        row("an ID token, v1.0", v1_id_token()).at(&V1),
        row("an ID token with a nonce, v1.0", v1_id_token().claim("nonce", "a6d4")).at(&V1),
        row("an ID token that has a v2.0 client, v1.0", v1_id_token().claim("azp", CLIENT)).at(&V1),
        row("an ID token of the other version", v1_id_token())
            .at(&EITHER)
            .refused_at(&super::V2),
        row("an ID token, v1.0, where applications are marked", v1_id_token()).at(&MARKED_V1),
    ]
}

/// A token without scopes and `idtyp`, which has the form of an application's but for one claim.
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
        let row = |how: &str, token: Token| {
            refused(format!("`{name}`, {how}"), token, TokenError::IdToken)
        };
        let escaped = format!(r#""\u{:04x}{}":"x""#, name.as_bytes()[0], &name[1..]);
        rows.extend([
            row("among what an application has", app().claim(name, "adele@contoso.example")),
            row(
                "among what an application has, v1.0",
                v1_app().claim(name, "adele@contoso.example"),
            )
            .at(&V1),
            row("among what an application has, unmarked", {
                app().claim("idtyp", "app").but().without("idtyp").claim(name, "x")
            })
            .at(&MARKED),
            row("empty", app().claim(name, "")),
            row("null", app().claim(name, Value::Null)),
            row("an object", app().claim(name, json!({ "a": 1 }))),
            row("in escapes", app().and(&escaped)),
            row("with empty scopes", app().claim(name, "x").claim("scp", "")),
        ]);
    }
    rows
}
