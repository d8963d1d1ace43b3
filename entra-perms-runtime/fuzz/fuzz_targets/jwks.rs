//! Whatever bytes an authority answers with, keys are used that RS256 is safe with, and no good one is lost; what is fetched
//! next is fetched from a host that cannot be another's.
//!
//! As `token`, with `jwks` in its place everywhere.

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

/// Members that a usable key has, or just not.
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
/// Bytes of the modulus, which is even for some.
const SIZES: [usize; 6] = [256, 255, 257, 512, 1024, 1025];

fuzz_target!(|bytes: &[u8]| {
    as_keys(&composed(bytes));
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return };
    as_keys(&document);
    for tenant in [TENANT, ANY_TENANT] {
        as_metadata(&document, tenant);
    }
});

/// Up to four keys that the bytes choose.
fn composed(bytes: &[u8]) -> Value {
    let mut bytes = bytes.iter().copied();
    let keys = iter::from_fn(|| {
        let (size, fill) = (SIZES[usize::from(bytes.next()?) % SIZES.len()], bytes.next()?);
        let mut key = composed::object(&MEMBERS, &mut bytes);
        key["n"] = URL_SAFE_NO_PAD.encode(vec![fill; size]).into();
        Some(key)
    });
    json!({ "keys": keys.take(4).collect::<Vec<_>>() })
}

fn as_keys(document: &Value) {
    let keys = internals::keys(document);
    let published = document["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    for key in &keys {
        check_key(key);
        let named = published.iter().filter(|json| json["kid"] == *key.kid && is_for_rs256(json));
        let same: Vec<bool> =
            named.filter_map(numbers).map(|numbers| is_of(key, &numbers)).collect();
        assert!(
            !same.is_empty() && same.iter().all(|same| *same),
            "one id, one key: `{}`",
            key.kid
        );
    }
    for json in published.iter().filter(|json| is_for_rs256(json) && numbers(json).is_some()) {
        let id = json["kid"].as_str().filter(|kid| (1..=256).contains(&kid.len()));
        let alone = published.iter().filter(|other| other["kid"] == json["kid"]).count() == 1;
        if let (Some(id), true) = (id, alone) {
            assert!(keys.iter().any(|key| key.kid == id), "a good key is lost: `{id}`");
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
            "nobody signed this"
        );
    }
    assert!(!key.verifies(b"a message", &Vec::new()));
}

/// What RFC 7517 (section 4) says of a key, once more. One whose issuer is no text is not read.
fn is_for_rs256(json: &Value) -> bool {
    let says = |name: &str, value: &str| json[name].is_null() || json[name] == *value;
    let operations = &json["key_ops"];
    let verifies = operations.as_array().is_some_and(|operations| {
        operations.iter().all(Value::is_string)
            && operations.iter().any(|operation| operation == "verify")
    });
    json["kty"] == "RSA"
        && says("use", "sig")
        && says("alg", "RS256")
        && (operations.is_null() || verifies)
        && matches!(json["issuer"], Value::Null | Value::String(_))
}

/// Modulus and exponent, of a size that is taken.
fn numbers(json: &Value) -> Option<[Vec<u8>; 2]> {
    let number = |name: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(json[name].as_str()?).ok()?;
        Some(bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>())
    };
    let (modulus, exponent) = (number("n")?, number("e")?);
    let taken = (2048..=4096).contains(&bits(&modulus))
        && (2..=33).contains(&bits(&exponent))
        && is_odd(&exponent)
        && is_odd(&modulus);
    taken.then_some([modulus, exponent])
}

fn is_of(key: &UsableKey, [modulus, exponent]: &[Vec<u8>; 2]) -> bool {
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
    // As `reqwest` reads it, and not as `http` does, which was asked whether it can be trusted.
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
