//! What a payload must look like before its claims are held against anything.

use super::*;
use crate::test_model::Scope;

#[test]
fn every_required_claim_is_required() {
    for (name, expected) in [
        ("iss", "one string"),
        ("aud", "one string"),
        ("exp", "a number of seconds"),
        ("nbf", "a number of seconds"),
        ("tid", "a GUID"),
        ("ver", "one string"),
    ] {
        for payload in [v1(), v2()] {
            refused(&single(None), &without(&payload, name), &TokenError::Claim { name, expected });
            refused(&single(None), &with(&payload, name, Value::Null), &TokenError::Claim { name, expected });
        }
    }
}

#[test]
fn every_claim_has_its_shape() {
    let issuer = v2()["iss"].clone();
    for (name, value, expected) in [
        ("iss", json!([issuer]), "one string"),
        ("iss", json!(7), "one string"),
        ("iss", json!({}), "one string"),
        ("aud", json!([CLIENT_ID]), "one string"),
        ("aud", json!(7), "one string"),
        ("ver", json!(2.0), "one string"),
        ("exp", json!((NOW + 10).to_string()), "a number of seconds"),
        ("exp", json!(true), "a number of seconds"),
        ("exp", json!(-1), "a number of seconds"),
        ("exp", json!(1e300), "a number of seconds"),
        ("exp", json!([NOW + 10]), "a number of seconds"),
        ("nbf", json!((NOW - 10).to_string()), "a number of seconds"),
        ("nbf", json!(-0.5), "a number of seconds"),
        ("tid", json!([TENANT]), "a GUID"),
        ("tid", json!("contoso.onmicrosoft.com"), "a GUID"),
        ("tid", json!(TENANT.to_uppercase()), "a GUID"),
        ("tid", json!(TENANT.replace('-', "")), "a GUID"),
        ("tid", json!(format!("{{{TENANT}}}")), "a GUID"),
        ("tid", json!(format!(" {TENANT}")), "a GUID"),
        ("oid", json!("me"), "a GUID"),
        ("oid", json!(1), "a GUID"),
        ("azp", json!("app"), "a GUID"),
        ("idtyp", json!(["app"]), "one string"),
        ("roles", json!("Contacts.Read.Team"), "an array of strings"),
        ("roles", json!(["Contacts.Read.Team", 1]), "an array of strings"),
        ("roles", json!([["Contacts.Read.Team"]]), "an array of strings"),
        ("roles", json!({ "0": "Contacts.Read.Team" }), "an array of strings"),
        ("roles", Value::Null, "an array of strings"),
        ("scp", json!(["Crm.Read"]), "one string"),
        ("scp", json!(1), "one string"),
    ] {
        refused(&single(None), &with(&v2(), name, value), &TokenError::Claim { name, expected });
    }
}

#[test]
fn a_claim_stands_there_once() {
    let rules = single(None);
    for name in ["iss", "aud", "exp", "nbf", "tid", "ver", "oid", "azp", "appid", "idtyp", "roles", "scp"] {
        let payload = with(&v2(), "idtyp", json!("user"));
        let payload = with(&payload, "appid", json!(CLIENT));
        let value = &payload[name];
        let text = payload.to_string();
        let twice = format!("{},\"{name}\":{value}}}", text.strip_suffix('}').unwrap());
        assert_eq!(check_text(&rules, &twice, None), Err(TokenError::DuplicateClaim { name }));
        let other_case = with(&payload, &name.to_uppercase(), value.clone());
        refused(&rules, &other_case, &TokenError::DuplicateClaim { name });
        let escaped = twice.replacen(
            &format!("\"{name}\""),
            &format!("\"\\u{:04x}{}\"", name.as_bytes()[0], &name[1..]),
            1,
        );
        assert_eq!(check_text(&rules, &escaped, None), Err(TokenError::DuplicateClaim { name }), "{escaped}");
    }
    taken(&rules, &with(&v2(), "Groups", json!(["not", "read"])));
    let only_in_another_case = without(&with(&v2(), "TID", json!(TENANT)), "tid");
    refused(&rules, &only_in_another_case, &TokenError::Claim { name: "tid", expected: "a GUID" });
}

#[test]
fn the_payload_is_one_object() {
    for text in
        ["", "null", "[]", "7", "\"{}\"", "{", "{}{}", &format!("{}x", v2()), "{\"a\":1,}", "\u{feff}{}"]
    {
        assert_eq!(check_text(&single(None), text, None), Err(TokenError::Payload), "{text}");
    }
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    assert_eq!(check_text(&single(None), &deep, None), Err(TokenError::Payload));
}

#[test]
fn roles_and_scopes_go_into_sets_and_the_unknown_is_bounded() {
    let long = "\u{e9}".repeat(100);
    let mut roles = vec!["Contacts.Read.All".to_owned(), long.clone(), "Contacts.Read.Team".to_owned()];
    roles.extend((0..50).map(|i| format!("Unknown.{i}")));
    let payload = with(&with(&v2(), "roles", json!(roles)), "scp", json!(" Crm.Read  Nothing other "));
    let text = payload.to_string();
    let claims = Claims::<TestModel>::read(text.as_bytes()).unwrap();
    assert_eq!(claims.held, [Role::ReadTeam, Role::ReadAll].into_iter().collect());
    assert_eq!(claims.granted, [Scope::Crm, Scope::Nothing].into_iter().collect());
    assert_eq!(claims.unknown.0.len(), 16);
    assert!(claims.unknown.0.iter().any(|value| *value == long[..128]));
    let escaped = text.replace("Contacts.Read.All", "Contacts\\u002eRead.All");
    assert_eq!(Claims::<TestModel>::read(escaped.as_bytes()).unwrap().held, claims.held);
}
