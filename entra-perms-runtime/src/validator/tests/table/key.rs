//! Refused tokens: the key is not the one that the issuer of the token publishes under the token's
//! `kid` for RS256.

use serde_json::{Value, json};

use super::form::HEADER;
use super::services::{
    ANY_TENANT, ANY_TENANT_KEY_OF_TENANT, ANY_TENANT_KEY_OF_US, KEY_FOR_ENCRYPTION, KEY_FOR_RS512,
    KEY_OF_1024_BITS, KEY_OF_EMPTY_ISSUER, KEY_OF_EXPONENT_1, KEY_OF_OTHER_TENANT,
    KEY_OF_STRANGER_UNDER_ID, KEY_OF_US, KEY_OF_V1, ROLLOVER, SYMMETRIC_KEY, Service,
    TWO_KEYS_WITH_ONE_ID, V1,
};
use super::tenant::of_tenant;
use super::token::{STRANGER, Token, app, encode, kid, published, stranger, user, v1_user};
use super::{Hostile, quoted, refused};
use crate::test_support::model::{OTHER_TENANT, TENANT};
use crate::validator::TokenError;
use crate::validator::tests::signed_tokens::ISSUER;

const LONG_ID: TokenError = TokenError::Malformed("its `kid` is longer than 256 bytes");

