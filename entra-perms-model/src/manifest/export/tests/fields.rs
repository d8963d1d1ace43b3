//! The types of values, and repeated keys.

use super::*;
use crate::test_support::analysis::analyze_text;
use crate::test_support::error_texts;

#[test]
fn entries_without_a_value_are_ignored() {
    let manifest = sound(&format!(
        r#"{{"appRoles": [{{"value": null}}, {{"displayName": "User"}}, {{"value": ""}}, {ROLE}]}}"#
    ));
    assert_eq!(values(manifest.roles()), ["A"]);
}

#[test]
fn values_of_another_type_are_refused() {
    for (text, message, place, remedy) in [
        (
            r#"{"appRoles": [{"value": 7}]}"#,
            "expected a string for `value` of an app role, found a number",
            "1:25",
            "help: write it in double quotes",
        ),
        (
            r#"{"appRoles": {}}"#,
            "expected a list for `appRoles` of the application, found an object",
            "1:14",
            "help: write the entries between `[` and `]`",
        ),
        (
            r#"{"appRoles": {"A": {"allowedMemberTypes": ["User"]}}}"#,
            "expected a list for `appRoles` of the application, found an object",
            "1:14",
            "help: write the entries between `[` and `]`",
        ),
        (
            r#"{"appRoles": ["A"]}"#,
            "expected an object for an app role, found a string",
            "1:15",
            EXPORT_HELP,
        ),
        (
            r#"{"api": "…"}"#,
            "expected an object for `api` of the application, found a string",
            "1:9",
            EXPORT_HELP,
        ),
        (
            r#"{"oauth2Permissions": [{"value": "A", "isEnabled": 1}]}"#,
            "expected true or false for `isEnabled` of a scope, found a number",
            "1:52",
            "help: write `true` or `false`",
        ),
        // `null` does not say whether the scope is enabled.
        (
            r#"{"oauth2Permissions": [{"value": "A", "isEnabled": null}]}"#,
            "expected true or false for `isEnabled` of a scope, found null",
            "1:52",
            "help: write `true` or `false`",
        ),
        (
            r#"{"appRoles": [{"value": "A", "allowedMemberTypes": 1}]}"#,
            "expected a list for `allowedMemberTypes` of an app role, found a number",
            "1:52",
            EXPORT_HELP,
        ),
        (
            r#"{"appRoles": [{"value": "A", "allowedMemberTypes": [true]}]}"#,
            "expected a string for `allowedMemberTypes` of an app role, found true or false",
            "1:53",
            "help: write it in double quotes",
        ),
    ] {
        expect(text, &[&format!("{message}\nnote: at crm.json:{place}\n{remedy}")]);
    }
}

#[test]
fn a_key_must_be_given_once() {
    expect(
        &format!(r#"{{"appRoles": [{ROLE}], "appRoles": []}}"#),
        &["`appRoles` is given twice in one object\n\
           note: at crm.json:1:64\n\
           help: remove one of the two"],
    );
    let scope = error(r#"{"oauth2Permissions": [{"value": "A", "value": "B"}]}"#);
    assert!(scope.starts_with("`value` is given twice in one object\nnote: at crm.json:1:39"));
}

#[test]
fn a_key_is_given_twice_among_many() {
    let keys: Vec<_> = (0..40).map(|number| format!("\"k{number}\": 1")).collect();
    let text =
        |more: &str| format!(r#"{{{}, "K7{more}": 2, "appRoles": [{ROLE}]}}"#, keys.join(", "));
    sound(&text("x"));
    assert!(error(&text("")).starts_with("`K7` is given twice in one object"));
}

#[test]
fn repeated_keys_are_reported_in_every_object_that_is_read() {
    for (text, key) in [
        (
            r#"{"api": {"oauth2PermissionScopes": [],
                "Oauth2PermissionScopes": [{"value": "S"}]}}"#,
            "Oauth2PermissionScopes",
        ),
        (
            r#"{"appRoles": [{"value": "A", "allowedMemberTypes": ["User"]}],
                "optionalClaims": {"accessToken": [{"name": "idtyp", "Name": "groups"}]}}"#,
            "Name",
        ),
        (r#"{"value": [], "Value": [{"value": "A", "allowedMemberTypes": ["User"]}]}"#, "Value"),
    ] {
        let (_, errors) = read(text);
        let message = format!("`{key}` is given twice in one object");
        assert!(errors[0].starts_with(&message), "{errors:?}");
    }
}

#[test]
fn ids_are_guids() {
    let id = |text: &str| {
        let text = format!(r#"{{"oauth2Permissions": [{{"value": "A", "id": "{text}"}}]}}"#);
        sound(&text).scopes()[0].id
    };
    assert_eq!(id("00000000-0000-0000-0000-0000000000ff"), Some(255));
    for other in [
        "0000000-00000-0000-0000-0000000000ff",
        "00000000-0000-0000-0000-0000000000fg",
        "00000000-0000-0000-0000-0000000000ff0",
        "000000000000000000000000000000ff",
    ] {
        assert_eq!(id(other), None, "{other}");
    }
}

#[test]
fn unknown_holders_do_not_hide_an_unknown_name() {
    let text = r#"{"appRoles": [{"value": "A", "allowedMemberTypes": 1}],
        "oauth2Permissions": [{"value": "S"}]}"#;
    let errors = error_texts(&analyze_text(text, r#"scopes = { "T" => [] }"#));
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[1].1.contains("`T`"), "{errors:?}");
}
