//! Which key verifies: the one that the issuer publishes under the token's `kid`, for RS256 and for that issuer.

use serde_json::{Value, json};

use super::form::HEADER;
use super::services::{
    ANY_TENANT, ANY_TENANT_KEY_OF_TENANT, ANY_TENANT_KEY_OF_US, KEY_FOR_ENCRYPTION, KEY_FOR_RS512,
    KEY_IS_A_SECRET, KEY_OF_1024_BITS, KEY_OF_EXPONENT_1, KEY_OF_NOBODY, KEY_OF_OTHER_TENANT,
    KEY_OF_STRANGER_UNDER_ID, KEY_OF_US, KEY_OF_V1, KEYS_OF_ONE_ID, ROLLOVER, Service, V1,
};
use super::tenant::of_tenant;
use super::token::{STRANGER, Token, app, encode, kid, published, stranger, user, v1_user};
use super::{Hostile, quoted, refused};
use crate::test_support::model::{OTHER_TENANT, TENANT};
use crate::validator::TokenError;
use crate::validator::tests::signed_tokens::ISSUER;

const LONG_ID: TokenError = TokenError::Malformed("its `kid` is longer than 256 bytes");

pub(super) fn rows() -> Vec<Hostile> {
    [ids(), shapes(), brought_along(), published_otherwise(), of_another_issuer()]
        .into_iter()
        .flatten()
        .collect()
}

fn ids() -> Vec<Hostile> {
    let kid = kid(&ISSUER);
    let look_alike = kid.chars().map(fullwidth).collect::<String>();
    [
        "unknown",
        "../keys",
        "../../../../../../dev/null",
        "/dev/null",
        "file:///etc/passwd",
        "https://evil.example/keys",
        "' OR '1'='1",
        "x' UNION SELECT 'key';--",
        "${jndi:ldap://evil.example}",
        "{{7*7}}",
        "$(id)",
        "key\0",
        "%00",
        "*",
        ".",
        " ",
        "null",
        "0",
        "\n",
    ]
    .map(|id| refused(format!("`kid` {id:?}"), user().header("kid", id), TokenError::UnknownKey))
    .into_iter()
    .chain(
        [
            ("in capitals", kid.to_uppercase()),
            ("in small letters", kid.to_lowercase()),
            ("with a space behind", format!("{kid} ")),
            ("with a space before", format!(" {kid}")),
            ("with NUL behind", format!("{kid}\0")),
            ("cut short", kid[..kid.len() - 1].to_owned()),
            ("twice", kid.repeat(2)),
            ("of 256 letters", "k".repeat(256)),
            ("of 256 bytes", "\u{E4}".repeat(128)),
            ("of letters that look alike", look_alike),
            ("in base64", encode(&kid)),
            ("with padding", format!("{kid}=")),
        ]
        .map(|(name, id)| {
            refused(
                format!("the key's id {name}"),
                user().header("kid", id),
                TokenError::UnknownKey,
            )
        }),
    )
    .chain(
        [
            ("of 257 letters", "k".repeat(257)),
            ("of 257 bytes", "\u{E4}".repeat(128) + "k"),
            ("of 100,000 letters", "k".repeat(100_000)),
            ("with 256 spaces behind", format!("{kid}{}", " ".repeat(256))),
        ]
        .map(|(name, id)| {
            refused(format!("the key's id {name}"), user().header("kid", id), LONG_ID)
        }),
    )
    .collect()
}

fn fullwidth(c: char) -> char {
    char::from_u32(u32::from(c) + 0xFEE0).unwrap()
}

