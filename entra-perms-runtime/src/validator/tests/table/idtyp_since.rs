//! Tokens issued before the registration requested `idtyp`, sent to a service that configures this
//! time with `idtyp_since`.

use serde_json::{Value, json};

use super::services::{IDTYP_REQUESTED_SINCE, IDTYP_REQUESTED_SINCE_V1, IDTYP_SINCE};
use super::token::{NOW, Token, app, user, v1_app, v1_user};
use super::{Good, Hostile, app_accepted, claim_error, quoted, refused, user_accepted};
use crate::validator::TokenError;

fn issued(token: Token, iat: impl Into<Value>) -> Token {
    token.claim("iat", iat)
}

/// Returns an app-only token without `idtyp` that was issued before `idtyp_since`.
fn old_app() -> Token {
    issued(app(), IDTYP_SINCE - 1).good_so_far()
}

pub(super) fn rows() -> Vec<Hostile> {
    let without_idtyp =
        |name: &str, token| refused(name, token, TokenError::NoKind).at(&IDTYP_REQUESTED_SINCE);
    let no_number = |name: &str, iat: Value| {
        refused(name, issued(old_app(), iat), claim_error("iat", "a number of seconds"))
            .at(&IDTYP_REQUESTED_SINCE)
    };
    vec![
        without_idtyp("no `idtyp`, issued at `idtyp_since`", issued(old_app(), IDTYP_SINCE)),
        without_idtyp(
            "no `idtyp`, issued a second after `idtyp_since`",
            issued(old_app(), IDTYP_SINCE + 1),
        ),
        without_idtyp("no `idtyp`, issued now", issued(old_app(), NOW)),
        without_idtyp("no `idtyp`, issued tomorrow", issued(old_app(), NOW + 86_400)),
        without_idtyp(
            "no `idtyp`, issued half a second after `idtyp_since`",
            issued(old_app(), json!(1_799_913_600.5)),
        ),
        without_idtyp("no `idtyp` and no `iat`", old_app().without("iat")),
        without_idtyp("no `idtyp`, issued before 1970", issued(old_app(), -1)),
        without_idtyp("no `idtyp`, issued at 1e300", issued(old_app(), json!(1e300))),
        without_idtyp(
            "no `idtyp`, and `IAT` instead of `iat`",
            old_app().without("iat").claim("IAT", IDTYP_SINCE - 1),
        ),
        without_idtyp(
            "no `idtyp` and no `iat`, with `nbf` before `idtyp_since`",
            old_app().claim("nbf", IDTYP_SINCE - 9).without("iat"),
        ),
        refused(
            "v1.0, no `idtyp`, issued at `idtyp_since`",
            issued(v1_app(), IDTYP_SINCE - 1).good_so_far().claim("iat", IDTYP_SINCE),
            TokenError::NoKind,
        )
        .at(&IDTYP_REQUESTED_SINCE_V1),
        no_number("no `idtyp`, and `iat` is a string", json!("1799913599")),
        no_number("no `idtyp`, and `iat` is null", Value::Null),
        no_number("no `idtyp`, and `iat` is an array", json!([IDTYP_SINCE - 1, NOW])),
        refused(
            "no `idtyp` and no roles, issued before `idtyp_since`",
            old_app().without("roles"),
            TokenError::NoPermission,
        )
        .at(&IDTYP_REQUESTED_SINCE),
        refused(
            "a device token issued before `idtyp_since`",
            old_app().claim("idtyp", "device"),
            TokenError::UnknownKind { found: quoted("device") },
        )
        .at(&IDTYP_REQUESTED_SINCE),
        refused(
            "an app-only token with scopes, issued before `idtyp_since`",
            old_app().claim("idtyp", "app").claim("scp", "x"),
            TokenError::AppWithScopes,
        )
        .at(&IDTYP_REQUESTED_SINCE),
        refused(
            "an ID token issued before `idtyp_since`",
            issued(user(), IDTYP_SINCE - 1).good_so_far().without("scp"),
            TokenError::IdToken,
        )
        .at(&IDTYP_REQUESTED_SINCE),
        refused(
            "an ID token with a nonce, issued before `idtyp_since`",
            old_app().claim("nonce", "a6d4"),
            TokenError::IdToken,
        )
        .at(&IDTYP_REQUESTED_SINCE),
    ]
}

pub(super) fn good() -> Vec<Good> {
    vec![
        app_accepted("no `idtyp`, issued a second before `idtyp_since`", old_app())
            .at(&IDTYP_REQUESTED_SINCE),
        app_accepted(
            "no `idtyp`, issued half a second before `idtyp_since`",
            issued(app(), json!(1_799_913_599.5)),
        )
        .at(&IDTYP_REQUESTED_SINCE),
        app_accepted("no `idtyp`, issued in 1970", issued(app(), 0)).at(&IDTYP_REQUESTED_SINCE),
        app_accepted(
            "no `idtyp`, a slash as `scp`, issued before `idtyp_since`",
            old_app().claim("scp", "/"),
        )
        .at(&IDTYP_REQUESTED_SINCE),
        app_accepted(
            "v1.0, no `idtyp`, issued before `idtyp_since`",
            issued(v1_app(), IDTYP_SINCE - 1),
        )
        .at(&IDTYP_REQUESTED_SINCE_V1),
        app_accepted("`idtyp` app, issued before `idtyp_since`", old_app().claim("idtyp", "app"))
            .at(&IDTYP_REQUESTED_SINCE),
        app_accepted("`idtyp` app, issued after `idtyp_since`", app().claim("idtyp", "app"))
            .at(&IDTYP_REQUESTED_SINCE),
        app_accepted("`idtyp` app without `iat`", app().claim("idtyp", "app").without("iat"))
            .at(&IDTYP_REQUESTED_SINCE),
        user_accepted(
            "a delegated token issued before `idtyp_since`",
            issued(user(), IDTYP_SINCE - 1),
        )
        .at(&IDTYP_REQUESTED_SINCE),
        user_accepted(
            "a v1.0 delegated token issued before `idtyp_since`",
            issued(v1_user(), IDTYP_SINCE - 1),
        )
        .at(&IDTYP_REQUESTED_SINCE_V1),
        user_accepted("a delegated token issued after `idtyp_since`", user())
            .at(&IDTYP_REQUESTED_SINCE),
        user_accepted(
            "a delegated token without `iat`, if the API configures `idtyp_since`",
            user().without("iat"),
        )
        .at(&IDTYP_REQUESTED_SINCE),
    ]
}
