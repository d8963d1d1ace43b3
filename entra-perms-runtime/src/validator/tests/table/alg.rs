//! `alg`: Entra signs with RS256, so that no token has a say in how it is verified (RFC 8725, section 3.1).

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
    [names(), shapes(), secrets(), signed_otherwise()]
        .into_iter()
        .flatten()
        .collect()
}

/// The signature is the key's, by RS256: the name alone is refused.
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
        // As RFC 7519, section 6.1, would have it: two parts and a dot.
        refused(
            "`alg` none, and no signature",
            user().header("alg", "none").signed(|_| Vec::new()),
            EMPTY,
        ),
        refused(
            "`alg` NONE, and no signature",
            user().header("alg", "NONE").signed(|_| Vec::new()),
            EMPTY,
        ),
        refused(
            "`alg` none, and a signature of one byte",
            user().header("alg", "none").signed(|_| vec![0]),
            TokenError::Algorithm,
        ),
        refused(
            "no key is looked for where `alg` is another",
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
            "`ALG` in place of `alg`",
            user().without_header("alg").header("ALG", "RS256"),
            HEADER,
        ),
        refused("`alg` twice, the second is none", user().and_in_header(r#""alg":"none""#), HEADER),
        refused("`alg` twice, the same", user().and_in_header(r#""alg":"RS256""#), HEADER),
        refused("`alg` twice, once escaped", user().and_in_header(r#""\u0061lg":"none""#), HEADER),
        refused(
            "`alg` twice, the first is none",
            user().header_text(|text| text.replacen('{', r#"{"alg":"none","#, 1)),
            HEADER,
        ),
    ]);
    rows
}

/// The public key as a shared secret, as a library would read it that lets the token choose.
fn secrets() -> Vec<Hostile> {
    let modulus = || published(&ISSUER)["n"].as_str().unwrap().to_owned();
    let hmac = |secret: Vec<u8>| {
        user().header("alg", "HS256").signed(move |message| {
            hmac::sign(&hmac::Key::new(HMAC_SHA256, &secret), message).as_ref().to_vec()
        })
    };
    [
        ("the modulus", modulus().into_bytes()),
        ("the bytes of the modulus", decode(&modulus())),
        ("the key in DER", der()),
        ("the key in PEM", pem().into_bytes()),
        ("the key in PEM, with a line break behind", (pem() + "\n").into_bytes()),
        ("the key as JSON", published(&ISSUER).to_string().into_bytes()),
        ("the key's id", kid(&ISSUER).into_bytes()),
        ("nothing", Vec::new()),
    ]
    .map(|(name, secret)| {
        refused(format!("HS256 with {name} as the secret"), hmac(secret), TokenError::Algorithm)
    })
    .into()
}

/// `SubjectPublicKeyInfo` of a key of 2048 bits (RFC 8017, appendix A.1).
fn der() -> Vec<u8> {
    const BEFORE: &[u8] =
        b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\
        \x00\x30\x82\x01\x0a\x02\x82\x01\x01\x00";
    [BEFORE, &decode(published(&ISSUER)["n"].as_str().unwrap()), b"\x02\x03\x01\x00\x01"].concat()
}

fn pem() -> String {
    let text = STANDARD.encode(der());
    let lines: Vec<_> =
        text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"))
}

/// A good signature, of another algorithm: whether the header says so or not.
fn signed_otherwise() -> Vec<Hostile> {
    fn by(scheme: &'static dyn RsaEncoding) -> Token {
        user().signed(|message| ISSUER.sign_raw(scheme, message))
    }
    let es256 = || {
        user().signed(|message| {
            let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
            key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
        })
    };
    let eddsa = || {
        user().signed(|message| Ed25519KeyPair::generate().unwrap().sign(message).as_ref().to_vec())
    };
    let hmac = || {
        user().signed(|message| {
            hmac::sign(&hmac::Key::new(HMAC_SHA256, &der()), message).as_ref().to_vec()
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
            format!("signed with {alg}, and says so"),
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
        ("HS256", hmac()),
    ] {
        rows.push(refused(
            format!("signed with {alg}, and says RS256"),
            token,
            TokenError::Signature,
        ));
    }
    rows
}
