//! A key as an issuer publishes it (RFC 7517, section 4; RFC 7518, section 6.3), and the checks
//! that it can be used. The problems show nothing of the key, which may be a secret.

use core::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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

/// Returns the key if it can verify RS256 signatures of Entra, and otherwise the problem.
pub(super) fn read(json: &Value) -> Result<Key, &'static str> {
    let members = json.as_object().ok_or("it is not an object")?;
    check_purpose(members)?;
    let kid = string(members, "kid", "`kid` is not a string")?
        .filter(|kid| !kid.is_empty())
        .ok_or("it has no `kid`")?;
    if kid.len() > MAX_KEY_ID_BYTES {
        return Err("`kid` is longer than 256 bytes");
    }
    // Not in RFC 7517: Entra adds this member.
    let issuer = string(members, "issuer", "`issuer` is not a string")?;
    let modulus = number(members, "n").ok_or("`n` is not a number in base64url")?;
    if !MODULUS_BITS.contains(&bits(&modulus)) {
        return Err("`n` does not have 2048 to 4096 bits");
    }
    let exponent = number(members, "e").ok_or("`e` is not a number in base64url")?;
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
    let issuers = issuer.map(str::to_owned).into_iter().collect();
    Ok(Key { kid: kid.to_owned(), verifying, issuers, modulus, exponent })
}

/// Checks that the members which state the purpose of the key permit RS256 signatures.
fn check_purpose(members: &Map<String, Value>) -> Result<(), &'static str> {
    if members.get("kty").and_then(Value::as_str) != Some("RSA") {
        return Err("`kty` is not `RSA`");
    }
    if string(members, "use", "`use` is not a string")?.is_some_and(|usage| usage != "sig") {
        return Err("`use` is not `sig`");
    }
    if string(members, "alg", "`alg` is not a string")?.is_some_and(|alg| alg != "RS256") {
        return Err("`alg` is not `RS256`");
    }
    match present(members, "key_ops") {
        None => Ok(()),
        Some(operations) if includes_verify(operations) => Ok(()),
        Some(_) => Err("`key_ops` is not a list of strings with `verify`"),
    }
}

fn includes_verify(operations: &Value) -> bool {
    match operations.as_array() {
        Some(operations) => {
            operations.iter().all(Value::is_string)
                && operations.iter().any(|operation| operation == "verify")
        }
        None => false,
    }
}

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
fn number(members: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = URL_SAFE_NO_PAD.decode(members.get(name)?.as_str()?).ok()?;
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
