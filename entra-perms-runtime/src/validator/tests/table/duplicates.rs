//! A claim that stands there twice: readers disagree on which one counts (RFC 7519, section 4), so none does.

use serde_json::{Value, json};

use super::services::WITHOUT_PROOF;
use super::token::{CLIENT, Token, user};
use super::{Hostile, refused};
use crate::test_support::model::OTHER_TENANT;
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    NAMES.into_iter().flat_map(of).chain(further()).collect()
}

/// All claims that are read.
const NAMES: [&str; 19] = [
    "iss", "aud", "exp", "nbf", "iat", "tid", "ver", "oid", "azp", "appid", "idtyp", "roles",
    "scp", "acrs", "xms_cc", "cnf", "nonce", "at_hash", "c_hash",
];

/// With every claim that may be in a token.
fn full() -> Token {
    user()
        .claim("appid", CLIENT)
        .claim("idtyp", "user")
        .claim("acrs", json!(["c1"]))
        .claim("xms_cc", json!(["cp1"]))
        .claim("cnf", json!({ "kid": "a" }))
        .claim("nonce", "a6d4")
        .claim("at_hash", "a")
        .claim("c_hash", "a")
        .but()
}

fn of(name: &'static str) -> [Hostile; 6] {
    let twice = |spelled: &str, value: Option<&Value>| {
        let value = value.cloned();
        let spelled = spelled.to_owned();
        full().payload_text(move |text| {
            let payload: Value = serde_json::from_str(&text).unwrap();
            let value = value.unwrap_or_else(|| payload[name].clone());
            format!("{},\"{spelled}\":{value}}}", text.strip_suffix('}').unwrap())
        })
    };
    let escaped = format!("\\u{:04x}{}", name.as_bytes()[0], &name[1..]);
    let mixed = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let first = full().payload_text(|text| {
        text.replacen('{', &format!("{{\"{}\":null,", name.to_uppercase()), 1)
    });
    [
        ("the same", twice(name, None)),
        ("the second null", twice(name, Some(&Value::Null))),
        ("once in capitals", twice(&name.to_uppercase(), None)),
        ("once with a capital", twice(&mixed, Some(&json!("x")))),
        ("once escaped", twice(&escaped, None)),
        ("the first in capitals", first),
    ]
    .map(|(how, token)| {
        let twice = TokenError::DuplicateClaim { name };
        // Else the `cnf` of the good token would be refused.
        refused(format!("`{name}` twice, {how}"), token, twice).at(&WITHOUT_PROOF)
    })
}

fn further() -> Vec<Hostile> {
    let twice = |name| TokenError::DuplicateClaim { name };
    vec![
        refused("`TID` of another tenant", user().claim("TID", OTHER_TENANT), twice("tid")),
        refused(
            "`tid` of another tenant behind",
            user().and(&format!(r#""tid":"{OTHER_TENANT}""#)),
            twice("tid"),
        ),
        refused(
            "`Roles` with more of them",
            user().claim("Roles", json!(["Contacts.Read.All"])),
            twice("roles"),
        ),
        refused(
            "`tID` and `TID`, and no `tid`",
            user().payload_text(|text| text.replacen("\"tid\"", "\"tID\":7,\"TID\"", 1)),
            twice("tid"),
        ),
        refused(
            "`Cnf` beside `cnf`",
            user().claim("cnf", json!({})).claim("Cnf", json!({})),
            twice("cnf"),
        ),
        refused("the second of another shape", user().and(r#""scp":["Crm.Read"]"#), twice("scp")),
        refused(
            "1,000 times `roles`",
            user().payload_text(|text| {
                format!(
                    "{}{}}}",
                    text.strip_suffix('}').unwrap(),
                    r#","roles":["Contacts.Import"]"#.repeat(1_000)
                )
            }),
            twice("roles"),
        ),
    ]
}
