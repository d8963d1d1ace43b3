//! The published keys that are used, and those that are left out.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;

pub(super) fn modulus(bits: usize) -> String {
    let mut bytes = vec![0xA5; bits / 8];
    bytes[0] = 0x80;
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn key(change: &Value) -> Value {
    let mut key =
        json!({ "kty": "RSA", "use": "sig", "kid": "k", "n": modulus(2048), "e": "AQAB" });
    for (name, value) in change.as_object().unwrap() {
        key[name] = value.clone();
    }
    key
}

fn usable(key: &Value) -> bool {
    KeySet::read(&json!({ "keys": [key] })).find("k").is_some()
}

#[test]
fn only_keys_for_rs256_are_used() {
    for good in [
        json!({}),
        json!({ "alg": "RS256" }),
        json!({ "use": null, "alg": null, "key_ops": null }),
        json!({ "key_ops": ["sign", "verify"] }),
        json!({ "use": null, "key_ops": ["verify"] }),
        json!({ "x5c": "not what it should be" }),
        json!({ "n": modulus(4096) }),
        json!({ "e": "Aw" }),
        json!({ "e": "AAEAAQ" }),
        json!({ "e": "Af____8" }),
    ] {
        assert!(usable(&key(&good)), "{good}");
    }
    for bad in [
        json!({ "kty": "EC" }),
        json!({ "kty": "rsa" }),
        json!({ "use": "SIG" }),
        json!({ "use": "" }),
        json!({ "alg": "rs256" }),
        json!({ "alg": "" }),
        json!({ "n": null }),
        json!({ "e": null }),
        json!({ "kty": "oct", "k": "AAAA" }),
        json!({ "use": "enc" }),
        json!({ "use": "enc", "key_ops": ["verify"] }),
        json!({ "use": null, "key_ops": ["encrypt"] }),
        json!({ "key_ops": ["encrypt", "wrapKey"] }),
        json!({ "key_ops": [] }),
        json!({ "key_ops": ["Verify"] }),
        json!({ "key_ops": ["sign, verify"] }),
        json!({ "key_ops": "verify" }),
        json!({ "alg": "RS512" }),
        json!({ "alg": "HS256" }),
        json!({ "kid": null }),
        json!({ "kid": "" }),
        json!({ "n": modulus(1024) }),
        json!({ "n": modulus(4104) }),
        json!({ "n": format!("{}pA", modulus(2040)) }),
        json!({ "n": "not base64!" }),
        json!({ "n": "" }),
        json!({ "e": "" }),
        json!({ "e": "AQ" }),
        json!({ "e": "BA" }),
        json!({ "e": "AgAAAAE" }),
        json!({ "e": 65537 }),
    ] {
        assert!(!usable(&key(&bad)), "{bad}");
    }
}

#[test]
fn a_malformed_key_affects_no_other_key() {
    let keys = KeySet::read(&json!({ "keys": [null, 7, { "kty": "RSA" }, key(&json!({}))] }));
    assert!(keys.find("k").is_some());
    for nothing in [json!({}), json!([]), json!({ "keys": {} }), json!({ "keys": [] }), Value::Null]
    {
        assert!(KeySet::read(&nothing).is_empty());
    }
}

#[test]
fn two_different_keys_with_one_id_are_not_used() {
    fn twice(change: &Value) -> bool {
        let keys = json!({ "keys": [key(&json!({})), key(change)] });
        KeySet::read(&keys).find("k").is_some()
    }
    assert!(twice(&json!({ "x5t": "another certificate" })));
    assert!(!twice(&json!({ "n": modulus(4096) })));
    assert!(!twice(&json!({ "e": "Aw" })));
}

#[test]
fn the_issuers_of_equal_keys_are_joined() {
    let issuers =
        |keys: Value| KeySet::read(&json!({ "keys": keys })).find("k").unwrap().issuers.clone();
    let key_of = |issuer: &str| key(&json!({ "issuer": issuer }));
    assert_eq!(issuers(json!([key_of("https://i")])), ["https://i"]);
    assert_eq!(
        issuers(json!([key_of("https://i"), key_of("https://j")])),
        ["https://i", "https://j"]
    );
    // An entry without an issuer does not lift the restriction of another entry.
    assert_eq!(issuers(json!([key(&json!({})), key_of("https://i")])), ["https://i"]);
    assert_eq!(issuers(json!([key(&json!({}))])), [] as [&str; 0]);
}
