//! Refused tokens: the facets of the actor or of the subject (`xms_act_fct`, `xms_sub_fct`) are not
//! different decimal numbers in one string. Another reader could see other numbers in them.

use serde_json::{Value, json};

use super::good::{agent, agent_for_user, agent_user};
use super::services::{AGENTS_NOT_REQUESTED, AGENTS_SINCE, V1};
use super::token::{Token, app, user, v1_app, v1_user};
use super::{Hostile, claim_error, refused};
use crate::validator::TokenError;

const EXPECTED: &str = "one string of different numbers, with single spaces between them";

pub(super) fn rows() -> Vec<Hostile> {
    [malformed("xms_act_fct", agent_for_user), malformed("xms_sub_fct", agent_user), everywhere()]
        .into_iter()
        .flatten()
        .collect()
}

fn error(name: &'static str) -> TokenError {
    claim_error(name, EXPECTED)
}

fn malformed(name: &'static str, token: fn() -> Token) -> Vec<Hostile> {
    values()
        .into_iter()
        .map(|(shown, value)| {
            refused(format!("`{name}` {shown}"), token().claim(name, value), error(name))
        })
        .collect()
}

fn values() -> Vec<(String, Value)> {
    let texts = [
        "",
        " ",
        "11 ",
        " 11",
        "3  11",
        "1 1",
        "11 11",
        "3 11 3",
        "11,13",
        "3, 11",
        "3;11",
        "3/11",
        "3\t11",
        "3\n11",
        "11\n",
        "3\r\n11",
        "3\u{b}11",
        "3\u{a0}11",
        "3\u{2003}11",
        "11\0",
        "011",
        "03 11",
        "00",
        "+11",
        "-11",
        "3 -11",
        "11.0",
        "1e1",
        "0xb",
        "0b1011",
        "1_1",
        "eleven",
        "/",
        "3 11 agent",
        "\u{661}\u{661}",
        "\u{ff11}\u{ff11}",
        "4294967296",
        "4294967307",
        "18446744073709551627",
        "[3,11]",
        "\"11\"",
    ];
    let others = [
        json!(11),
        json!(11.0),
        json!(0),
        json!([11]),
        json!(["11"]),
        json!(["3", "11"]),
        json!([]),
        json!({}),
        json!({ "11": true }),
        json!(true),
        json!(false),
        Value::Null,
    ];
    let long: Vec<String> = (100..165).map(|number| number.to_string()).collect();
    let huge = [
        ("259 bytes of numbers", long.join(" ")),
        ("100,000 digits", "1".repeat(100_000)),
        ("50,000 numbers", "1 ".repeat(49_999) + "1"),
        ("100,000 spaces", " ".repeat(100_000)),
        ("11 and 100,000 zeros", format!("11 {}", "0".repeat(100_000))),
    ];
    let texts = texts.map(|text| (format!("{text:?}"), json!(text)));
    let others = others.map(|value| (value.to_string(), value));
    let huge = huge.map(|(shown, text)| (shown.to_owned(), json!(text)));
    texts.into_iter().chain(others).chain(huge).collect()
}

/// The rule applies to every caller and to every service.
fn everywhere() -> Vec<Hostile> {
    let subject = || error("xms_sub_fct");
    vec![
        refused("a user with malformed facets", user().claim("xms_sub_fct", "1 1"), subject()),
        refused("an app with malformed facets", app().claim("xms_sub_fct", "9,3"), subject()),
        refused("an agent with malformed facets", agent().claim("xms_sub_fct", "11 "), subject()),
        refused(
            "v1.0, a user with malformed facets",
            v1_user().claim("xms_sub_fct", 13),
            subject(),
        )
        .at(&V1),
        refused(
            "v1.0, an app with malformed facets",
            v1_app().claim("xms_act_fct", json!(["11"])),
            error("xms_act_fct"),
        )
        .at(&V1),
        refused(
            "malformed facets, although the API does not request them",
            user().claim("xms_act_fct", "011"),
            error("xms_act_fct"),
        )
        .at(&AGENTS_NOT_REQUESTED),
        refused(
            "malformed facets in a token from before the API requested them",
            user().claim("iat", 0).good_so_far().claim("xms_act_fct", "011"),
            error("xms_act_fct"),
        )
        .at(&AGENTS_SINCE),
    ]
}
