//! Refused tokens: text that is not a JWS in compact serialization (RFC 7515, section 7.1).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use serde_json::json;

use super::token::{Token, decode, encode, user};
use super::{Hostile, refused};
use crate::validator::TokenError;

const PARTS: TokenError = TokenError::Malformed("it must have three parts, with dots between them");
pub(super) const EMPTY: TokenError = TokenError::Malformed("one of its parts is empty");
pub(super) const BASE64URL: TokenError = TokenError::Malformed("one of its parts is not base64url");
pub(super) const HEADER: TokenError =
    TokenError::Malformed("its header is not the header of a signed token");

pub(super) fn rows() -> Vec<Hostile> {
    [parts(), encrypted(), encoding(), size()].into_iter().flatten().collect()
}

fn parts() -> Vec<Hostile> {
    vec![
        refused("an empty string", user().edit_token(|_| String::new()), PARTS),
        refused(
            "a password instead of a token",
            user().edit_token(|_| "hunter2".to_owned()),
            PARTS,
        ),
        refused("a single dot", user().edit_token(|_| ".".to_owned()), PARTS),
        refused("two dots without text", user().edit_token(|_| "..".to_owned()), EMPTY),
        refused(
            "three parts of one letter each",
            user().edit_token(|_| "a.b.c".to_owned()),
            BASE64URL,
        ),
        refused("only the header", user().edit_token(|token| part(token, 0)), PARTS),
        refused(
            "the signature and its dot are missing",
            user().edit_token(|token| token.rsplit_once('.').unwrap().0.to_owned()),
            PARTS,
        ),
        refused("an empty signature", user().edit_part(2, |_| String::new()), EMPTY),
        refused("an empty payload", user().edit_part(1, |_| String::new()), EMPTY),
        refused("an empty header", user().edit_part(0, |_| String::new()), EMPTY),
        refused(
            "four parts",
            user().edit_token(|token| format!("{token}.{}", part(token, 2))),
            PARTS,
        ),
        refused("a trailing dot", user().edit_token(|token| format!("{token}.")), PARTS),
        refused("a leading dot", user().edit_token(|token| format!(".{token}")), PARTS),
        refused(
            "two tokens, separated by a comma",
            user().edit_token(|token| format!("{token},{token}")),
            PARTS,
        ),
        refused(
            "a token with the prefix `Bearer`",
            user().edit_token(|token| format!("Bearer {token}")),
            BASE64URL,
        ),
        refused(
            "a token in quotation marks",
            user().edit_token(|token| format!("\"{token}\"")),
            BASE64URL,
        ),
        refused(
            "a SAML assertion",
            user().edit_token(|token| STANDARD.encode(format!("<saml>{token}</saml>"))),
            PARTS,
        ),
        refused(
            "a token that was base64url-encoded as a whole",
            user().edit_token(|token| encode(token)),
            PARTS,
        ),
        refused(
            "a flattened JSON serialization (RFC 7515, section 7.2.2)",
            user().edit_token(flattened),
            PARTS,
        ),
        refused(
            "a general JSON serialization (RFC 7515, section 7.2.1)",
            user().edit_token(general),
            PARTS,
        ),
    ]
}

/// A JWE has five parts in base64url (RFC 7516, section 7.1). The service does not have the key, so
/// it refuses a JWE regardless of the header.
fn encrypted() -> Vec<Hostile> {
    let row = |name: &str, token| refused(name, token, TokenError::Encrypted);
    let malformed = |name: &str, token: &'static str| {
        refused(name, user().edit_token(|_| token.to_owned()), PARTS)
    };
    vec![
        row(
            "a signed token with two more parts, like a JWE",
            user().edit_token(|token| format!("{token}.aaaa.aaaa")),
        ),
        row(
            "an encrypted token (JWE) with `alg` RSA-OAEP",
            jwe("RSA-OAEP").edit_token(|token| encrypted_with(token, &encode([7; 256]))),
        ),
        row(
            "an encrypted token (JWE) with a shared key, `alg` dir",
            jwe("dir").edit_token(|token| encrypted_with(token, "")),
        ),
        row("five parts of one letter each", user().edit_token(|_| "a.b.c.d.e".to_owned())),
        row("five parts, all empty except the header", user().edit_token(|_| "a....".to_owned())),
        malformed("five parts, all empty", "...."),
        malformed("five parts, an empty header", ".b.c.d.e"),
        malformed("five parts, one with padding", "a.b=.c.d.e"),
        malformed("five parts, one with a space", "a.b .c.d.e"),
        malformed("five parts, one with a Cyrillic letter", "a.b.c.d.\u{435}"),
        malformed("six parts of one letter each", "a.b.c.d.e.f"),
        malformed("four parts of one letter each", "a.b.c.d"),
        refused(
            "an encrypted token larger than 250 KiB",
            jwe("dir").edit_token(|token| encrypted_with(token, &"a".repeat(250 << 10))),
            TokenError::TooLarge,
        ),
    ]
}

