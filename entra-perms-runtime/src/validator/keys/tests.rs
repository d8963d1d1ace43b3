//! Which published keys are used.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;

fn modulus(bits: usize) -> String {
    let mut bytes = vec![0xA5; bits / 8];
    bytes[0] = 0x80;
    URL_SAFE_NO_PAD.encode(bytes)
}

fn key(change: &Value) -> Value {
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
fn a_malformed_key_does_not_lose_the_others() {
    let keys = KeySet::read(&json!({ "keys": [null, 7, { "kty": "RSA" }, key(&json!({}))] }));
    assert!(keys.find("k").is_some());
    for nothing in [json!({}), json!([]), json!({ "keys": {} }), json!({ "keys": [] }), Value::Null]
    {
        assert!(KeySet::read(&nothing).is_empty());
    }
}

#[test]
fn an_id_that_stands_for_two_keys_stands_for_none() {
    fn twice(change: &Value) -> bool {
        let keys = json!({ "keys": [key(&json!({})), key(change)] });
        KeySet::read(&keys).find("k").is_some()
    }
    assert!(twice(&json!({ "x5t": "a certificate more" })));
    assert!(!twice(&json!({ "n": modulus(4096) })));
    assert!(!twice(&json!({ "e": "Aw" })));
}

#[test]
#[cfg(feature = "discovery")]
fn a_refresh_that_misses_a_document_changes_no_key() {
    let keys = |kid: &str, issuer: &str| {
        KeySet::read(&json!({ "keys": [key(&json!({ "kid": kid, "issuer": issuer }))] }))
    };
    let issuer =
        |keys: &KeySet, kid: &str| keys.find(kid).and_then(|key| key.issuers.first().cloned());
    let mut published = keys("k", "new");
    published.add(keys("l", "new"));
    let partial = keys("k", "old").refreshed(published.clone(), false);
    assert_eq!(issuer(&partial, "k").as_deref(), Some("old"));
    assert_eq!(issuer(&partial, "l").as_deref(), Some("new"));
    let complete = keys("k", "old").refreshed(published, true);
    assert_eq!(issuer(&complete, "k").as_deref(), Some("new"));
}

#[test]
fn the_issuers_of_a_key_are_kept() {
    let issuers =
        |keys: Value| KeySet::read(&json!({ "keys": keys })).find("k").unwrap().issuers.clone();
    let of = |issuer: &str| key(&json!({ "issuer": issuer }));
    assert_eq!(issuers(json!([of("https://i")])), ["https://i"]);
    assert_eq!(issuers(json!([of("https://i"), of("https://j")])), ["https://i", "https://j"]);
    // To say nothing opens nothing that another entry restricts.
    assert_eq!(issuers(json!([key(&json!({})), of("https://i")])), ["https://i"]);
    assert_eq!(issuers(json!([key(&json!({}))])), [] as [&str; 0]);
}

#[test]
#[cfg(feature = "discovery")]
fn documents_are_added_by_the_rule_of_one() {
    let keys = |change: Value| KeySet::read(&json!({ "keys": [key(&change)] }));
    let mut v2 = keys(json!({ "issuer": "https://v2" }));
    v2.add(keys(json!({ "issuer": "https://v1" })));
    assert_eq!(v2.find("k").unwrap().issuers, ["https://v2", "https://v1"]);
    v2.add(keys(json!({})));
    assert_eq!(v2.find("k").unwrap().issuers.len(), 2);
    v2.add(keys(json!({ "kid": "l" })));
    v2.add(keys(json!({ "n": modulus(4096) })));
    assert!(v2.find("k").is_none() && v2.find("l").is_some());
}
