//! Test vectors of Project Wycheproof for JWS and JWK. Each backend runs the steps of `validate` up
//! to the signature.
//!
//! The vectors are not part of this repository. They are in
//! `testvectors_v1/json_web_*_test.json` of <https://github.com/C2SP/wycheproof>.

use std::path::PathBuf;
use std::{env, fs};

use serde::Deserialize;
use serde_json::{Value, json};

use super::Backend;
use crate::validator::keys::KeySet;
use crate::validator::token::compact::Compact;
use crate::validator::token_error::TokenError;

const SIGNATURES: &str = "json_web_signature_test.json";
const CRYPTO: &str = "json_web_crypto_test.json";
const KEYS: &str = "json_web_key_test.json";

/// The cases with another result than the suite's: file, `tcId`, our result, reason. Valid cases of
/// [another family](is_of_another_family) are not listed.
const DIFFERENT: &[(&str, u32, Verdict, &str)] = &[
    (SIGNATURES, 259, Verdict::Refused, EMPTY),
    (SIGNATURES, 264, Verdict::Refused, OTHER_HASH),
    (SIGNATURES, 265, Verdict::Refused, OTHER_HASH),
    (SIGNATURES, 266, Verdict::Refused, OTHER_HASH),
    (SIGNATURES, 267, Verdict::Refused, OTHER_HASH),
    (SIGNATURES, 268, Verdict::Refused, OTHER_HASH),
    (SIGNATURES, 269, Verdict::Refused, OTHER_HASH),
    (SIGNATURES, 270, Verdict::Refused, OTHER_HASH),
    (SIGNATURES, 271, Verdict::Refused, OTHER_HASH),
    (CRYPTO, 46, Verdict::Accepted, ROCA),
    (KEYS, 7, Verdict::Accepted, ROCA),
];

const EMPTY: &str = "a JWS may have an empty payload, but a token has claims";
const OTHER_HASH: &str = "Entra signs with RS256 only";
const ROCA: &str = "the authority is trusted to make good keys";

/// The number of cases in each file, so that a missing case is noticed.
const CASES: [(&str, usize); 3] = [(SIGNATURES, 401), (CRYPTO, 83), (KEYS, 26)];
/// The number of cases with a key for RS256:
///
/// - [`SIGNATURES`] has 226 and 5, and one each from RFC 7520 with `use` and with `key_ops`;
/// - [`CRYPTO`] has 13, and one with a ROCA key;
/// - [`KEYS`] has a good key, a ROCA key, a short key and a key with the exponent 1.
const CASES_OF_RS256: [(&str, usize); 3] = [(SIGNATURES, 233), (CRYPTO, 14), (KEYS, 4)];

#[derive(Deserialize)]
struct Suite {
    #[serde(rename = "numberOfTests")]
    number: usize,
    #[serde(rename = "testGroups")]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    /// `None` if the key is symmetric.
    public: Option<Value>,
    private: Value,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    #[serde(rename = "tcId")]
    id: u32,
    comment: String,
    #[serde(alias = "jwe")]
    jws: Value,
    result: Verdict,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
enum Verdict {
    #[serde(rename = "valid")]
    Accepted,
    #[serde(rename = "invalid")]
    Refused,
}

#[derive(Default, Debug)]
struct Counts {
    cases: usize,
    of_rs256: usize,
    accepted: usize,
    refused: usize,
    valid_in_another_family: usize,
    different: usize,
}

#[test]
#[ignore = "needs the folder of Wycheproof's vectors, named by ENTRA_PERMS_VECTORS"]
fn wycheproof() {
    for backend in Backend::COMPILED_IN {
        all_suites(*backend);
    }
    for (file, id, ours, why) in DIFFERENT {
        println!("{file} {id}: {ours:?}: {why}");
    }
}

fn all_suites(backend: Backend) {
    let folder =
        PathBuf::from(env::var_os("ENTRA_PERMS_VECTORS").expect("a folder in ENTRA_PERMS_VECTORS"));
    for ((file, cases), (_, of_rs256)) in CASES.into_iter().zip(CASES_OF_RS256) {
        let suite = fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let suite: Suite = serde_json::from_slice(&suite).unwrap();
        let counts = run(file, &suite, backend);
        println!("{backend:?}, {file}: {counts:?}");
        assert_eq!(
            (suite.number, counts.cases, counts.of_rs256),
            (cases, cases, of_rs256),
            "{file}"
        );
        let listed = DIFFERENT.iter().filter(|(of, ..)| *of == file).count();
        assert_eq!(counts.different, listed, "{file}: a listed case is missing");
    }
}

fn run(file: &str, suite: &Suite, backend: Backend) -> Counts {
    let mut counts = Counts::default();
    for group in &suite.groups {
        let document = group.published();
        let keys = KeySet::read(&document);
        for case in &group.tests {
            let place = format!("{file} {} ({})", case.id, case.comment);
            let found = verify(&keys, &case.token(), backend);
            let listed = DIFFERENT.iter().find(|(of, id, ..)| (*of, *id) == (file, case.id));
            let expected = match listed {
                Some((_, _, ours, _)) => {
                    assert_ne!(*ours, case.result, "{place} is listed, but has the suite's result");
                    counts.different += 1;
                    *ours
                }
                None if is_of_another_family(&document) => {
                    counts.valid_in_another_family += usize::from(case.result == Verdict::Accepted);
                    Verdict::Refused
                }
                None => case.result,
            };
            let ours = if found.is_ok() { Verdict::Accepted } else { Verdict::Refused };
            assert_eq!(ours, expected, "{place}: {:?}", found.err());
            counts.cases += 1;
            counts.of_rs256 += usize::from(every_key(&document, is_for_rs256));
            counts.accepted += usize::from(ours == Verdict::Accepted);
            counts.refused += usize::from(ours == Verdict::Refused);
            assert!(
                ours == Verdict::Refused || every_key(&document, is_for_rs256),
                "{place}: only RS256 may be accepted"
            );
        }
    }
    counts
}

/// Runs the steps of `validate` that come before claims are read.
fn verify(keys: &KeySet, token: &str, backend: Backend) -> Result<(), TokenError> {
    let token = Compact::parse(token)?;
    let key = keys.find(&token.key_id()?).ok_or(TokenError::UnknownKey)?;
    let (modulus, exponent) = key.numbers();
    let key = backend.key(modulus, exponent).ok_or(TokenError::UnknownKey)?;
    if !key.verify(token.signed, &token.signature) {
        return Err(TokenError::Signature);
    }
    token.payload().map(drop)
}

impl Group {
    /// Returns the keys of the group as a JWKS document.
    fn published(&self) -> Value {
        let key = self.public.as_ref().unwrap_or(&self.private);
        if key.get("keys").is_some() { key.clone() } else { json!({ "keys": [key] }) }
    }
}

impl Case {
    /// Returns the token of a request. A token in JSON form stays in JSON form.
    fn token(&self) -> String {
        self.jws.as_str().map_or_else(|| self.jws.to_string(), str::to_owned)
    }
}

/// Checks that all keys are symmetric, elliptic curve or RSASSA-PSS keys. Their valid signatures
/// are refused here.
fn is_of_another_family(document: &Value) -> bool {
    every_key(document, |key| {
        key["kty"] != "RSA" || key["alg"].as_str().is_some_and(|alg| alg.starts_with("PS"))
    })
}

fn is_for_rs256(key: &Value) -> bool {
    key["kty"] == "RSA" && key["alg"] == "RS256"
}

fn every_key(document: &Value, is: impl Fn(&Value) -> bool) -> bool {
    document["keys"].as_array().unwrap().iter().all(is)
}
