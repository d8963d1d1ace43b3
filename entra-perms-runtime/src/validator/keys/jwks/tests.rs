//! JWKS documents that are given, and the log lines about their keys.

use serde_json::{Value, json};

use super::*;
use crate::test_support::log::Log;
use crate::test_support::model::{OTHER_TENANT, TENANT, TestModel};
use crate::validator::tests::signed_tokens::{ISSUER, at_once, builder, user};
use crate::validator::{TokenError, TokenValidator};

fn key() -> Value {
    let mut document: Value = serde_json::from_str(&ISSUER.jwks_json()).unwrap();
    document["keys"][0].take()
}

fn changed(member: &str, value: impl Into<Value>) -> Value {
    let mut key = key();
    key[member] = value.into();
    key
}

fn from(keys: &Value) -> Result<Jwks, BuildError> {
    Jwks::from_json(json!({ "keys": keys }).to_string())
}

fn validator(keys: Jwks) -> TokenValidator<TestModel> {
    at_once(builder().jwks(keys).build()).unwrap()
}

/// Returns members that cannot be used, with the problem that the log names. Some contain secrets.
fn unusable() -> Vec<(Value, &'static str)> {
    vec![
        (json!(null), "it is not an object"),
        (json!(7), "it is not an object"),
        (json!([key()]), "it is not an object"),
        (json!({}), "`kty` is not `RSA`"),
        (changed("kty", "EC"), "`kty` is not `RSA`"),
        (json!({ "kty": "oct", "kid": "s", "k": "SECRET-SECRET-SECRET" }), "`kty` is not `RSA`"),
        (changed("use", "enc"), "`use` is not `sig`"),
        (changed("use", json!(["sig"])), "`use` is not a string"),
        (changed("alg", "RS512"), "`alg` is not `RS256`"),
        (changed("alg", 256), "`alg` is not a string"),
        (
            changed("key_ops", json!(["encrypt"])),
            "`key_ops` is not a list of strings with `verify`",
        ),
        (
            changed("key_ops", json!(["verify", 7])),
            "`key_ops` is not a list of strings with `verify`",
        ),
        (changed("kid", Value::Null), "it has no `kid`"),
        (changed("kid", ""), "it has no `kid`"),
        (changed("kid", 7), "`kid` is not a string"),
        (changed("kid", "k".repeat(257)), "`kid` is longer than 256 bytes"),
        (changed("issuer", 7), "`issuer` is not a string"),
        (changed("n", "SECRET-SECRET-SECRET!"), "`n` is not a number in base64url"),
        (changed("n", 65537), "`n` is not a number in base64url"),
        (changed("n", Value::Null), "`n` or `e` is missing"),
        (changed("e", Value::Null), "`n` or `e` is missing"),
        (changed("n", "AQAB"), "`n` does not have 2048 to 4096 bits"),
        (changed("e", json!({ "d": "SECRET-SECRET-SECRET" })), "`e` is not a number in base64url"),
        (changed("e", "AQ"), "`e` is not between 3 and 2^33"),
        (changed("e", "BA"), "`n` or `e` is even"),
    ]
}

#[test]
fn an_unusable_key_is_logged_and_affects_no_other_key() {
    for (unusable, problem) in unusable() {
        // Most have the `kid` of the good key, like a damaged copy.
        for (index, keys) in [(0, json!([unusable, key()])), (1, json!([key(), unusable]))] {
            Log::start();
            let keys = from(&keys).unwrap();
            let lines = Log::lines();
            assert_eq!(
                lines,
                [format!(
                    "WARN message=a given signing key cannot be used index={index} problem={problem:?}"
                )],
                "{unusable}"
            );
            assert!(!lines[0].contains("SECRET"), "{lines:?}");
            assert!(at_once(validator(keys).validate(&user().sign())).is_ok(), "{unusable}");
        }
        let error = from(&json!([unusable])).unwrap_err();
        assert!(matches!(error, BuildError::NoKeys { .. }), "{unusable}: {error}");
    }
}

