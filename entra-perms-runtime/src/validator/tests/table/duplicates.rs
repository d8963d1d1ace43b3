//! Refused tokens: a claim occurs twice. Parsers disagree on which value they use (RFC 7519,
//! section 4).

use serde_json::{Value, json};

use super::good::BLUEPRINT;
use super::services::{BOUND_ACCEPTED, V1};
use super::token::{CLIENT, Token, user, v1_user};
use super::{Hostile, refused};
use crate::test_support::model::OTHER_TENANT;
use crate::validator::TokenError;
use crate::validator::claim::Claim;

pub(super) fn rows() -> Vec<Hostile> {
    let names = Claim::ALL.into_iter().map(Claim::name);
    names.flat_map(duplicates_of).chain(further()).collect()
}

/// Returns a token that has each claim that the validator reads.
fn full() -> Token {
    user()
        .claim("appid", CLIENT)
        .claim("appidacr", "1")
        .claim("idtyp", "user")
        .claim("acrs", json!(["c1"]))
        .claim("xms_cc", json!(["cp1"]))
        .claim("cnf", json!({ "kid": "a" }))
        .claim("nonce", "a6d4")
        .claim("at_hash", "a")
        .claim("c_hash", "a")
        .claim("xms_act_fct", "3 11")
        .claim("xms_sub_fct", "3 1")
        .claim("xms_par_app_azp", BLUEPRINT)
        .good_so_far()
}

fn duplicates_of(name: &'static str) -> [Hostile; 6] {
    let twice = |spelled: &str, value: Option<&Value>| {
        let value = value.cloned();
        let spelled = spelled.to_owned();
        full().payload_text(move |text| {
            let payload: Value = serde_json::from_str(&text).unwrap();
            let value = value.unwrap_or_else(|| payload[name].clone());
            format!("{},\"{spelled}\":{value}}}", text.strip_suffix('}').unwrap())
        })
    };
    let escaped = format!("\\u{:04x}{}", name.as_bytes()[0], &name[1..]);
    let mixed = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let first = full().payload_text(|text| {
        text.replacen('{', &format!("{{\"{}\":null,", name.to_uppercase()), 1)
    });
    [
        ("equal", twice(name, None)),
        ("the second null", twice(name, Some(&Value::Null))),
        ("the second in upper case", twice(&name.to_uppercase(), None)),
        ("the second capitalized", twice(&mixed, Some(&json!("x")))),
        ("the second escaped", twice(&escaped, None)),
        ("the first in upper case", first),
    ]
    .map(|(variant, token)| {
        let twice = TokenError::DuplicateClaim { name };
        // Other services would refuse the good token because of its `cnf`.
        refused(format!("`{name}` twice, {variant}"), token, twice).at(&BOUND_ACCEPTED)
    })
}

fn further() -> Vec<Hostile> {
    let twice = |name| TokenError::DuplicateClaim { name };
    vec![
        refused(
            "`tid`, and `TID` of another tenant",
            user().claim("TID", OTHER_TENANT),
            twice("tid"),
        ),
        refused(
            "`tid`, and `tid` of another tenant",
            user().append_claim(&format!(r#""tid":"{OTHER_TENANT}""#)),
            twice("tid"),
        ),
        refused(
            "`roles`, and `Roles` with another role",
            user().claim("Roles", json!(["Contacts.Read.All"])),
            twice("roles"),
        ),
        refused(
            "`tID` and `TID`, but not `tid`",
            user().payload_text(|text| text.replacen("\"tid\"", "\"tID\":7,\"TID\"", 1)),
            twice("tid"),
        ),
        refused(
            "`cnf` and `Cnf`",
            user().claim("cnf", json!({})).claim("Cnf", json!({})),
            twice("cnf"),
        ),
        refused(
            "`azpacr` without a proof, and with one",
            user().claim("azpacr", "0").append_claim(r#""azpacr":"1""#),
            twice("azpacr"),
        ),
        refused(
            "`azpacr` without a proof, and `AZPACR` with one",
            user().claim("azpacr", "0").claim("AZPACR", "1"),
            twice("azpacr"),
        ),
        refused(
            "v1.0, `appidacr` without a proof, and with one",
            v1_user().claim("appidacr", "0").append_claim(r#""appidacr":"1""#),
            twice("appidacr"),
        )
        .at(&V1),
        refused(
            "`xms_act_fct` with an agent, and without",
            user().claim("xms_act_fct", "3 11").append_claim(r#""xms_act_fct":"3""#),
            twice("xms_act_fct"),
        ),
        refused(
            "`xms_act_fct` without an agent, and `XMS_ACT_FCT` with one",
            user().claim("xms_act_fct", "3").claim("XMS_ACT_FCT", "3 11"),
            twice("xms_act_fct"),
        ),
        refused(
            "`Xms_sub_fct` and `XMS_SUB_FCT`, but not `xms_sub_fct`",
            user()
                .without("xms_sub_fct")
                .claim("Xms_sub_fct", "13")
                .claim("XMS_SUB_FCT", "13"),
            twice("xms_sub_fct"),
        ),
        refused(
            "`scp` twice, the second an array",
            user().append_claim(r#""scp":["Crm.Read"]"#),
            twice("scp"),
        ),
        refused(
            "`roles` 1,001 times",
            user().payload_text(|text| {
                format!(
                    "{}{}}}",
                    text.strip_suffix('}').unwrap(),
                    r#","roles":["Contacts.Import"]"#.repeat(1_000)
                )
            }),
            twice("roles"),
        ),
    ]
}
