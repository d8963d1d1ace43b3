//! Tokens that are bound to a key (`cnf`, RFC 7800), and come as bearer tokens.

use serde_json::{Value, json};

use super::services::{MARKED, V1, WITHOUT_PROOF};
use super::token::{NOW, STRANGER, app, published, user, v1_app, v1_user};
use super::{Good, Hostile, app_is_taken, refused, user_is_taken};
use crate::validator::TokenError;

/// What `cnf` can be: what the RFCs and Entra define, and what nobody does.
fn bindings() -> Vec<Value> {
    vec![
        // Proof of possession, as Entra issues it for `req_cnf`.
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

pub(super) fn rows() -> Vec<Hostile> {
    let row = |name: String, token| refused(name, token, TokenError::BoundToKey);
    let mut rows = Vec::new();
    for cnf in bindings() {
        rows.push(row(format!("a user with `cnf` {cnf}"), user().claim("cnf", cnf.clone())));
        rows.push(row(format!("an application with `cnf` {cnf}"), app().claim("cnf", cnf)));
    }
    let cnf = || json!({ "kid": "a" });
    let bound = |name: &str, token| row(name.to_owned(), token);
    rows.extend([
        bound("a bound user, v1.0", v1_user().claim("cnf", cnf())).at(&V1),
        bound("a bound application, v1.0", v1_app().claim("cnf", cnf())).at(&V1),
        bound(
            "a bound application that is marked",
            app().claim("idtyp", "app").but().claim("cnf", cnf()),
        )
        .at(&MARKED),
        bound("`cnf` in escapes", user().and(r#""\u0063nf":{"kid":"a"}"#)),
        bound("bound, and without any permission", app().without("roles").claim("cnf", cnf())),
        bound("bound to 10,000 levels", {
            user().and(&format!("\"cnf\":{}{}", "[".repeat(10_000), "]".repeat(10_000)))
        }),
        refused(
            "bound, and over",
            user().claim("cnf", cnf()).claim("nbf", 1).claim("exp", 2),
            TokenError::Expired,
        ),
        refused(
            "bound, and over, where no proof is asked for",
            user().claim("cnf", cnf()).but().claim("nbf", 1).claim("exp", 2),
            TokenError::Expired,
        )
        .at(&WITHOUT_PROOF),
        refused(
            "bound, and with every permission of another case, where no proof is asked for",
            app().claim("cnf", cnf()).but().claim("roles", json!(["contacts.import"])),
            TokenError::NoPermission,
        )
        .at(&WITHOUT_PROOF),
        refused(
            "bound until 100 years are over",
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
            user_is_taken(format!("a user with `cnf` {cnf}, without proof"), token)
                .at(&WITHOUT_PROOF),
        );
    }
    rows.extend([
        app_is_taken(
            "a bound application, without proof",
            app().claim("cnf", json!({ "kid": "a" })),
        )
        .at(&WITHOUT_PROOF),
        user_is_taken("a user without a binding, where no proof is asked for", user())
            .at(&WITHOUT_PROOF),
        // The key signs further constraints; without them the token is a bearer token.
        user_is_taken(
            "a key for further constraints",
            user().claim("xms_ds_cnf", "eyJrdHkiOiJSU0EifQ"),
        ),
        user_is_taken("a request for a binding", user().claim("req_cnf", "eyJraWQiOiJhIn0")),
        user_is_taken("a `CNF` is no `cnf`", user().claim("CNF", json!({ "kid": "a" }))),
        user_is_taken(
            "a `cnf` within another claim",
            user().claim("x", json!({ "cnf": { "kid": "a" } })),
        ),
    ]);
    rows
}
