//! Tokens that are bound to a key (`cnf`, RFC 7800), but are sent as bearer tokens.

use serde_json::{Value, json};

use super::services::{BOUND_ACCEPTED, IDTYP_REQUESTED, V1};
use super::token::{NOW, STRANGER, Token, app, published, user, v1_app, v1_user};
use super::{Good, Hostile, app_accepted, refused, user_accepted};
use crate::validator::TokenError;

/// Values of `cnf` that the RFCs and Entra define, and values that they do not define.
fn bindings() -> Vec<Value> {
    vec![
        // Entra issues this form for `req_cnf` (proof of possession).
        json!({ "kid": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" }),
        // RFC 7800, section 3.2.
        json!({ "jwk": published(&STRANGER) }),
        json!({ "jwe": "eyJhbGciOiJSU0EtT0FFUCJ9.e30.AAAA.AAAA.AAAA" }),
        json!({ "jku": "https://keys.example/keys.json", "kid": "a" }),
        // Mutual TLS: RFC 8705, section 3.1.
        json!({ "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" }),
        // DPoP: RFC 9449, section 6.1.
        json!({ "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }),
        json!({ "of": "tomorrow" }),
        json!({}),
        Value::Null,
        json!(false),
        json!(7),
        json!(""),
        json!("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"),
        json!([]),
        json!([{ "kid": "a" }]),
    ]
}

fn bound(name: impl Into<String>, token: Token) -> Hostile {
    refused(name, token, TokenError::BoundToKey)
}

pub(super) fn rows() -> Vec<Hostile> {
    let mut rows = Vec::new();
    for cnf in bindings() {
        rows.push(bound(
            format!("a delegated token with `cnf` {cnf}"),
            user().claim("cnf", cnf.clone()),
        ));
        rows.push(bound(format!("an app-only token with `cnf` {cnf}"), app().claim("cnf", cnf)));
    }
    let cnf = || json!({ "kid": "a" });
    rows.extend([
        bound("a v1.0 delegated token with `cnf`", v1_user().claim("cnf", cnf())).at(&V1),
        bound("a v1.0 app-only token with `cnf`", v1_app().claim("cnf", cnf())).at(&V1),
        bound(
            "an app-only token with `cnf` and `idtyp`",
            app().claim("idtyp", "app").good_so_far().claim("cnf", cnf()),
        )
        .at(&IDTYP_REQUESTED),
        bound("`cnf` with an escaped letter", user().append_claim(r#""\u0063nf":{"kid":"a"}"#)),
        bound("`cnf` and no permission", app().without("roles").claim("cnf", cnf())),
        bound("`cnf` with 10,000 nested arrays", {
            user().append_claim(&format!("\"cnf\":{}{}", "[".repeat(10_000), "]".repeat(10_000)))
        }),
        refused(
            "`cnf`, and the token has expired",
            user().claim("cnf", cnf()).claim("nbf", 1).claim("exp", 2),
            TokenError::Expired,
        ),
        refused(
            "`cnf` and an expired token, if the API accepts bound tokens",
            user().claim("cnf", cnf()).good_so_far().claim("nbf", 1).claim("exp", 2),
            TokenError::Expired,
        )
        .at(&BOUND_ACCEPTED),
        refused(
            "`cnf` and a role in lower case, if the API accepts bound tokens",
            app()
                .claim("cnf", cnf())
                .good_so_far()
                .claim("roles", json!(["contacts.import"])),
            TokenError::NoPermission,
        )
        .at(&BOUND_ACCEPTED),
        refused(
            "`cnf` and an `exp` in the far future",
            app().claim("cnf", cnf()).claim("exp", NOW * 2),
            TokenError::BoundToKey,
        ),
    ]);
    rows
}

pub(super) fn good() -> Vec<Good> {
    let mut rows = Vec::new();
    for cnf in bindings() {
        let token = user().claim("cnf", cnf.clone());
        rows.push(
            user_accepted(
                format!("a delegated token with `cnf` {cnf}, if the API accepts bound tokens"),
                token,
            )
            .at(&BOUND_ACCEPTED),
        );
    }
    rows.extend([
        app_accepted(
            "an app-only token with `cnf`, if the API accepts bound tokens",
            app().claim("cnf", json!({ "kid": "a" })),
        )
        .at(&BOUND_ACCEPTED),
        user_accepted("a delegated token without `cnf`, if the API accepts bound tokens", user())
            .at(&BOUND_ACCEPTED),
        // This key signs additional constraints. Without them, the token is a bearer token.
        user_accepted(
            "a delegated token with `xms_ds_cnf`",
            user().claim("xms_ds_cnf", "eyJrdHkiOiJSU0EifQ"),
        ),
        user_accepted(
            "a delegated token with `req_cnf`",
            user().claim("req_cnf", "eyJraWQiOiJhIn0"),
        ),
        user_accepted("a delegated token with `CNF`", user().claim("CNF", json!({ "kid": "a" }))),
        user_accepted(
            "a delegated token with `cnf` within another claim",
            user().claim("x", json!({ "cnf": { "kid": "a" } })),
        ),
    ]);
    rows
}
