//! Refused tokens: `alg` is not RS256. Entra signs with RS256 only, so a token must not choose the
//! algorithm (RFC 8725, section 3.1).

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::form::{EMPTY, HEADER};
use super::token::{Token, decode, kid, published, user};
use super::{Hostile, refused};
use crate::validator::TokenError;
use crate::validator::tests::signed_tokens::ISSUER;

pub(super) fn rows() -> Vec<Hostile> {
    [names(), shapes(), secrets(), other_signatures()]
        .into_iter()
        .flatten()
        .collect()
}

/// The signature is a valid RS256 signature; only the name of the algorithm is wrong.
fn names() -> Vec<Hostile> {
    [
        "none",
        "None",
        "NONE",
        "nOnE",
        "none ",
        "\u{ff4e}one",
        "HS256",
        "HS384",
        "HS512",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
        "ES256K",
        "EdDSA",
        "Ed25519",
        "RS1",
        "RS256 ",
        " RS256",
        "rs256",
        "Rs256",
        "RS256\0",
        "RS-256",
        "RS\u{0662}56",
        "\u{ff32}S256",
        "RSA",
        "SHA256withRSA",
        "RSA-OAEP",
        "dir",
        "",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ]
    .map(|alg| refused(format!("`alg` {alg:?}"), user().header("alg", alg), TokenError::Algorithm))
    .into_iter()
    .chain([
        // An unsecured JWT (RFC 7519, section 6.1): two parts and a trailing dot.
        refused(
            "`alg` none, and an empty signature",
            user().header("alg", "none").sign_with(|_| Vec::new()),
            EMPTY,
        ),
        refused(
            "`alg` NONE, and an empty signature",
            user().header("alg", "NONE").sign_with(|_| Vec::new()),
            EMPTY,
        ),
        refused(
            "`alg` none, and a signature of one byte",
            user().header("alg", "none").sign_with(|_| vec![0]),
            TokenError::Algorithm,
        ),
        refused(
            "`alg` HS256 and an unknown `kid`",
            user().header("alg", "HS256").header("kid", "unknown"),
            TokenError::Algorithm,
        ),
    ])
    .collect()
}

fn shapes() -> Vec<Hostile> {
    let mut rows: Vec<_> = [
        json!(["RS256"]),
        json!(["none", "RS256"]),
        json!(256),
        json!(true),
        json!({ "name": "RS256" }),
        Value::Null,
    ]
    .map(|alg| refused(format!("`alg` {alg}"), user().header("alg", alg), HEADER))
    .into();
    rows.extend([
        refused("no `alg`", user().without_header("alg"), HEADER),
        refused(
            "`ALG` instead of `alg`",
            user().without_header("alg").header("ALG", "RS256"),
            HEADER,
        ),
        refused("`alg` twice, the second is none", user().append_header(r#""alg":"none""#), HEADER),
        refused("`alg` twice, equal", user().append_header(r#""alg":"RS256""#), HEADER),
        refused(
            "`alg` twice, the second escaped",
            user().append_header(r#""\u0061lg":"none""#),
            HEADER,
        ),
        refused(
            "`alg` twice, the first is none",
            user().header_text(|text| text.replacen('{', r#"{"alg":"none","#, 1)),
            HEADER,
        ),
    ]);
    rows
}

/// The public key as an HMAC secret: a library that trusts `alg` would accept such a signature.
fn secrets() -> Vec<Hostile> {
    let modulus = published(&ISSUER)["n"].as_str().unwrap().to_owned();
    [
        ("the modulus", modulus.clone().into_bytes()),
        ("the bytes of the modulus", decode(&modulus)),
        ("the key in DER", der()),
        ("the key in PEM", pem().into_bytes()),
        ("the key in PEM with a trailing line break", (pem() + "\n").into_bytes()),
        ("the key as JSON", published(&ISSUER).to_string().into_bytes()),
        ("the key's id", kid(&ISSUER).into_bytes()),
        ("the empty string", Vec::new()),
    ]
    .map(|(name, secret)| {
        let token = signed_with_secret(secret).header("alg", "HS256");
        refused(format!("HS256 with {name} as the secret"), token, TokenError::Algorithm)
    })
    .into()
}

fn signed_with_secret(secret: Vec<u8>) -> Token {
    user().sign_with(move |message| {
        hmac::sign(&hmac::Key::new(HMAC_SHA256, &secret), message).as_ref().to_vec()
    })
}

/// Returns the `SubjectPublicKeyInfo` of a key of 2048 bits (RFC 8017, appendix A.1).
fn der() -> Vec<u8> {
    const BEFORE: &[u8] = b"\x30\x82\x01\x22\
        \x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\
        \x03\x82\x01\x0f\x00\x30\x82\x01\x0a\x02\x82\x01\x01\x00";
    [BEFORE, &decode(published(&ISSUER)["n"].as_str().unwrap()), b"\x02\x03\x01\x00\x01"].concat()
}

fn pem() -> String {
    let text = STANDARD.encode(der());
    let lines: Vec<_> =
        text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"))
}

/// Valid signatures of another algorithm, with and without its name in the header.
fn other_signatures() -> Vec<Hostile> {
    fn by(scheme: &'static dyn RsaEncoding) -> Token {
        user().sign_with(|message| ISSUER.sign_raw(scheme, message))
    }
    let es256 = || {
        user().sign_with(|message| {
            let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
            key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
        })
    };
    let eddsa = || {
        user().sign_with(|message| {
            Ed25519KeyPair::generate().unwrap().sign(message).as_ref().to_vec()
        })
    };
    let mut rows = Vec::new();
    for (alg, token) in [
        ("RS384", by(&RSA_PKCS1_SHA384)),
        ("RS512", by(&RSA_PKCS1_SHA512)),
        ("PS256", by(&RSA_PSS_SHA256)),
        ("ES256", es256()),
        ("EdDSA", eddsa()),
    ] {
        rows.push(refused(
            format!("signed with {alg}, and `alg` {alg}"),
            token.header("alg", alg),
            TokenError::Algorithm,
        ));
    }
    for (alg, token) in [
        ("RS384", by(&RSA_PKCS1_SHA384)),
        ("RS512", by(&RSA_PKCS1_SHA512)),
        ("PS256", by(&RSA_PSS_SHA256)),
        ("ES256", es256()),
        ("EdDSA", eddsa()),
        ("HS256", signed_with_secret(der())),
    ] {
        rows.push(refused(
            format!("signed with {alg}, but `alg` RS256"),
            token,
            TokenError::Signature,
        ));
    }
    rows
}
