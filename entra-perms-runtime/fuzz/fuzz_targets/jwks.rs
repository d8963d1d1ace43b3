//! Checks keys and metadata for any response of an authority.
//!
//! - Every key in use is safe for RS256.
//! - Every usable key of the response is in use.
//! - The JWKS URL in metadata uses TLS, unless it names this machine.
//!
//! Run it like the target `token`, with `jwks` in place of `token`.

#![no_main]

mod composed;

use std::iter;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_perms_runtime::internals::{self, UsableKey};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use url::{Host, Url};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const ANY_TENANT: &str = "{tenantid}";

/// Members of keys, with values that are valid, or invalid by a small difference.
const MEMBERS: [composed::Member; 7] = [
    ("kty", &[r#""RSA""#, r#""EC""#, r#""oct""#]),
    ("kid", &[r#""one""#, r#""two""#, r#""""#, "7"]),
    ("use", &[r#""sig""#, r#""enc""#, "null"]),
    (
        "key_ops",
        &[r#"["verify"]"#, r#"["sign", "verify"]"#, r#"["encrypt"]"#, "[]", "null", r#""verify""#],
    ),
    ("alg", &[r#""RS256""#, r#""RS512""#, r#""PS256""#, r#""HS256""#, "null"]),
    (
        "e",
        &[
            r#""AQAB""#,
            r#""AAEAAQ""#,
            r#""AQ""#,
            r#""AA""#,
            r#""AgAA""#,
            r#""_____________w""#,
            r#""Af________8""#,
        ],
    ),
    ("issuer", &[r#""https://sts.windows.net/{tenantid}/""#, "null", "7"]),
];
/// The sizes of a modulus in bytes. A modulus filled with an even byte is even, so invalid.
const SIZES: [usize; 6] = [256, 255, 257, 512, 1024, 1025];

fuzz_target!(|bytes: &[u8]| {
    as_keys(&composed(bytes));
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return };
    as_keys(&document);
    for tenant in [TENANT, ANY_TENANT] {
        as_metadata(&document, tenant);
    }
});

/// Returns up to four keys that the bytes choose.
fn composed(bytes: &[u8]) -> Value {
    let mut bytes = bytes.iter().copied();
    let keys = iter::from_fn(|| {
        let size = SIZES[usize::from(bytes.next()?) % SIZES.len()];
        let fill = bytes.next()?;
        let mut key = composed::object(&MEMBERS, &mut bytes);
        key["n"] = URL_SAFE_NO_PAD.encode(vec![fill; size]).into();
        Some(key)
    });
    json!({ "keys": keys.take(4).collect::<Vec<_>>() })
}

fn as_keys(document: &Value) {
    let keys = internals::keys(document);
    let published = document["keys"].as_array().map_or(&[][..], Vec::as_slice);
    for key in &keys {
        check_key(key);
        let named = published.iter().filter(|json| json["kid"] == *key.kid && is_for_rs256(json));
        let candidates: Vec<[Vec<u8>; 2]> = named.filter_map(numbers).collect();
        assert!(!candidates.is_empty(), "no published key has the id `{}`", key.kid);
        assert!(
            candidates.iter().all(|numbers| has_numbers(key, numbers)),
            "two published keys have the id `{}`",
            key.kid
        );
    }
    for json in published.iter().filter(|json| is_for_rs256(json) && numbers(json).is_some()) {
        let id = json["kid"].as_str().filter(|kid| (1..=256).contains(&kid.len()));
        let is_unique = published.iter().filter(|other| other["kid"] == json["kid"]).count() == 1;
        if let Some(id) = id
            && is_unique
        {
            assert!(keys.iter().any(|key| key.kid == id), "the usable key `{id}` is missing");
        }
    }
}

fn check_key(key: &UsableKey) {
    assert!(!key.kid.is_empty());
    assert!((2048..=4096).contains(&bits(key.modulus())));
    assert!(
        (2..=33).contains(&bits(key.exponent())) && is_odd(key.exponent()) && is_odd(key.modulus())
    );
    for byte in [0, 1, 0xFF] {
        assert!(
            !key.verifies(b"a message", &vec![byte; key.modulus().len()]),
            "the signature was not made with this key"
        );
    }
    assert!(!key.verifies(b"a message", &Vec::new()));
}

/// Returns `true` if the key is for RS256 by RFC 7517, section 4, written independently.
///
/// The runtime skips keys whose issuer is not a string.
fn is_for_rs256(json: &Value) -> bool {
    let allows = |name: &str, value: &str| json[name].is_null() || json[name] == *value;
    let operations = &json["key_ops"];
    let verifies = operations.as_array().is_some_and(|operations| {
        operations.iter().all(Value::is_string)
            && operations.iter().any(|operation| operation == "verify")
    });
    json["kty"] == "RSA"
        && allows("use", "sig")
        && allows("alg", "RS256")
        && (operations.is_null() || verifies)
        && matches!(json["issuer"], Value::Null | Value::String(_))
}

/// Returns modulus and exponent if their sizes are accepted and both are odd.
fn numbers(json: &Value) -> Option<[Vec<u8>; 2]> {
    let number = |name: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(json[name].as_str()?).ok()?;
        Some(bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>())
    };
    let modulus = number("n")?;
    let exponent = number("e")?;
    let is_accepted = (2048..=4096).contains(&bits(&modulus))
        && (2..=33).contains(&bits(&exponent))
        && is_odd(&exponent)
        && is_odd(&modulus);
    is_accepted.then_some([modulus, exponent])
}

fn has_numbers(key: &UsableKey, [modulus, exponent]: &[Vec<u8>; 2]) -> bool {
    key.modulus() == modulus && key.exponent() == exponent
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}

fn bits(number: &[u8]) -> usize {
    number
        .first()
        .map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

fn as_metadata(document: &Value, tenant: &str) {
    let Some((issuer, keys)) = internals::metadata(document, tenant) else { return };
    assert!(issuer.contains(&format!("/{tenant}")), "metadata of another tenant: {issuer}");
    // The runtime checks the URL with the parser of `http`. `reqwest`, which sends the request,
    // uses the parser of `url`.
    let Ok(url) = Url::parse(&keys) else { return };
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
    let is_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    assert!(url.scheme() == "https" || (url.scheme() == "http" && is_this_machine), "{url}");
}
