//! Tokens from before the registration requested `idtyp`, at a service that states since when it
//! does.

use serde_json::{Value, json};

use super::services::{MARKED_SINCE, MARKED_SINCE_V1, SINCE};
use super::token::{NOW, Token, app, user, v1_app, v1_user};
use super::{Good, Hostile, app_is_taken, quoted, refused, shape, user_is_taken};
use crate::validator::TokenError;

fn issued(token: Token, iat: impl Into<Value>) -> Token {
    token.claim("iat", iat)
}

/// An application's token that was issued before, and has no `idtyp`.
fn old_app() -> Token {
    issued(app(), SINCE - 1).but()
}

pub(super) fn rows() -> Vec<Hostile> {
    let unmarked = |name: &str, token| refused(name, token, TokenError::NoKind).at(&MARKED_SINCE);
    let no_number = |name: &str, iat: Value| {
        refused(name, issued(old_app(), iat), shape("iat", "a number of seconds")).at(&MARKED_SINCE)
    };
    vec![
        unmarked("unmarked, of the very second", issued(old_app(), SINCE)),
        unmarked("unmarked, of a second later", issued(old_app(), SINCE + 1)),
        unmarked("unmarked, of now", issued(old_app(), NOW)),
        unmarked("unmarked, of tomorrow", issued(old_app(), NOW + 86_400)),
        unmarked("unmarked, of half a second later", issued(old_app(), json!(1_799_913_600.5))),
        unmarked("unmarked, of no time", old_app().without("iat")),
        unmarked("unmarked, of a time before 1970", issued(old_app(), -1)),
        unmarked("unmarked, of a time that no clock has", issued(old_app(), json!(1e300))),
        unmarked(
            "unmarked, and its time is called otherwise",
            old_app().without("iat").claim("IAT", SINCE - 1),
        ),
        unmarked(
            "unmarked, and only valid since before",
            old_app().claim("nbf", SINCE - 9).without("iat"),
        ),
        refused(
            "unmarked, v1.0, of the very second",
            issued(v1_app(), SINCE - 1).but().claim("iat", SINCE),
            TokenError::NoKind,
        )
        .at(&MARKED_SINCE_V1),
        no_number("unmarked, of a time in text", json!("1799913599")),
        no_number("unmarked, of a time that is null", Value::Null),
        no_number("unmarked, of two times", json!([SINCE - 1, NOW])),
        refused(
            "unmarked, of before, without a role",
            old_app().without("roles"),
            TokenError::NoPermission,
        )
        .at(&MARKED_SINCE),
        refused("a device of before", old_app().claim("idtyp", "device"), {
            TokenError::UnknownKind { found: quoted("device") }
        })
        .at(&MARKED_SINCE),
        refused(
            "an application of before with scopes",
            old_app().claim("idtyp", "app").claim("scp", "x"),
            TokenError::AppWithScopes,
        )
        .at(&MARKED_SINCE),
        refused(
            "an ID token of before",
            issued(user(), SINCE - 1).but().without("scp"),
            TokenError::IdToken,
        )
        .at(&MARKED_SINCE),
        refused(
            "an ID token of before with a nonce",
            old_app().claim("nonce", "a6d4"),
            TokenError::IdToken,
        )
        .at(&MARKED_SINCE),
    ]
}

pub(super) fn good() -> Vec<Good> {
    vec![
        app_is_taken("unmarked, of a second before", old_app()).at(&MARKED_SINCE),
        app_is_taken("unmarked, of half a second before", issued(app(), json!(1_799_913_599.5)))
            .at(&MARKED_SINCE),
        app_is_taken("unmarked, of long before", issued(app(), 0)).at(&MARKED_SINCE),
        app_is_taken("unmarked, of before, with a slash for scopes", old_app().claim("scp", "/"))
            .at(&MARKED_SINCE),
        app_is_taken("unmarked, of before, v1.0", issued(v1_app(), SINCE - 1)).at(&MARKED_SINCE_V1),
        app_is_taken("marked, of before", old_app().claim("idtyp", "app")).at(&MARKED_SINCE),
        app_is_taken("marked, of now", app().claim("idtyp", "app")).at(&MARKED_SINCE),
        app_is_taken("marked, of no time", app().claim("idtyp", "app").without("iat"))
            .at(&MARKED_SINCE),
        user_is_taken("a user of before", issued(user(), SINCE - 1)).at(&MARKED_SINCE),
        user_is_taken("a user of before, v1.0", issued(v1_user(), SINCE - 1)).at(&MARKED_SINCE_V1),
        user_is_taken("a user of now, where applications were not always marked", user())
            .at(&MARKED_SINCE),
        user_is_taken(
            "a user of no time, where applications were not always marked",
            user().without("iat"),
        )
        .at(&MARKED_SINCE),
    ]
}