/// The members are JSON that `serde_json::Value` cannot hold.
#[test]
fn a_member_that_cannot_be_parsed_affects_no_other_key() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let in_key = |value: &str| key().to_string().replacen('{', &format!("{{\"x\": {value}, "), 1);
    let values = [&deep, "1e999", "-1e999", r#""\ud800""#, r#""\udc00 \ud800""#];
    let members = values.iter().flat_map(|value| [(*value).to_owned(), in_key(value)]);
    for bad in members.chain([r#"{ "\ud800": 1 }"#.to_owned()]) {
        for (index, keys) in [(0, format!("{bad}, {}", key())), (1, format!("{}, {bad}", key()))] {
            Log::start();
            let keys = Jwks::from_json(format!("{{ \"keys\": [{keys}] }}")).unwrap();
            let problem = format!("cannot be used index={index} problem=\"it cannot be parsed\"");
            assert!(
                Log::lines().iter().any(|line| line.ends_with(&problem)),
                "{bad}: {:?}",
                Log::lines()
            );
            assert!(at_once(validator(keys).validate(&user().sign())).is_ok(), "{bad}");
        }
        // Outside of the list, it is ignored.
        let outside = format!("{{ \"x\": {bad}, \"keys\": [{}] }}", key());
        assert!(Jwks::from_json(outside).is_ok(), "{bad}");
    }
}

#[test]
fn invalid_utf_8_affects_only_its_member() {
    let document = format!(r#"{{ "keys": [{}, {{ "x": "?" }}] }}"#, key()).replace('?', "\u{FFFD}");
    let as_bytes = |text: &str| {
        let (before, after) = text.split_once('\u{FFFD}').unwrap();
        [before.as_bytes(), b"\xE4", after.as_bytes()].concat()
    };
    for document in [document.clone().into_bytes(), as_bytes(&document)] {
        Log::start();
        assert!(Jwks::from_json(document).is_ok());
        assert!(
            Log::lines()[0]
                .ends_with(r#"index=1 problem="it has U+FFFD, or bytes that are not UTF-8""#)
        );
    }
    let in_the_key = changed("x", "\u{FFFD}").to_string();
    let document = as_bytes(&format!(r#"{{ "keys": [{in_the_key}] }}"#));
    assert!(matches!(Jwks::from_json(document), Err(BuildError::NoKeys { .. })));
}

#[test]
fn a_byte_order_mark_is_ignored_only_at_the_start() {
    let document = ISSUER.jwks_json();
    assert!(Jwks::from_json(format!("\u{FEFF}{document}")).is_ok());
    for bad in [format!("\u{FEFF}\u{FEFF}{document}"), format!("{document}\u{FEFF}")] {
        assert!(matches!(Jwks::from_json(bad), Err(BuildError::InvalidJwks { .. })));
    }
    // UTF-16, as PowerShell writes it.
    let utf_16: Vec<u8> = format!("\u{FEFF}{document}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(matches!(Jwks::from_json(utf_16), Err(BuildError::InvalidJwks { .. })));
}

#[test]
fn a_key_with_an_issuer_signs_only_for_that_issuer() {
    let key_of = |tenant: &str| {
        changed("issuer", format!("https://login.microsoftonline.com/{tenant}/v2.0"))
    };
    let validate =
        |key: Value| at_once(validator(from(&json!([key])).unwrap()).validate(&user().sign()));
    for good in [key(), key_of(TENANT), key_of("{tenantid}"), changed("issuer", Value::Null)] {
        assert!(validate(good.clone()).is_ok(), "{good}");
    }
    for bad in [key_of(OTHER_TENANT), changed("issuer", "")] {
        assert!(matches!(validate(bad.clone()), Err(TokenError::KeyIssuer { .. })), "{bad}");
    }
}

#[test]
fn two_different_keys_with_one_id_are_not_used() {
    let other = changed("n", format!("{}{}", "_".repeat(340), "_w"));
    let error = from(&json!([key(), other])).unwrap_err();
    assert!(matches!(error, BuildError::NoKeys { .. }), "{error}");
    assert!(from(&json!([key(), key()])).is_ok());
}

#[test]
fn an_error_shows_nothing_of_an_invalid_document() {
    for (document, problem) in [
        ("", "is not JSON: line 1, column 0"),
        ("SECRET", "is not JSON: line 1, column 1"),
        ("{\n\"keys\": SECRET", "is not JSON: line 2, column 9"),
        ("null", "has no array `keys`"),
        ("[]", "has no array `keys`"),
        ("{}", "has no array `keys`"),
        (r#"{ "keys": { "k": "SECRET" } }"#, "has no array `keys`"),
        (r#"{ "Keys": [] }"#, "has no array `keys`"),
        (r#"{ "kty": "RSA", "d": "SECRET" }"#, "has no array `keys`"),
    ] {
        let error = Jwks::from_json(document).unwrap_err();
        assert_eq!(error, BuildError::InvalidJwks { problem: problem.to_owned() }, "{document}");
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
    let error = Jwks::from_json(b"{\"keys\": [\xff]}").unwrap_err();
    assert!(matches!(error, BuildError::InvalidJwks { .. }), "{error}");
    let error = Jwks::from_json(b"{\"keys\": [\"\xff\"]}").unwrap_err();
    assert!(matches!(error, BuildError::NoKeys { .. }), "{error}");
    let error = Jwks::from_json(r#"{ "keys": [] }"#).unwrap_err();
    assert!(matches!(error, BuildError::NoKeys { .. }), "{error}");
}

#[test]
fn text_and_bytes_are_accepted_and_debug_shows_only_ids() {
    let document = ISSUER.jwks_json();
    let shown = format!("{:?}", Jwks::from_json(document.as_bytes()).unwrap());
    assert_eq!(shown, format!("{:?}", Jwks::from_json(&document).unwrap()));
    assert_eq!(shown, format!("Jwks([{}])", key()["kid"]));
}
