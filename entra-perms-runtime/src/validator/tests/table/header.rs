//! The rest of the header: extensions, the `nonce` of Microsoft Graph, and JSON that is none.

use serde_json::{Value, json};

use super::form::{BASE64URL, HEADER};
use super::token::{encode, user};
use super::{Hostile, refused};
use crate::validator::TokenError;

pub(super) fn rows() -> Vec<Hostile> {
    [critical(), nonce(), json_text()].into_iter().flatten().collect()
}

fn critical() -> Vec<Hostile> {
    let mut rows: Vec<_> = [
        json!(["b64"]),
        json!(["exp"]),
        json!(["alg"]),
        json!(["http://evil.example/x"]),
        json!([]),
        json!("b64"),
        json!({}),
        json!(0),
        json!(false),
        Value::Null,
    ]
    .map(|crit| {
        refused(format!("`crit` {crit}"), user().header("crit", crit), TokenError::CriticalHeader)
    })
    .into();
    rows.extend([
        refused(
            "`crit` with an escape",
            user().and_in_header(r#""\u0063rit":["b64"]"#),
            TokenError::CriticalHeader,
        ),
        refused("`crit` twice", user().and_in_header(r#""crit":[],"crit":[]"#), HEADER),
        refused(
            "an unencoded payload (RFC 7797)",
            user().header("b64", false).header("crit", json!(["b64"])).encoded_payload(raw),
            TokenError::CriticalHeader,
        ),
        refused(
            "an unencoded payload that is not said to be critical",
            user().header("b64", false).encoded_payload(raw),
            BASE64URL,
        ),
        refused(
            "a compressed payload",
            user()
                .header("zip", "DEF")
                .payload_text(|_| b"\x03\x00\xab\x56\x4a\x54\xb2\x52\x50\x02\x00".to_vec()),
            TokenError::Payload,
        ),
        refused(
            "`crit` and `nonce`",
            user().header("crit", json!(["nonce"])).header("nonce", "a"),
            TokenError::CriticalHeader,
        ),
    ]);
    rows
}

/// JSON without a dot, because there would be four parts.
fn raw(_: &str) -> String {
    r#"{"roles":["Retired"],"scp":"Old"}"#.to_owned()
}

/// Graph hashes it before it verifies; nobody else's verification can succeed.
fn nonce() -> Vec<Hostile> {
    [json!("AQABAAAAAAD"), json!(""), json!(7), json!(["a"]), Value::Null]
        .map(|nonce| {
            refused(
                format!("`nonce` {nonce}"),
                user().header("nonce", nonce),
                TokenError::MicrosoftGraph,
            )
        })
        .into_iter()
        .chain([
            refused("`nonce` twice", user().and_in_header(r#""nonce":"a","nonce":"b""#), HEADER),
            refused(
                "`nonce` before an unknown key",
                user().header("nonce", "a").header("kid", "of Graph"),
                TokenError::MicrosoftGraph,
            ),
        ])
        .collect()
}

fn json_text() -> Vec<Hostile> {
    let text = |text: &'static str| user().header_text(move |_| text);
    let mut rows: Vec<_> = [
        "not JSON",
        "{",
        "{}",
        "[]",
        "null",
        "7",
        r#"["RS256","a"]"#,
        r#""RS256""#,
        "{\"alg\":\"RS256\",}",
        "{'alg':'RS256'}",
        r#"{"kid":"a"}"#,
        r#"{"alg":"RS256" "kid":"a"}"#,
        "alg=RS256",
        "\u{2028}{}",
    ]
    .map(|json| refused(format!("a header that is {json:?}"), text(json), HEADER))
    .into();
    rows.extend([
        refused(
            "a BOM in the header",
            user().header_text(|text| format!("\u{feff}{text}")),
            HEADER,
        ),
        refused(
            "a space before the header's JSON",
            user().header_text(|text| format!(" {text}")),
            HEADER,
        ),
        refused(
            "something behind the header's JSON",
            user().header_text(|text| format!("{text}x")),
            HEADER,
        ),
        refused("two headers", user().header_text(|text| format!("{text}{text}")), HEADER),
        refused(
            "NUL behind the header's JSON",
            user().header_text(|text| format!("{text}\0")),
            HEADER,
        ),
        refused("a header in UTF-16", user().header_text(|text| utf16(&text)), HEADER),
        refused(
            "a comment in the header",
            user().header_text(|text| text.replacen('{', "{/**/", 1)),
            HEADER,
        ),
        refused("NaN in the header", user().and_in_header(r#""x":NaN"#), HEADER),
        refused(
            "no UTF-8 in the header's `alg`",
            user().header_text(|text| not_utf8(&text, "RS256")),
            HEADER,
        ),
        refused(
            "no UTF-8 in a member that is not asked for",
            user().header_text(|text| not_utf8(&text, "JWT")),
            HEADER,
        ),
        refused(
            "10,000 levels that do not end",
            user().header_text(|_| format!("{{\"x\":{}", "[".repeat(10_000))),
            HEADER,
        ),
        refused(
            "10,000 levels in `alg`",
            user().header_text(|_| format!("{{\"alg\":{}", "[".repeat(10_000))),
            HEADER,
        ),
        refused("a header in base64 twice", user().encoded_header(|header| encode(header)), HEADER),
        refused(
            "the payload as the header",
            user().header_text(|_| r#"{"iss":"a","aud":"b"}"#),
            HEADER,
        ),
    ]);
    rows
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// With a byte before the word that no UTF-8 has.
pub(super) fn not_utf8(text: &str, word: &str) -> Vec<u8> {
    let at = text.find(word).unwrap();
    [&text.as_bytes()[..at], &[0xFF], &text.as_bytes()[at..]].concat()
}
