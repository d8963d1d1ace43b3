//! The keys of the simulated authority, its documents, and tokens that are signed with its keys.

use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::test_support::model::{Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;

/// The keys. Making a key is slow, so each is made once, when a test needs it.
static KEYS: [LazyLock<DevIssuer>; 6] =
    [const { LazyLock::new(|| DevIssuer::new(TENANT).unwrap()) }; 6];

/// Returns an issuer with one key. It signs tokens as `https://login.microsoftonline.com`.
pub(super) fn key(number: usize) -> &'static DevIssuer {
    &KEYS[number % KEYS.len()]
}

/// Returns a token that expires in a day.
pub(super) fn token(key: &DevIssuer) -> String {
    let token = key.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
    token.expires_in(Duration::from_secs(24 * 60 * 60)).sign()
}

/// Returns a token whose key id is not published. It is not signed, because its signature is never
/// verified.
pub(in crate::validator::tests) fn with_invented_key(kid: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#));
    format!("{header}.e30.AAAA")
}

pub(super) fn metadata(jwks_uri: &str) -> Value {
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    json!({ "issuer": issuer, "jwks_uri": jwks_uri })
}

pub(super) fn metadata_of_v1(jwks_uri: &str) -> Value {
    json!({ "issuer": format!("https://sts.windows.net/{TENANT}/"), "jwks_uri": jwks_uri })
}

pub(super) fn jwks(keys: &[&DevIssuer]) -> Value {
    let issuer = json!("https://login.microsoftonline.com/{tenantid}/v2.0");
    let published = keys.iter().map(|key| {
        let mut jwk = serde_json::from_str::<Value>(&key.jwks_json()).unwrap()["keys"][0].take();
        jwk["issuer"] = issuer.clone();
        jwk
    });
    json!({ "keys": published.collect::<Vec<_>>() })
}

/// Returns a key set with one good key among malformed keys.
pub(super) fn jwks_with_malformed_keys(key: &DevIssuer) -> Value {
    let good = jwks(&[key])["keys"][0].clone();
    let changed = |member: &str, value: Value| {
        let mut key = good.clone();
        key["kid"] = json!(format!("another, with an invalid {member}"));
        key[member] = value;
        key
    };
    let n = changed("n", json!("not base64!"));
    let e = changed("e", json!(65537));
    let kty = changed("kty", json!("EC"));
    json!({ "keys": [n, null, e, good, 7, kty, {}, []] })
}
