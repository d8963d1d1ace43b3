//! What is no signed token in compact form (RFC 7515, section 7.1), or one that was changed on its way.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use serde_json::json;

use super::token::{Token, app, decode, encode, published, user};
use super::{Hostile, refused};
use crate::test_support::model::Role;
use crate::validator::TokenError;
use crate::validator::tests::signed_tokens::{self, ISSUER};

const PARTS: TokenError = TokenError::Malformed("it must have three parts, with dots between them");
pub(super) const EMPTY: TokenError = TokenError::Malformed("one of its parts is empty");
pub(super) const BASE64URL: TokenError = TokenError::Malformed("one of its parts is not base64url");
pub(super) const HEADER: TokenError =
    TokenError::Malformed("its header is not that of a signed token");

pub(super) fn rows() -> Vec<Hostile> {
    [parts(), encrypted(), encoding(), size(), changed(), signatures()]
        .into_iter()
        .flatten()
        .collect()
}

fn parts() -> Vec<Hostile> {
    vec![
        refused("nothing at all", user().then(|_| String::new()), PARTS),
        refused("a password", user().then(|_| "hunter2".to_owned()), PARTS),
        refused("one dot", user().then(|_| ".".to_owned()), PARTS),
        refused("two dots", user().then(|_| "..".to_owned()), EMPTY),
        refused("three letters", user().then(|_| "a.b.c".to_owned()), BASE64URL),
        refused("the header alone", user().then(|token| part(token, 0)), PARTS),
        refused(
            "no signature",
            user().then(|token| token.rsplit_once('.').unwrap().0.to_owned()),
            PARTS,
        ),
        refused("an empty signature", user().then_part(2, |_| String::new()), EMPTY),
        refused("an empty payload", user().then_part(1, |_| String::new()), EMPTY),
        refused("an empty header", user().then_part(0, |_| String::new()), EMPTY),
        refused("four parts", user().then(|token| format!("{token}.{}", part(token, 2))), PARTS),
        refused("a dot behind", user().then(|token| format!("{token}.")), PARTS),
        refused("a dot before", user().then(|token| format!(".{token}")), PARTS),
        refused("two tokens", user().then(|token| format!("{token},{token}")), PARTS),
        refused("`Bearer` twice", user().then(|token| format!("Bearer {token}")), BASE64URL),
        refused("quotes around it", user().then(|token| format!("\"{token}\"")), BASE64URL),
        refused(
            "a SAML assertion",
            user().then(|token| STANDARD.encode(format!("<saml>{token}</saml>"))),
            PARTS,
        ),
        refused("a token in base64 once more", user().then(|token| encode(token)), PARTS),
        refused("its flattened JSON (RFC 7515, section 7.2.2)", user().then(flattened), PARTS),
        refused("its general JSON (RFC 7515, section 7.2.1)", user().then(general), PARTS),
    ]
}