fn shapes() -> Vec<Hostile> {
    let id = || kid(&ISSUER);
    vec![
        refused("no `kid`", user().without_header("kid"), TokenError::NoKeyId),
        refused("an empty `kid`", user().header("kid", ""), TokenError::NoKeyId),
        refused("`kid` null", user().header("kid", Value::Null), TokenError::NoKeyId),
        refused(
            "`x5t` alone",
            user().without_header("kid").header("x5t", id()),
            TokenError::NoKeyId,
        ),
        refused(
            "`KID` alone",
            user().without_header("kid").header("KID", id()),
            TokenError::NoKeyId,
        ),
        refused("`kid` a number", user().header("kid", 7), HEADER),
        refused("`kid` an array", user().header("kid", json!([id()])), HEADER),
        refused("`kid` an object", user().header("kid", json!({ "$ne": "" })), HEADER),
        refused("`kid` true", user().header("kid", true), HEADER),
        refused("`kid` twice, the second unknown", user().and_in_header(r#""kid":"x""#), HEADER),
        refused(
            "`kid` twice, the same",
            user().and_in_header(&format!(r#""kid":"{}""#, id())),
            HEADER,
        ),
        refused("`kid` twice, once escaped", user().and_in_header(r#""\u006bid":"x""#), HEADER),
        refused(
            "`kid` half a surrogate pair",
            user().header_text(|text| text.replace(&id(), r"\ud83d")),
            HEADER,
        ),
    ]
}

/// What the header says of keys is the sender's word.
fn brought_along() -> Vec<Hostile> {
    // What Entra would have signed, with the stranger's key.
    let forged = || user().signed_by(&STRANGER);
    let jwk = || published(&STRANGER);
    let unknown = |token: Token| token.header("kid", kid(&STRANGER));
    let mut rows: Vec<_> = [
        ("nothing", forged()),
        ("`jwk`", forged().header("jwk", jwk())),
        ("`jwk` under the key's own id", {
            let mut jwk = jwk();
            jwk["kid"] = json!(kid(&ISSUER));
            forged().header("jwk", jwk)
        }),
        ("`jku`", forged().header("jku", "https://evil.example/keys")),
        (
            "`jku` of Entra with a way out",
            forged().header("jku", "https://login.microsoftonline.com@evil.example/keys"),
        ),
        ("`jku` of loopback", forged().header("jku", "http://127.0.0.1/keys")),
        ("`x5u`", forged().header("x5u", "https://evil.example/cert")),
        ("`x5c`", forged().header("x5c", json!(["MIIB"]))),
        ("`x5t`", forged().header("x5t", kid(&STRANGER))),
        ("`x5t#S256`", forged().header("x5t#S256", kid(&STRANGER))),
        ("`jwk` of no shape", forged().header("jwk", json!([7, null]))),
    ]
    .map(|(name, token)| {
        refused(format!("forged, and the header brings {name}"), token, TokenError::Signature)
    })
    .into();
    rows.extend([
        refused("a key of a stranger", unknown(forged()), TokenError::UnknownKey),
        refused(
            "a key of a stranger, brought along",
            unknown(forged().header("jwk", jwk())),
            TokenError::UnknownKey,
        ),
        refused(
            "a good signature under a stranger's key",
            user().header("kid", kid(&STRANGER)),
            TokenError::UnknownKey,
        ),
    ]);
    rows
}

/// The same token, where its key is published in another way.
fn published_otherwise() -> Vec<Hostile> {
    let sent_to = |name: &str, service: &'static Service, expected| {
        refused(name, user(), expected).refused_at(service)
    };
    vec![
        sent_to("the key is for encryption", &KEY_FOR_ENCRYPTION, TokenError::UnknownKey),
        sent_to("the key is for RS512", &KEY_FOR_RS512, TokenError::UnknownKey),
        sent_to("the key has 1024 bits", &KEY_OF_1024_BITS, TokenError::UnknownKey),
        sent_to("the key's exponent is 1", &KEY_OF_EXPONENT_1, TokenError::UnknownKey),
        sent_to("the key is a secret", &KEY_IS_A_SECRET, TokenError::UnknownKey),
        sent_to("two keys have the id", &KEYS_OF_ONE_ID, TokenError::UnknownKey),
        sent_to("another key has the id", &KEY_OF_STRANGER_UNDER_ID, TokenError::Signature),
        refused(
            "the other of two keys has the id",
            Token::of(stranger()).signed_by(&STRANGER).header("kid", kid(&ISSUER)),
            TokenError::Signature,
        )
        .at(&ROLLOVER),
    ]
}

fn of_another_issuer() -> Vec<Hostile> {
    let issuer = |found: &str| TokenError::KeyIssuer { found: quoted(found) };
    let another = format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0");
    let ours = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let of_us = "https://login.microsoftonline.us/{tenantid}/v2.0";
    let of_v1 = "https://sts.windows.net/{tenantid}/";
    vec![
        refused("a key of another tenant", user(), issuer(&another))
            .refused_at(&KEY_OF_OTHER_TENANT),
        refused("a key of another tenant, for an application", app(), issuer(&another))
            .refused_at(&KEY_OF_OTHER_TENANT),
        refused("a key of another tenant, v1.0", v1_user(), issuer(&another))
            .at(&V1)
            .refused_at(&KEY_OF_OTHER_TENANT),
        refused("a key of another cloud", user(), issuer(of_us)).refused_at(&KEY_OF_US),
        refused("a key of another cloud, v1.0", v1_user(), issuer(of_us))
            .at(&V1)
            .refused_at(&KEY_OF_US),
        refused("a key of nobody", user(), issuer("")).refused_at(&KEY_OF_NOBODY),
        refused("a key of nobody, v1.0", v1_user(), issuer(""))
            .at(&V1)
            .refused_at(&KEY_OF_NOBODY),
        refused(
            "a key of one tenant signs for another",
            of_tenant(user(), OTHER_TENANT).but(),
            issuer(&ours),
        )
        .at(&ANY_TENANT)
        .refused_at(&ANY_TENANT_KEY_OF_TENANT),
        refused(
            "a key of another cloud, any tenant",
            of_tenant(user(), OTHER_TENANT).but(),
            issuer(of_us),
        )
        .at(&ANY_TENANT)
        .refused_at(&ANY_TENANT_KEY_OF_US),
        refused("a key of v1.0 under v2.0", user(), issuer(of_v1)).refused_at(&KEY_OF_V1),
    ]
}