fn jwe(alg: &str) -> Token {
    user().header("alg", alg).header("enc", "A256GCM")
}

fn encrypted_with(token: &str, key: &str) -> String {
    format!("{}.{key}.{}.{}.{}", part(token, 0), encode([7; 12]), part(token, 1), encode([7; 16]))
}

pub(super) fn part(token: &str, part: usize) -> String {
    token.split('.').nth(part).unwrap().to_owned()
}

fn flattened(token: &str) -> String {
    json!({ "protected": part(token, 0), "payload": part(token, 1), "signature": part(token, 2) })
        .to_string()
}

fn general(token: &str) -> String {
    let signature = json!({ "protected": part(token, 0), "signature": part(token, 2) });
    json!({ "payload": part(token, 1), "signatures": [signature] }).to_string()
}

fn encoding() -> Vec<Hostile> {
    let mut rows: Vec<_> = ["=", "==", " ", "\n", "\r\n", "\t", "\0", "%3D", "+", "é", "\u{200b}"]
        .map(|suffix| {
            let token = user().edit_token(move |token| format!("{token}{suffix}"));
            refused(format!("{suffix:?} after the token"), token, BASE64URL)
        })
        .into();
    rows.extend([
        refused(
            "a space before the token",
            user().edit_token(|token| format!(" {token}")),
            BASE64URL,
        ),
        refused(
            "a BOM before the token",
            user().edit_token(|token| format!("\u{feff}{token}")),
            BASE64URL,
        ),
        refused(
            "a line break in the signature",
            user().edit_part(2, |s| s[..64].to_owned() + "\n" + &s[64..]),
            BASE64URL,
        ),
        refused(
            "a space before the payload",
            user().edit_part(1, |payload| format!(" {payload}")),
            TokenError::Signature,
        ),
        refused(
            "padding in the payload, which the signature covers",
            user().claim("sub", "a").encoded_payload(padded),
            BASE64URL,
        ),
        refused(
            "padding in the header",
            user().encoded_header(|header| format!("{header}=")),
            BASE64URL,
        ),
        refused(
            "a payload in the standard base64 alphabet",
            user().claim("a", "\u{fbff}~~~???>>>").encoded_payload(standard),
            BASE64URL,
        ),
        refused(
            "a signature in the standard base64 alphabet",
            user().edit_part(2, |s| standard(s) + "+"),
            BASE64URL,
        ),
        refused(
            "a signature in hexadecimal",
            user().edit_part(2, hexadecimal),
            TokenError::Signature,
        ),
        // The last letter of a 256-byte signature has four unused bits. If they could be set,
        // each token would have 16 spellings.
        refused(
            "a signature with an unused trailing bit set",
            user().edit_part(2, respelled),
            BASE64URL,
        ),
        refused(
            "a payload that ends in a surplus base64url letter",
            user().encoded_payload(|payload| {
                format!("{payload}{}", "A".repeat([1, 0, 3, 2][payload.len() % 4]))
            }),
            BASE64URL,
        ),
    ]);
    rows
}

fn padded(payload: &str) -> String {
    let padded = URL_SAFE.encode(decode(payload));
    if padded == payload { padded + "====" } else { padded }
}

fn standard(part: &str) -> String {
    let standard = STANDARD_NO_PAD.encode(decode(part));
    if standard == part { standard + "/" } else { standard }
}

fn hexadecimal(part: &str) -> String {
    format!("{:02x?}", decode(part)).replace(['[', ',', ' ', ']'], "")
}

fn respelled(signature: &str) -> String {
    let (rest, last) = signature.split_at(signature.len() - 1);
    let last = char::from(last.as_bytes()[0] + 1);
    format!("{rest}{last}")
}

fn size() -> Vec<Hostile> {
    const MAX_TOKEN_BYTES: usize = 250 * 1024;
    let letters = |size: usize| user().edit_token(move |_| "a".repeat(size));
    vec![
        refused(
            "250 KiB and one byte, without a dot",
            letters(MAX_TOKEN_BYTES + 1),
            TokenError::TooLarge,
        ),
        refused("250 KiB without a dot", letters(MAX_TOKEN_BYTES), PARTS),
        refused("250 KiB of dots", user().edit_token(|_| ".".repeat(MAX_TOKEN_BYTES)), PARTS),
        refused(
            "a good token larger than 250 KiB",
            user().claim("x", "x".repeat(MAX_TOKEN_BYTES)),
            TokenError::TooLarge,
        ),
        refused("1 MB without a dot", letters(1 << 20), TokenError::TooLarge),
    ]
}
