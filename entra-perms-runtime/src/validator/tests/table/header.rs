//! Refused tokens: critical extensions, the `nonce` of Microsoft Graph, and headers that are not
//! valid JSON.

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
            "`crit` with an escaped letter",
            user().append_header(r#""\u0063rit":["b64"]"#),
            TokenError::CriticalHeader,
        ),
        refused("`crit` twice", user().append_header(r#""crit":[],"crit":[]"#), HEADER),
        refused(
            "an unencoded payload (RFC 7797)",
            user().header("b64", false).header("crit", json!(["b64"])).encoded_payload(raw),
            TokenError::CriticalHeader,
        ),
        refused(
            "an unencoded payload without `crit`",
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

/// Returns JSON without a dot: a dot would add a part to the token.
fn raw(_: &str) -> String {
    r#"{"roles":["Retired"],"scp":"Old"}"#.to_owned()
}

/// Microsoft Graph hashes the `nonce` before it verifies the signature. No other API can verify
/// such a token.
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
            refused("`nonce` twice", user().append_header(r#""nonce":"a","nonce":"b""#), HEADER),
            refused(
                "`nonce` and an unknown `kid`",
                user().header("nonce", "a").header("kid", "of Graph"),
                TokenError::MicrosoftGraph,
            ),
        ])
        .collect()
}

fn json_text() -> Vec<Hostile> {
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
    .map(|json| {
        refused(format!("a header that is {json:?}"), user().header_text(move |_| json), HEADER)
    })
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
            "a letter after the header's JSON",
            user().header_text(|text| format!("{text}x")),
            HEADER,
        ),
        refused(
            "the header's JSON twice",
            user().header_text(|text| format!("{text}{text}")),
            HEADER,
        ),
        refused(
            "NUL after the header's JSON",
            user().header_text(|text| format!("{text}\0")),
            HEADER,
        ),
        refused("a header in UTF-16", user().header_text(|text| utf16(&text)), HEADER),
        refused(
            "a comment in the header",
            user().header_text(|text| text.replacen('{', "{/**/", 1)),
            HEADER,
        ),
        refused("NaN in the header", user().append_header(r#""x":NaN"#), HEADER),
        refused(
            "invalid UTF-8 in the header's `alg`",
            user().header_text(|text| not_utf8(&text, "RS256")),
            HEADER,
        ),
        refused(
            "invalid UTF-8 in a header parameter that is not read",
            user().header_text(|text| not_utf8(&text, "JWT")),
            HEADER,
        ),
        refused(
            "10,000 unclosed arrays in an unknown header parameter",
            user().header_text(|_| format!("{{\"x\":{}", "[".repeat(10_000))),
            HEADER,
        ),
        refused(
            "10,000 unclosed arrays in `alg`",
            user().header_text(|_| format!("{{\"alg\":{}", "[".repeat(10_000))),
            HEADER,
        ),
        refused(
            "a header that was base64url-encoded twice",
            user().encoded_header(|header| encode(header)),
            HEADER,
        ),
        refused(
            "claims in place of the header",
            user().header_text(|_| r#"{"iss":"a","aud":"b"}"#),
            HEADER,
        ),
    ]);
    rows
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Inserts the byte 0xFF before `word`. UTF-8 never contains this byte.
pub(super) fn not_utf8(text: &str, word: &str) -> Vec<u8> {
    let at = text.find(word).unwrap();
    [&text.as_bytes()[..at], &[0xFF], &text.as_bytes()[at..]].concat()
}
