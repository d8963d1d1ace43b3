//! A key as an issuer publishes it (RFC 7517, section 4; RFC 7518, section 6.3), and the checks
//! that it can be used. jsonwebtoken parses its members. The problems show nothing of the key,
//! which may be a secret.

use core::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse,
    RSAKeyParameters,
};
use serde_json::{Map, Value};

use super::Key;
use super::signature::Backend;
use crate::validator::token::compact::MAX_KEY_ID_BYTES;

/// The minimum is the one of NIST SP 800-131A. The maximum is the largest size that all backends
/// accept (`RsaPublicKey::MAX_SIZE` of `rsa`): with a key that a backend does not accept, every
/// signature would be invalid.
const MODULUS_BITS: RangeInclusive<usize> = 2048..=4096;
/// The minimum is 3. The maximum is the largest size that all backends accept
/// (`RsaPublicKey::MAX_PUB_EXPONENT`).
const EXPONENT_BITS: RangeInclusive<usize> = 2..=33;

/// The members that are parsed as strings, and the problem if one is not. `kty`, `key_ops` and
/// `issuer` are read too. All other members are ignored, such as certificates, and numbers of a
/// private key.
const STRINGS: [(&str, &str); 5] = [
    ("kid", "`kid` is not a string"),
    ("use", "`use` is not a string"),
    ("alg", "`alg` is not a string"),
    ("n", "`n` is not a number in base64url"),
    ("e", "`e` is not a number in base64url"),
];

/// Returns the key if it can verify RS256 signatures of Entra, and otherwise the problem.
pub(super) fn read(json: &Value) -> Result<Key, &'static str> {
    let members = json.as_object().ok_or("it is not an object")?;
    let Jwk { common, algorithm, .. } = jwk(members)?;
    check_purpose(&common)?;
    let kid = common.key_id.filter(|kid| !kid.is_empty()).ok_or("it has no `kid`")?;
    if kid.len() > MAX_KEY_ID_BYTES {
        return Err("`kid` is longer than 256 bytes");
    }
    let AlgorithmParameters::RSA(RSAKeyParameters { n, e, .. }) = algorithm else {
        return Err("`n` or `e` is missing");
    };
    let modulus = number(&n).ok_or("`n` is not a number in base64url")?;
    if !MODULUS_BITS.contains(&bits(&modulus)) {
        return Err("`n` does not have 2048 to 4096 bits");
    }
    let exponent = number(&e).ok_or("`e` is not a number in base64url")?;
    if !EXPONENT_BITS.contains(&bits(&exponent)) {
        return Err("`e` is not between 3 and 2^33");
    }
    if !is_odd(&modulus) || !is_odd(&exponent) {
        return Err("`n` or `e` is even");
    }
    let backend = Backend::COMPILED_IN.first().ok_or("no cryptography is compiled in")?;
    let verifying = backend
        .key(&modulus, &exponent)
        .ok_or("the cryptography backend does not accept it")?;
    // Not in RFC 7517: Entra adds this member.
    let issuer = string(members, "issuer", "`issuer` is not a string")?;
    let issuers = issuer.map(str::to_owned).into_iter().collect();
    Ok(Key { kid, verifying, issuers, modulus, exponent })
}

/// Parses the members of RFC 7517 that are read.
fn jwk(published: &Map<String, Value>) -> Result<Jwk, &'static str> {
    if published.get("kty").and_then(Value::as_str) != Some("RSA") {
        return Err("`kty` is not `RSA`");
    }
    let mut members = Map::new();
    members.insert("kty".to_owned(), "RSA".into());
    for (name, problem) in STRINGS {
        if let Some(value) = string(published, name, problem)? {
            members.insert(name.to_owned(), value.into());
        }
    }
    if let Some(operations) = present(published, "key_ops") {
        members.insert("key_ops".to_owned(), operations.clone());
    }
    // All other members are strings, which the parser accepts.
    serde_json::from_value(Value::Object(members)).map_err(|_| KEY_OPS_PROBLEM)
}

/// Checks that the members which state the purpose of the key permit RS256 signatures.
fn check_purpose(common: &CommonParameters) -> Result<(), &'static str> {
    if !matches!(common.public_key_use, None | Some(PublicKeyUse::Signature)) {
        return Err("`use` is not `sig`");
    }
    if !matches!(common.key_algorithm, None | Some(KeyAlgorithm::RS256)) {
        return Err("`alg` is not `RS256`");
    }
    match &common.key_operations {
        None => Ok(()),
        Some(operations) if operations.contains(&KeyOperations::Verify) => Ok(()),
        Some(_) => Err(KEY_OPS_PROBLEM),
    }
}

const KEY_OPS_PROBLEM: &str = "`key_ops` is not a list of strings with `verify`";

/// Returns a member unless it is `null`.
fn present<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.get(name).filter(|value| !value.is_null())
}

fn string<'a>(
    members: &'a Map<String, Value>,
    name: &str,
    problem: &'static str,
) -> Result<Option<&'a str>, &'static str> {
    present(members, name).map(|value| value.as_str().ok_or(problem)).transpose()
}

/// Returns a number that is encoded as `Base64urlUInt` (RFC 7518, section 2), without leading
/// zeros. Some issuers write a leading zero.
fn number(encoded: &str) -> Option<Vec<u8>> {
    let mut bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    Some(bytes)
}

fn bits(number: &[u8]) -> usize {
    match number.first() {
        Some(first) => number.len() * 8 - first.leading_zeros() as usize,
        None => 0,
    }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}
