//! Project Wycheproof's vectors for JWS and JWK, through the steps of `validate` up to the signature, with each backend.
//!
//! They are not part of this repository: <https://github.com/C2SP/wycheproof>, `testvectors_v1/json_web_*_test.json`.

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

/// Where the answer is another than the suite's: file, `tcId`, ours, why. Valid cases of
/// [another family](is_of_another_family) are not listed.
const DIFFERENT: &[(&str, u32, Answer, &str)] = &[
    (SIGNATURES, 259, Answer::Refused, EMPTY),
    (SIGNATURES, 264, Answer::Refused, OTHER_HASH),
    (SIGNATURES, 265, Answer::Refused, OTHER_HASH),
    (SIGNATURES, 266, Answer::Refused, OTHER_HASH),
    (SIGNATURES, 267, Answer::Refused, OTHER_HASH),
    (SIGNATURES, 268, Answer::Refused, OTHER_HASH),
    (SIGNATURES, 269, Answer::Refused, OTHER_HASH),
    (SIGNATURES, 270, Answer::Refused, OTHER_HASH),
    (SIGNATURES, 271, Answer::Refused, OTHER_HASH),
    (CRYPTO, 46, Answer::Accepted, ROCA),
    (KEYS, 7, Answer::Accepted, ROCA),
];

const EMPTY: &str = "a JWS may sign nothing, a token has claims";
const OTHER_HASH: &str = "Entra signs with RS256 alone";
const ROCA: &str = "keys are the word of the authority, which is trusted to make good ones";

/// How many cases there are, so that none goes missing unnoticed.
const CASES: [(&str, usize); 3] = [(SIGNATURES, 401), (CRYPTO, 83), (KEYS, 26)];
/// Those with a key for RS256: of [`SIGNATURES`] 226, 5, and one each from RFC 7520 with `use` and with `key_ops`; of
/// [`CRYPTO`] 13 and one with a ROCA key; of [`KEYS`] the good one, the ROCA key, the short one and that with the exponent 1.
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
    /// Where there is none, the key is a secret.
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
    result: Answer,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
enum Answer {
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
        println!("{file} {id}: {ours:?}, because {why}");
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
        assert_eq!(counts.different, listed, "{file}: a case that is listed is not there");
    }
}

fn run(file: &str, suite: &Suite, backend: Backend) -> Counts {
    let mut counts = Counts::default();
    for group in &suite.groups {
        let document = group.published();
        let keys = KeySet::read(&document);
        for case in &group.tests {
            let place = format!("{file} {} ({})", case.id, case.comment);
            let found = answer(&keys, &case.token(), backend);
            let listed = DIFFERENT.iter().find(|(of, id, ..)| (*of, *id) == (file, case.id));
            let expected = match listed {
                Some((_, _, ours, _)) => {
                    assert_ne!(*ours, case.result, "{place} is listed, and no different");
                    counts.different += 1;
                    *ours
                }
                None if is_of_another_family(&document) => {
                    counts.valid_in_another_family += usize::from(case.result == Answer::Accepted);
                    Answer::Refused
                }
                None => case.result,
            };
            let ours = if found.is_ok() { Answer::Accepted } else { Answer::Refused };
            assert_eq!(ours, expected, "{place}: {:?}", found.err());
            counts.cases += 1;
            counts.of_rs256 += usize::from(every_key(&document, is_for_rs256));
            counts.accepted += usize::from(ours == Answer::Accepted);
            counts.refused += usize::from(ours == Answer::Refused);
            assert!(
                ours == Answer::Refused || every_key(&document, is_for_rs256),
                "{place}: nothing but RS256"
            );
        }
    }
    counts
}

/// What `validate` does, up to where claims are read.
fn answer(keys: &KeySet, token: &str, backend: Backend) -> Result<(), TokenError> {
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
    /// The key, or keys, as an authority would publish them.
    fn published(&self) -> Value {
        let key = self.public.as_ref().unwrap_or(&self.private);
        if key.get("keys").is_some() { key.clone() } else { json!({ "keys": [key] }) }
    }
}

impl Case {
    /// What would stand in the header of a request: a token in JSON form as it is.
    fn token(&self) -> String {
        self.jws.as_str().map_or_else(|| self.jws.to_string(), str::to_owned)
    }
}

/// Secrets, elliptic curves and RSASSA-PSS: all that is valid there is refused.
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
