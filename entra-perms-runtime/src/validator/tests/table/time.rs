//! Refused tokens: expired or not yet valid, by more than the clock skew.

use serde_json::{Value, json};

use super::services::{MAX_SKEW, NO_SKEW, Service, V1, V2};
use super::token::{NOW, Token, app, user, v1_user};
use super::{Hostile, claim_error, refused};
use crate::validator::TokenError;

/// The default clock skew.
const SKEW: u64 = 60;

pub(super) fn rows() -> Vec<Hostile> {
    [expired(), not_yet_valid(), empty_lifetimes(), shapes()]
        .into_iter()
        .flatten()
        .collect()
}

fn between(nbf: impl Into<Value>, exp: impl Into<Value>) -> Token {
    user().claim("nbf", nbf).claim("exp", exp)
}

fn expired() -> Vec<Hostile> {
    let row = |name: &str, nbf: Value, exp: Value, service: &'static Service| {
        refused(name, between(nbf, exp), TokenError::Expired).at(service)
    };
    vec![
        row("expired the clock skew ago", json!(NOW - 100), json!(NOW - SKEW), &V2),
        row(
            "expired the clock skew and half a second ago",
            json!(NOW - 100),
            json!(1_799_999_939.5),
            &V2,
        ),
        row(
            "expired the clock skew and a microsecond ago",
            json!(NOW - 100),
            json!(1_799_999_939.999_999),
            &V2,
        ),
        row("expired yesterday", json!(NOW - 90_000), json!(NOW - 86_400), &V2),
        row("expired in 1970", json!(0), json!(1), &V2),
        row("expired in the first second of 1970", json!(0), json!(1e-9), &V2),
        row("expires now, without a clock skew", json!(NOW - 100), json!(NOW), &NO_SKEW),
        row(
            "expired a second ago, without a clock skew",
            json!(NOW - 100),
            json!(NOW - 1),
            &NO_SKEW,
        ),
        row("expired the maximum clock skew ago", json!(NOW - 1000), json!(NOW - 300), &MAX_SKEW),
        refused(
            "a v1.0 token that expired the clock skew ago",
            v1_user().claim("nbf", NOW - 100).claim("exp", NOW - SKEW),
            TokenError::Expired,
        )
        .at(&V1),
        refused(
            "an app-only token that expired the clock skew ago",
            app().claim("nbf", NOW - 100).claim("exp", NOW - SKEW),
            TokenError::Expired,
        ),
        refused(
            "expired the clock skew ago, but issued now",
            between(NOW - 100, NOW - SKEW).claim("iat", NOW),
            TokenError::Expired,
        ),
    ]
}

fn not_yet_valid() -> Vec<Hostile> {
    let row = |name: &str, nbf: Value, exp: Value, service: &'static Service| {
        refused(name, between(nbf, exp), TokenError::NotYetValid).at(service)
    };
    vec![
        row("`nbf` a second beyond the clock skew", json!(NOW + SKEW + 1), json!(NOW + 100), &V2),
        row(
            "`nbf` half a second beyond the clock skew",
            json!(1_800_000_060.5),
            json!(NOW + 100),
            &V2,
        ),
        row(
            "`nbf` a second ahead, without a clock skew",
            json!(NOW + 1),
            json!(NOW + 100),
            &NO_SKEW,
        ),
        row(
            "`nbf` a second beyond the maximum clock skew",
            json!(NOW + 301),
            json!(NOW + 1000),
            &MAX_SKEW,
        ),
        row("`nbf` is tomorrow", json!(NOW + 86_400), json!(NOW + 90_000), &V2),
        row("`nbf` and `exp` in milliseconds", json!(NOW * 1000), json!((NOW + 3600) * 1000), &V2),
        row(
            "`nbf` and `exp` in nanoseconds",
            json!(NOW * 1_000_000_000),
            json!(NOW * 1_000_000_000 + 1_000_000),
            &V2,
        ),
    ]
}

/// The lifetime of these tokens is empty. The issuer has made a mistake.
fn empty_lifetimes() -> Vec<Hostile> {
    [
        ("`exp` equals `nbf`", between(NOW, NOW)),
        ("`exp` is before `nbf`", between(NOW + 1, NOW - 1)),
        ("`exp` is before `nbf`, in 1970", between(10, 5)),
        ("`nbf` and `exp` are zero", between(0, 0)),
        ("`nbf` is in milliseconds, `exp` in seconds", between(NOW * 1000, NOW + 3600)),
        ("`exp` is zero", between(NOW, 0)),
        ("`exp` is minus zero, `nbf` zero", between(0, json!(-0.0))),
        ("`nbf` is half a second after `exp`", between(json!(1_800_000_000.5), NOW)),
    ]
    .map(|(name, token)| refused(name, token, TokenError::Lifetime))
    .into()
}

fn shapes() -> Vec<Hostile> {
    const EXPECTED: &str = "a number of seconds";
    let mut rows = Vec::new();
    for name in ["exp", "nbf"] {
        rows.extend(
            [
                json!(NOW.to_string()),
                json!("2027-01-15T08:00:00Z"),
                json!(""),
                json!("never"),
                json!(true),
                json!(false),
                json!([NOW]),
                json!({ "seconds": NOW }),
                json!(-1),
                json!(-0.5),
                json!(i64::MIN),
                json!(1e300),
                json!(u64::MAX),
                json!(-1e300),
            ]
            .map(|value| {
                refused(
                    format!("`{name}` {value}"),
                    user().claim(name, value),
                    claim_error(name, EXPECTED),
                )
            }),
        );
        // These are not JSON numbers, or they are out of range.
        rows.extend(["NaN", "Infinity", "-Infinity", "1e400", "-1e400"].map(|value| {
            let token = user().without(name).append_claim(&format!("\"{name}\":{value}"));
            refused(
                format!("`{name}` with the unquoted text {value}"),
                token,
                claim_error(name, EXPECTED),
            )
        }));
        let digits = format!("\"{name}\":{}", "9".repeat(10_000));
        rows.push(refused(
            format!("`{name}` with 10,000 digits"),
            user().without(name).append_claim(&digits),
            claim_error(name, EXPECTED),
        ));
    }
    rows
}