/// Five parts in base64url (RFC 7516, section 7.1): nobody here has the key, whatever they say.
fn encrypted() -> Vec<Hostile> {
    let row = |name: &str, token| refused(name, token, TokenError::Encrypted);
    let malformed =
        |name: &str, token: &'static str| refused(name, user().then(|_| token.to_owned()), PARTS);
    vec![
        row(
            "five parts, as of an encrypted token",
            user().then(|token| format!("{token}.aaaa.aaaa")),
        ),
        row(
            "an encrypted token (JWE)",
            jwe("RSA-OAEP").then(|token| encrypted_with(token, &encode([7; 256]))),
        ),
        row(
            "an encrypted token whose key both know",
            jwe("dir").then(|token| encrypted_with(token, "")),
        ),
        row("five letters", user().then(|_| "a.b.c.d.e".to_owned())),
        row("five parts, of which one has something", user().then(|_| "a....".to_owned())),
        malformed("five empty parts", "...."),
        malformed("five parts without a header", ".b.c.d.e"),
        malformed("five parts, one with padding", "a.b=.c.d.e"),
        malformed("five parts, one with a space", "a.b .c.d.e"),
        malformed("five parts, one with a letter of another alphabet", "a.b.c.d.\u{435}"),
        malformed("six parts", "a.b.c.d.e.f"),
        malformed("four parts in base64url", "a.b.c.d"),
        refused(
            "an encrypted token of more than 250 KB",
            jwe("dir").then(|token| encrypted_with(token, &"a".repeat(250 << 10))),
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

fn part(token: &str, part: usize) -> String {
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
    let behind = |what: &'static str| user().then(move |token| format!("{token}{what}"));
    let mut rows: Vec<_> = ["=", "==", " ", "\n", "\r\n", "\t", "\0", "%3D", "+", "é", "\u{200b}"]
        .map(|what| refused(format!("{what:?} behind the token"), behind(what), BASE64URL))
        .into();
    rows.extend([
        refused("a space before the token", user().then(|token| format!(" {token}")), BASE64URL),
        refused(
            "a BOM before the token",
            user().then(|token| format!("\u{feff}{token}")),
            BASE64URL,
        ),
        refused(
            "a line break in the signature",
            user().then_part(2, |s| s[..64].to_owned() + "\n" + &s[64..]),
            BASE64URL,
        ),
        refused(
            "a space before the payload",
            user().then_part(1, |payload| format!(" {payload}")),
            TokenError::Signature,
        ),
        refused(
            "padding that is signed",
            user().claim("sub", "a").encoded_payload(padded),
            BASE64URL,
        ),
        refused(
            "padding in the header",
            user().encoded_header(|header| format!("{header}=")),
            BASE64URL,
        ),
        refused(
            "the standard alphabet in the payload",
            user().claim("a", "\u{fbff}~~~???>>>").encoded_payload(standard),
            BASE64URL,
        ),
        refused(
            "the standard alphabet in the signature",
            user().then_part(2, |s| standard(s) + "+"),
            BASE64URL,
        ),
        refused("hexadecimal", user().then_part(2, hexadecimal), TokenError::Signature),
        // 256 bytes leave four bits of the last letter unused: there would be 16 spellings of every token.
        refused("another spelling of the signature", user().then_part(2, respelled), BASE64URL),
        refused(
            "a letter alone",
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
    const MOST: usize = 250 * 1024;
    let of = |size: usize| user().then(move |_| "a".repeat(size));
    vec![
        refused("a byte more than 250 KB", of(MOST + 1), TokenError::TooLarge),
        refused("250 KB without a dot", of(MOST), PARTS),
        refused("250 KB of dots", user().then(|_| ".".repeat(MOST)), PARTS),
        refused(
            "a good token of more than 250 KB",
            user().claim("x", "x".repeat(MOST)),
            TokenError::TooLarge,
        ),
        refused("1 MB", of(1 << 20), TokenError::TooLarge),
    ]
}

/// A signature is over one token, and not over another.
fn changed() -> Vec<Hostile> {
    let other = || signed_tokens::user().roles([Role::ReadAll]).sign();
    [
        ("the payload of another token", user().then_part(1, move |_| part(&other(), 1))),
        ("the signature of another token", user().then_part(2, move |_| part(&other(), 2))),
        (
            "the header of another token",
            user().then_part(0, |_| {
                part(&Token::of(signed_tokens::user()).header("typ", "at+jwt").sent().1, 0)
            }),
        ),
        ("an empty object in place of the payload", user().then_part(1, |_| encode("{}"))),
        (
            "a role more",
            app().then_part(1, |payload| {
                let text = String::from_utf8(decode(payload)).unwrap();
                encode(text.replace(
                    "[\"Contacts.Import\"]",
                    "[\"Contacts.Import\",\"Contacts.Read.All\"]",
                ))
            }),
        ),
        (
            "a later end",
            user().then_part(1, |payload| {
                let text = String::from_utf8(decode(payload)).unwrap();
                encode(text.replace("\"exp\":18", "\"exp\":28"))
            }),
        ),
        ("something behind the payload", user().then_part(1, |payload| format!("{payload}AAAA"))),
        (
            "a space in the JSON",
            user().then_part(1, |payload| encode([b" ", &*decode(payload)].concat())),
        ),
        (
            "header and payload swapped by the sender",
            user().then_part(1, |_| encode("{\"alg\":\"none\"}")),
        ),
        // What the claims say is not known before the signature is.
        (
            "an expired one that is forged",
            user().claim("exp", 1).then_part(2, |_| encode([1; 256])),
        ),
        ("a payload that is no base64url", user().then_part(1, |_| "*".to_owned())),
    ]
    .map(|(name, token)| refused(name, token, TokenError::Signature))
    .into()
}

fn signatures() -> Vec<Hostile> {
    let flip = |bit: usize| {
        user().then_part(2, move |signature| {
            let mut bytes = decode(signature);
            bytes[bit / 8] ^= 1 << (bit % 8);
            encode(bytes)
        })
    };
    let modulus = || decode(published(&ISSUER)["n"].as_str().unwrap());
    [
        ("a signature of zeros", user().signed(|_| vec![0; 256])),
        ("a signature of ones", user().signed(|_| vec![255; 256])),
        ("the number 1", user().signed(|_| [vec![0; 255], vec![1]].concat())),
        ("the modulus", user().signed(move |_| modulus())),
        ("one byte", user().signed(|_| vec![1])),
        ("half a signature", user().then_part(2, |signature| encode(&decode(signature)[..128]))),
        (
            "a zero before the signature",
            user().then_part(2, |signature| encode([&[0], &*decode(signature)].concat())),
        ),
        (
            "a byte behind the signature",
            user().then_part(2, |signature| encode([&*decode(signature), &[0]].concat())),
        ),
        (
            "the signature twice",
            user().then_part(2, |signature| encode(decode(signature).repeat(2))),
        ),
        ("100 KB of signature", user().signed(|_| vec![7; 100 << 10])),
        ("the first bit flipped", flip(7)),
        ("the last bit flipped", flip(255 * 8)),
        ("the message in place of its signature", user().signed(<[u8]>::to_vec)),
    ]
    .map(|(name, token)| refused(name, token, TokenError::Signature))
    .into()
}
