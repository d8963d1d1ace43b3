//! `nbf` and `exp`: now, give or take what clocks differ.

use serde_json::{Value, json};

use super::services::{MOST_SKEW, NO_SKEW, Service, V1, V2};
use super::token::{NOW, Token, app, user, v1_user};
use super::{Hostile, refused, shape};
use crate::validator::TokenError;

/// Unless the service says otherwise.
const SKEW: u64 = 60;

pub(super) fn rows() -> Vec<Hostile> {
    [over(), early(), never(), shapes()].into_iter().flatten().collect()
}

fn between(nbf: impl Into<Value>, exp: impl Into<Value>) -> Token {
    user().claim("nbf", nbf).claim("exp", exp)
}

fn over() -> Vec<Hostile> {
    let row = |name: &str, nbf: Value, exp: Value, service: &'static Service| {
        refused(name, between(nbf, exp), TokenError::Expired).at(service)
    };
    vec![
        row("over by the skew", json!(NOW - 100), json!(NOW - SKEW), &V2),
        row("over by the skew and half a second", json!(NOW - 100), json!(1_799_999_939.5), &V2),
        row(
            "over by the skew and a microsecond",
            json!(NOW - 100),
            json!(1_799_999_939.999_999),
            &V2,
        ),
        row("over since yesterday", json!(NOW - 90_000), json!(NOW - 86_400), &V2),
        row("over since 1970", json!(0), json!(1), &V2),
        row("over since before the year 1970 was a second old", json!(0), json!(1e-9), &V2),
        row("over by nothing, without a skew", json!(NOW - 100), json!(NOW), &NO_SKEW),
        row("over by a second, without a skew", json!(NOW - 100), json!(NOW - 1), &NO_SKEW),
        row("over by the most skew", json!(NOW - 1000), json!(NOW - 300), &MOST_SKEW),
        refused(
            "v1.0, over by the skew",
            v1_user().claim("nbf", NOW - 100).claim("exp", NOW - SKEW),
            TokenError::Expired,
        )
        .at(&V1),
        refused(
            "an application's, over by the skew",
            app().claim("nbf", NOW - 100).claim("exp", NOW - SKEW),
            TokenError::Expired,
        ),
        refused(
            "over, whatever `iat` says",
            between(NOW - 100, NOW - SKEW).claim("iat", NOW),
            TokenError::Expired,
        ),
    ]
}

fn early() -> Vec<Hostile> {
    let row = |name: &str, nbf: Value, exp: Value, service: &'static Service| {
        refused(name, between(nbf, exp), TokenError::NotYetValid).at(service)
    };
    vec![
        row("a second before the skew", json!(NOW + SKEW + 1), json!(NOW + 100), &V2),
        row("half a second before the skew", json!(1_800_000_060.5), json!(NOW + 100), &V2),
        row("a second early, without a skew", json!(NOW + 1), json!(NOW + 100), &NO_SKEW),
        row("a second before the most skew", json!(NOW + 301), json!(NOW + 1000), &MOST_SKEW),
        row("of tomorrow", json!(NOW + 86_400), json!(NOW + 90_000), &V2),
        row("both in milliseconds", json!(NOW * 1000), json!((NOW + 3600) * 1000), &V2),
        row(
            "of the year 2554 in nanoseconds",
            json!(NOW * 1_000_000_000),
            json!(NOW * 1_000_000_000 + 1_000_000),
            &V2,
        ),
    ]
}

/// A token that ends before it begins was issued by a mistake.
fn never() -> Vec<Hostile> {
    [
        ("ends as it begins", between(NOW, NOW)),
        ("ends before it begins", between(NOW + 1, NOW - 1)),
        ("ends before it begins, long ago", between(10, 5)),
        ("is of 1970 alone", between(0, 0)),
        ("begins in milliseconds", between(NOW * 1000, NOW + 3600)),
        ("ends in 1970", between(NOW, 0)),
        ("ends at minus zero", between(0, json!(-0.0))),
        ("begins half a second after it ends", between(json!(1_800_000_000.5), NOW)),
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
                    shape(name, EXPECTED),
                )
            }),
        );
        // What is no number in JSON, or larger than one can be.
        rows.extend(["NaN", "Infinity", "-Infinity", "1e400", "-1e400"].map(|value| {
            let token = user().without(name).and(&format!("\"{name}\":{value}"));
            refused(format!("`{name}` as {value}"), token, shape(name, EXPECTED))
        }));
        let digits = format!("\"{name}\":{}", "9".repeat(10_000));
        rows.push(refused(
            format!("`{name}` of 10,000 digits"),
            user().without(name).and(&digits),
            shape(name, EXPECTED),
        ));
    }
    rows
}
