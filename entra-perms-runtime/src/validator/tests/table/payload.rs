//! Refused tokens: the signed payload is not a JSON object (RFC 8259), lacks a required claim, or
//! has a claim of the wrong type.

use serde_json::Value;

use super::form::BASE64URL;
use super::header::not_utf8;
use super::services::{V1, V2};
use super::tenant::TID;
use super::token::{encode, user, v1_app, v1_user};
use super::{Hostile, claim_error, refused};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [json(), required(), shapes()].into_iter().flatten().collect()
}

fn json() -> Vec<Hostile> {
    let mut rows: Vec<_> = [
        "null",
        "true",
        "7",
        "[]",
        r#"["a"]"#,
        r#""{}""#,
        "{",
        "}",
        "{}{}",
        "{'iss':'a'}",
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        r#"{"a":01}"#,
        r#"{"a":0x1}"#,
        r#"{"a":+1}"#,
        r#"{"a":.5}"#,
        r#"{"a":NaN}"#,
        r#"{"a":Infinity}"#,
        r#"{"a":-Infinity}"#,
        r#"{"a":undefined}"#,
        "{a:1}",
        "{1:1}",
        r#"{"a":"\x41"}"#,
        r#"{"a":"\u00"}"#,
        "{\"a\":\"\n\"}",
        "{\"a\":\"\0\"}",
        "iss=a&aud=b",
        "<saml/>",
        "\u{feff}{}",
        " ",
        "not JSON",
    ]
    .map(|text| {
        refused(
            format!("a payload that is {text:?}"),
            user().payload_text(|_| text),
            TokenError::Payload,
        )
    })
    .into();
    rows.extend(
        [
            ("a BOM before the JSON", user().payload_text(|text| format!("\u{feff}{text}"))),
            ("a letter after the JSON", user().payload_text(|text| format!("{text}x"))),
            ("NUL after the JSON", user().payload_text(|text| format!("{text}\0"))),
            ("the JSON twice", user().payload_text(|text| format!("{text}{text}"))),
            ("the JSON in an array", user().payload_text(|text| format!("[{text}]"))),
            ("the JSON as a string", user().payload_text(|text| Value::from(text).to_string())),
            ("a comment in the JSON", user().payload_text(|text| text.replacen('{', "{/* */", 1))),
            (
                "JSON without its last brace",
                user().payload_text(|text| text[..text.len() - 1].to_owned()),
            ),
            (
                "JSON in UTF-16",
                user().payload_text(|text| {
                    text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()
                }),
            ),
            (
                "invalid UTF-8 after the JSON",
                user().payload_text(|text| [text.as_bytes(), &[0xFF]].concat()),
            ),
            (
                "invalid UTF-8 in a claim that is not read",
                user().payload_text(|text| not_utf8(&text, "Adele")),
            ),
            (
                "invalid UTF-8 in the name of a claim",
                user().payload_text(|text| not_utf8(&text, "preferred_username")),
            ),
            (
                "a surrogate that is encoded as UTF-8 (CESU-8)",
                user().claim("x", "@").payload_text(|text| {
                    let at = text.find('@').unwrap();
                    [&text.as_bytes()[..at], b"\xED\xA0\x80", &text.as_bytes()[at..]].concat()
                }),
            ),
            (
                "100,000 unclosed arrays",
                user().payload_text(|_| format!("{{\"a\":{}", "[".repeat(100_000))),
            ),
            ("20,000 unclosed objects", user().payload_text(|_| r#"{"a":"#.repeat(20_000))),
            ("a whole token as the payload", user().payload_text(|_| user().build().1)),
        ]
        .map(|(name, token)| refused(name, token, TokenError::Payload)),
    );
    rows.push(refused(
        "a payload that was base64url-encoded twice",
        user().encoded_payload(|payload| encode(payload)),
        TokenError::Payload,
    ));
    rows.push(refused(
        "a payload of one base64url letter",
        user().encoded_payload(|_| "e".to_owned()),
        BASE64URL,
    ));
    rows
}

const SECONDS: &str = "a number of seconds";
const STRING: &str = "one string";
const STRINGS: &str = "an array of strings";
const GUID: &str = "a GUID";

fn required() -> Vec<Hostile> {
    let mut rows = Vec::new();
    for (version, service) in [("v1.0", &V1), ("v2.0", &V2)] {
        let token = if version == "v1.0" { v1_user } else { user };
        for (name, expected) in [
            ("iss", STRING),
            ("aud", STRING),
            ("exp", SECONDS),
            ("nbf", SECONDS),
            ("tid", TID),
            ("ver", STRING),
        ] {
            let expected = claim_error(name, expected);
            rows.extend([
                refused(
                    format!("{version} without `{name}`"),
                    token().without(name),
                    expected.clone(),
                )
                .at(service),
                refused(
                    format!("{version} with `{name}` null"),
                    token().claim(name, Value::Null),
                    expected.clone(),
                )
                .at(service),
                refused(
                    format!("{version} with `{name}` in upper case only"),
                    token().payload_text(|text| {
                        text.replace(
                            &format!("\"{name}\""),
                            &format!("\"{}\"", name.to_uppercase()),
                        )
                    }),
                    expected,
                )
                .at(service),
            ]);
        }
    }
    rows
}

/// Claims of the wrong type that have no group of their own.
fn shapes() -> Vec<Hostile> {
    use serde_json::json;
    let mut rows: Vec<_> = [
        ("ver", json!(2), STRING),
        ("ver", json!(2.0), STRING),
        ("ver", json!(["2.0"]), STRING),
        ("ver", json!({ "2.0": true }), STRING),
        ("oid", json!("me"), GUID),
        ("oid", json!(""), GUID),
        ("oid", json!(1), GUID),
        ("oid", Value::Null, GUID),
        ("oid", json!(["00000001-de70-4000-8000-000000000001"]), GUID),
        ("oid", json!("00000001-de70-4000-8000-000000000001\0"), GUID),
        ("oid", json!("00000001-de70-4000-8000-00000000000g"), GUID),
        ("azp", json!("app"), GUID),
        ("azp", json!(""), GUID),
        ("azp", Value::Null, GUID),
        ("azp", json!(["00000001-de70-4000-8000-000000000003"]), GUID),
        ("azp", json!("https://contoso.example"), GUID),
        ("azpacr", json!(1), STRING),
        ("azpacr", json!(true), STRING),
        ("azpacr", json!(["1"]), STRING),
        ("azpacr", json!({ "1": true }), STRING),
        ("azpacr", Value::Null, STRING),
        // Not used in tokens of this version, but their types are checked.
        ("appidacr", json!(1), STRING),
        ("appid", json!(["00000001-de70-4000-8000-000000000003"]), GUID),
    ]
    .map(|(name, value, expected)| {
        refused(format!("`{name}` {value}"), user().claim(name, value), claim_error(name, expected))
    })
    .into();
    let cut = |name: &'static str| {
        user().payload_text(move |text| {
            let (before, _) = text.split_once(&format!("\"{name}\":")).unwrap();
            format!("{before}\"{name}\":")
        })
    };
    rows.extend([
        // If the JSON ends within a claim that is read, the error names the claim.
        refused(
            "JSON that is cut off at the value of `scp`",
            cut("scp"),
            claim_error("scp", STRING),
        ),
        refused(
            "JSON that is cut off at the value of `roles`",
            cut("roles"),
            claim_error("roles", STRINGS),
        ),
        refused(
            "v1.0, `appid` is not a GUID",
            v1_user().claim("appid", "app"),
            claim_error("appid", GUID),
        )
        .at(&V1),
        refused(
            "v1.0, `appidacr` is a number",
            v1_app().claim("appidacr", 1),
            claim_error("appidacr", STRING),
        )
        .at(&V1),
        refused(
            "v1.0, `azpacr` is a number",
            v1_app().claim("azpacr", 1),
            claim_error("azpacr", STRING),
        )
        .at(&V1),
        refused(
            "`roles` with 10,000 nested arrays",
            user().without("roles").append_claim(&nested("roles")),
            claim_error("roles", STRINGS),
        ),
    ]);
    rows
}

fn nested(name: &str) -> String {
    format!("\"{name}\":{}{}", "[".repeat(10_000), "]".repeat(10_000))
}