pub(super) fn rows() -> Vec<Hostile> {
    [ids(), shapes(), supplied_by_sender(), published_differently(), key_issuers()]
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
            ("the key's id in upper case", kid.to_uppercase()),
            ("the key's id in lower case", kid.to_lowercase()),
            ("the key's id with a trailing space", format!("{kid} ")),
            ("the key's id with a leading space", format!(" {kid}")),
            ("the key's id with a trailing NUL", format!("{kid}\0")),
            ("the key's id without its last letter", kid[..kid.len() - 1].to_owned()),
            ("the key's id, twice in a row", kid.repeat(2)),
            ("256 letters long", "k".repeat(256)),
            ("256 bytes long, in two-byte letters", "\u{E4}".repeat(128)),
            ("the key's id in full-width letters", look_alike),
            ("the key's id in base64url", encode(&kid)),
            ("the key's id with base64 padding", format!("{kid}=")),
        ]
        .map(|(name, id)| {
            refused(
                format!("a `kid` that is {name}"),
                user().header("kid", id),
                TokenError::UnknownKey,
            )
        }),
    )
    .chain(
        [
            ("257 letters long", "k".repeat(257)),
            ("257 bytes long, mostly in two-byte letters", "\u{E4}".repeat(128) + "k"),
            ("100,000 letters long", "k".repeat(100_000)),
            ("the key's id with 256 trailing spaces", format!("{kid}{}", " ".repeat(256))),
        ]
        .map(|(name, id)| {
            refused(format!("a `kid` that is {name}"), user().header("kid", id), LONG_ID)
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
        refused("`kid` is null", user().header("kid", Value::Null), TokenError::NoKeyId),
        refused(
            "`x5t` instead of `kid`",
            user().without_header("kid").header("x5t", id()),
            TokenError::NoKeyId,
        ),
        refused(
            "`KID` instead of `kid`",
            user().without_header("kid").header("KID", id()),
            TokenError::NoKeyId,
        ),
        refused("`kid` is a number", user().header("kid", 7), HEADER),
        refused("`kid` is an array", user().header("kid", json!([id()])), HEADER),
        refused("`kid` is an object", user().header("kid", json!({ "$ne": "" })), HEADER),
        refused("`kid` is true", user().header("kid", true), HEADER),
        refused("`kid` twice, the second unknown", user().append_header(r#""kid":"x""#), HEADER),
        refused(
            "`kid` twice, equal",
            user().append_header(&format!(r#""kid":"{}""#, id())),
            HEADER,
        ),
        refused(
            "`kid` twice, the second escaped",
            user().append_header(r#""\u006bid":"x""#),
            HEADER,
        ),
        refused(
            "`kid` is half a surrogate pair",
            user().header_text(|text| text.replace(&id(), r"\ud83d")),
            HEADER,
        ),
    ]
}

/// Keys and links to keys in the header are not trusted: the sender chooses them.
fn supplied_by_sender() -> Vec<Hostile> {
    // The claims of a good token, signed with a stranger's key.
    let forged = || user().sign_as(&STRANGER);
    let jwk = || published(&STRANGER);
    let forged_under_own_id = || forged().header("kid", kid(&STRANGER));
    let mut rows: Vec<_> = [
        ("no key", forged()),
        ("`jwk`", forged().header("jwk", jwk())),
        ("`jwk` under the published key's id", {
            let mut jwk = jwk();
            jwk["kid"] = json!(kid(&ISSUER));
            forged().header("jwk", jwk)
        }),
        ("`jku`", forged().header("jku", "https://evil.example/keys")),
        (
            "`jku` with Entra's host as the user name",
            forged().header("jku", "https://login.microsoftonline.com@evil.example/keys"),
        ),
        ("`jku` with a loopback address", forged().header("jku", "http://127.0.0.1/keys")),
        ("`x5u`", forged().header("x5u", "https://evil.example/cert")),
        ("`x5c`", forged().header("x5c", json!(["MIIB"]))),
        ("`x5t`", forged().header("x5t", kid(&STRANGER))),
        ("`x5t#S256`", forged().header("x5t#S256", kid(&STRANGER))),
        ("`jwk` that is an array", forged().header("jwk", json!([7, null]))),
    ]
    .map(|(name, token)| {
        refused(format!("signed by a stranger, header: {name}"), token, TokenError::Signature)
    })
    .into();
    rows.extend([
        refused("a stranger's key under its own id", forged_under_own_id(), TokenError::UnknownKey),
        refused(
            "a stranger's key under its own id, with `jwk`",
            forged_under_own_id().header("jwk", jwk()),
            TokenError::UnknownKey,
        ),
        refused(
            "a good signature under the id of a stranger's key",
            user().header("kid", kid(&STRANGER)),
            TokenError::UnknownKey,
        ),
    ]);
    rows
}

/// A good token, sent to services for which the issuer publishes its key differently.
fn published_differently() -> Vec<Hostile> {
    let sent_to = |name: &str, service: &'static Service, expected| {
        refused(name, user(), expected).refused_at(service)
    };
    vec![
        sent_to("the published key is for encryption", &KEY_FOR_ENCRYPTION, TokenError::UnknownKey),
        sent_to("the published key is for RS512", &KEY_FOR_RS512, TokenError::UnknownKey),
        sent_to("the published key has 1024 bits", &KEY_OF_1024_BITS, TokenError::UnknownKey),
        sent_to("the published key has the exponent 1", &KEY_OF_EXPONENT_1, TokenError::UnknownKey),
        sent_to("the published key is symmetric", &SYMMETRIC_KEY, TokenError::UnknownKey),
        sent_to(
            "two published keys have the id of the token",
            &TWO_KEYS_WITH_ONE_ID,
            TokenError::UnknownKey,
        ),
        sent_to(
            "a stranger's key is published under the id of the token",
            &KEY_OF_STRANGER_UNDER_ID,
            TokenError::Signature,
        ),
        refused(
            "signed with one published key, with the `kid` of the other",
            Token::from_builder(stranger()).sign_as(&STRANGER).header("kid", kid(&ISSUER)),
            TokenError::Signature,
        )
        .at(&ROLLOVER),
    ]
}

fn key_issuers() -> Vec<Hostile> {
    let issuer = |found: &str| TokenError::KeyIssuer { found: quoted(found) };
    let another = format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0");
    let ours = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let us = "https://login.microsoftonline.us/{tenantid}/v2.0";
    let v1 = "https://sts.windows.net/{tenantid}/";
    vec![
        refused("the issuer of the key is another tenant", user(), issuer(&another))
            .refused_at(&KEY_OF_OTHER_TENANT),
        refused("app-only, the issuer of the key is another tenant", app(), issuer(&another))
            .refused_at(&KEY_OF_OTHER_TENANT),
        refused("v1.0, the issuer of the key is another tenant", v1_user(), issuer(&another))
            .at(&V1)
            .refused_at(&KEY_OF_OTHER_TENANT),
        refused("the issuer of the key is the US Government cloud", user(), issuer(us))
            .refused_at(&KEY_OF_US),
        refused("v1.0, the issuer of the key is the US Government cloud", v1_user(), issuer(us))
            .at(&V1)
            .refused_at(&KEY_OF_US),
        refused("the issuer of the key is empty", user(), issuer(""))
            .refused_at(&KEY_OF_EMPTY_ISSUER),
        refused("v1.0, the issuer of the key is empty", v1_user(), issuer(""))
            .at(&V1)
            .refused_at(&KEY_OF_EMPTY_ISSUER),
        refused(
            "any tenant, the issuer of the key is not the tenant of the token",
            of_tenant(user(), OTHER_TENANT).good_so_far(),
            issuer(&ours),
        )
        .at(&ANY_TENANT)
        .refused_at(&ANY_TENANT_KEY_OF_TENANT),
        refused(
            "any tenant, the issuer of the key is the US Government cloud",
            of_tenant(user(), OTHER_TENANT).good_so_far(),
            issuer(us),
        )
        .at(&ANY_TENANT)
        .refused_at(&ANY_TENANT_KEY_OF_US),
        refused("v2.0, the issuer of the key is the v1.0 issuer", user(), issuer(v1))
            .refused_at(&KEY_OF_V1),
    ]
}
