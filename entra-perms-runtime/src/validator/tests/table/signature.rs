//! Refused tokens: the signature does not match, or the token was changed after it was signed.

use super::form::part;
use super::token::{Token, app, decode, encode, published, user};
use super::{Hostile, refused};
use crate::test_support::model::Role;
use crate::validator::TokenError;
use crate::validator::tests::signed_tokens::{self, ISSUER};

pub(super) fn rows() -> Vec<Hostile> {
    [edited(), signatures()].into_iter().flatten().collect()
}

/// Tokens that were edited after signing: the signature does not match them.
fn edited() -> Vec<Hostile> {
    let other = || signed_tokens::user().roles([Role::ReadAll]).sign();
    [
        ("the payload of another token", user().edit_part(1, move |_| part(&other(), 1))),
        ("the signature of another token", user().edit_part(2, move |_| part(&other(), 2))),
        (
            "the header of another token",
            user().edit_part(0, |_| {
                part(
                    &Token::from_builder(signed_tokens::user()).header("typ", "at+jwt").build().1,
                    0,
                )
            }),
        ),
        ("a payload replaced by an empty object", user().edit_part(1, |_| encode("{}"))),
        (
            "a role added after signing",
            app().edit_part(1, |payload| {
                let text = String::from_utf8(decode(payload)).unwrap();
                encode(text.replace(
                    "[\"Contacts.Import\"]",
                    "[\"Contacts.Import\",\"Contacts.Read.All\"]",
                ))
            }),
        ),
        (
            "a later `exp` set after signing",
            user().edit_part(1, |payload| {
                let text = String::from_utf8(decode(payload)).unwrap();
                encode(text.replace("\"exp\":18", "\"exp\":28"))
            }),
        ),
        (
            "four letters appended to the payload",
            user().edit_part(1, |payload| format!("{payload}AAAA")),
        ),
        (
            "a space inserted before the JSON after signing",
            user().edit_part(1, |payload| encode([b" ", &*decode(payload)].concat())),
        ),
        ("a payload replaced by a header", user().edit_part(1, |_| encode("{\"alg\":\"none\"}"))),
        // The signature is checked first, so the expiry of a forged token is not reported.
        (
            "an expired token with a forged signature",
            user().claim("exp", 1).edit_part(2, |_| encode([1; 256])),
        ),
        (
            "a payload replaced by text that is not base64url",
            user().edit_part(1, |_| "*".to_owned()),
        ),
    ]
    .map(|(name, token)| refused(name, token, TokenError::Signature))
    .into()
}

fn signatures() -> Vec<Hostile> {
    let flip = |bit: usize| {
        user().edit_part(2, move |signature| {
            let mut bytes = decode(signature);
            bytes[bit / 8] ^= 1 << (bit % 8);
            encode(bytes)
        })
    };
    [
        ("a signature of zero bits", user().sign_with(|_| vec![0; 256])),
        ("a signature of one bits", user().sign_with(|_| vec![255; 256])),
        (
            "a signature that is the number 1",
            user().sign_with(|_| [vec![0; 255], vec![1]].concat()),
        ),
        (
            "a signature that is the modulus of the key",
            user().sign_with(|_| decode(published(&ISSUER)["n"].as_str().unwrap())),
        ),
        ("a signature of one byte", user().sign_with(|_| vec![1])),
        ("half a signature", user().edit_part(2, |signature| encode(&decode(signature)[..128]))),
        (
            "a zero before the signature",
            user().edit_part(2, |signature| encode([&[0], &*decode(signature)].concat())),
        ),
        (
            "a zero after the signature",
            user().edit_part(2, |signature| encode([&*decode(signature), &[0]].concat())),
        ),
        (
            "the signature twice",
            user().edit_part(2, |signature| encode(decode(signature).repeat(2))),
        ),
        ("a signature of 100 KB", user().sign_with(|_| vec![7; 100 << 10])),
        ("a signature with its first bit flipped", flip(7)),
        ("a signature with its last bit flipped", flip(255 * 8)),
        ("the signed message in place of the signature", user().sign_with(<[u8]>::to_vec)),
    ]
    .map(|(name, token)| refused(name, token, TokenError::Signature))
    .into()
}
