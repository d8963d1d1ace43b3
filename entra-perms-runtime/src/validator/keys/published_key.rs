//! A key as an issuer publishes it (RFC 7517, section 4; RFC 7518, section 6.3), and whether it can
//! be used. Problems are named, and nothing of the key is shown: it may be a secret.

use core::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::Key;
use super::signature::Backend;
use crate::validator::token::compact::MAX_KEY_ID_BYTES;

/// The least is what NIST SP 800-131A takes; the most is what all backends take
/// (`RsaPublicKey::MAX_SIZE` of `rsa`). With a key that a backend does not take, every signature
/// would be wrong.
const MODULUS_BITS: RangeInclusive<usize> = 2048..=4096;
/// From 3 on; the most is again what all backends take (`RsaPublicKey::MAX_PUB_EXPONENT`).
const EXPONENT_BITS: RangeInclusive<usize> = 2..=33;

/// Returns the key, if RS256 signatures of Entra can be verified with it, or else what is wrong.
pub(super) fn read(json: &Value) -> Result<Key, &'static str> {
    let members = json.as_object().ok_or("it is not an object")?;
    for_rs256(members)?;
    let kid = text(members, "kid", "`kid` is not a text")?
        .filter(|kid| !kid.is_empty())
        .ok_or("it has no `kid`")?;
    if kid.len() > MAX_KEY_ID_BYTES {
        return Err("`kid` is longer than 256 bytes");
    }
    // Entra's own member.
    let issuer = text(members, "issuer", "`issuer` is not a text")?;
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

/// What the key is for, as far as it says so.
fn for_rs256(members: &Map<String, Value>) -> Result<(), &'static str> {
    if members.get("kty").and_then(Value::as_str) != Some("RSA") {
        return Err("`kty` is not `RSA`");
    }
    if text(members, "use", "`use` is not a text")?.is_some_and(|usage| usage != "sig") {
        return Err("`use` is not `sig`");
    }
    if text(members, "alg", "`alg` is not a text")?.is_some_and(|alg| alg != "RS256") {
        return Err("`alg` is not `RS256`");
    }
    let verifies = match present(members, "key_ops") {
        None => true,
        Some(Value::Array(operations)) => {
            operations.iter().all(Value::is_string)
                && operations.iter().any(|operation| operation == "verify")
        }
        Some(_) => false,
    };
    if verifies { Ok(()) } else { Err("`key_ops` is not a list of texts with `verify`") }
}

/// A member that is there and says something: `null` does not.
fn present<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.get(name).filter(|value| !value.is_null())
}

fn text<'a>(
    members: &'a Map<String, Value>,
    name: &str,
    problem: &'static str,
) -> Result<Option<&'a str>, &'static str> {
    present(members, name).map(|value| value.as_str().ok_or(problem)).transpose()
}

/// A number as `Base64urlUInt` (RFC 7518, section 2), without leading zeros: some issuers write
/// one.
fn number(members: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = URL_SAFE_NO_PAD.decode(members.get(name)?.as_str()?).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    Some(bytes)
}

fn bits(number: &[u8]) -> usize {
    number
        .first()
        .map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}
