//! Values of each field.

use super::*;

#[test]
fn entries_without_a_value_never_reach_a_token() {
    let manifest = sound(&format!(
        r#"{{"appRoles": [{{"value": null}}, {{"displayName": "User"}}, {{"value": ""}}, {ROLE}]}}"#
    ));
    assert_eq!(manifest.registration.roles.len(), 1);
}

#[test]
fn fields_of_the_wrong_type() {
    for (text, message) in [
        (
            r#"{"appRoles": [{"value": 7}]}"#,
            "1:25: expected a string for `value` of an app role, found a number",
        ),
        (r#"{"appRoles": {}}"#, "1:14: expected a list for `appRoles`, found an object"),
        (
            r#"{"appRoles": {"A": {"allowedMemberTypes": ["User"]}}}"#,
            "1:14: expected a list for `appRoles`, found an object",
        ),
        (r#"{"appRoles": ["A"]}"#, "1:15: expected an object for an app role, found a string"),
        (r#"{"api": "…"}"#, "1:9: expected an object for `api`, found a string"),
        (
            r#"{"oauth2Permissions": [{"value": "A", "isEnabled": 1}]}"#,
            "1:52: expected true or false for `isEnabled` of a scope, found a number",
        ),
        (
            r#"{"appRoles": [{"value": "A", "allowedMemberTypes": 1}]}"#,
            "1:52: expected a list for `allowedMemberTypes` of an app role, found a number",
        ),
        (
            r#"{"appRoles": [{"value": "A", "allowedMemberTypes": [true]}]}"#,
            "1:53: expected a string for `allowedMemberTypes` of an app role, found true or false",
        ),
    ] {
        expect(text, &[&format!("crm.json:{message}")]);
    }
}

#[test]
fn keys_given_twice() {
    expect(
        &format!(r#"{{"appRoles": [{ROLE}], "appRoles": []}}"#),
        &["crm.json:1:64: `appRoles` is given twice in one object"],
    );
    expect(
        r#"{"oauth2Permissions": [{"value": "A", "value": "B"}]}"#,
        &["crm.json:1:39: `value` is given twice in one object"],
    );
}

#[test]
fn a_key_given_twice_among_many() {
    let keys: Vec<_> = (0..40).map(|number| format!("\"k{number}\": 1")).collect();
    let text =
        |more: &str| format!(r#"{{{}, "K7{more}": 2, "appRoles": [{ROLE}]}}"#, keys.join(", "));
    sound(&text("x"));
    assert!(read(&text("")).1[0].ends_with("`K7` is given twice in one object"));
}

#[test]
fn duplicate_keys_are_reported_wherever_they_are_read() {
    for (text, key) in [
        (
            r#"{"api": {"oauth2PermissionScopes": [], "Oauth2PermissionScopes": [{"value": "S"}]}}"#,
            "Oauth2PermissionScopes",
        ),
        (
            r#"{"appRoles": [{"value": "A", "allowedMemberTypes": ["User"]}], "optionalClaims": {"accessToken": [{"name": "idtyp", "Name": "groups"}]}}"#,
            "Name",
        ),
        (r#"{"value": [], "Value": [{"value": "A", "allowedMemberTypes": ["User"]}]}"#, "Value"),
    ] {
        let (_, errors) = read(text);
        assert!(
            errors[0].ends_with(&format!("`{key}` is given twice in one object")),
            "{errors:?}"
        );
    }
}

#[test]
fn is_enabled_must_be_said() {
    expect(
        r#"{"oauth2Permissions": [{"value": "A", "isEnabled": null}]}"#,
        &["crm.json:1:52: expected true or false for `isEnabled` of a scope, found null"],
    );
}

#[test]
fn guids_are_told_by_their_groups() {
    let id = |text: &str| {
        sound(&format!(r#"{{"oauth2Permissions": [{{"value": "A", "id": "{text}"}}]}}"#))
            .registration
            .scopes[0]
            .id
    };
    assert_eq!(id("00000000-0000-0000-0000-0000000000ff"), Some(255));
    for other in [
        "0000000-00000-0000-0000-0000000000ff",
        "00000000-0000-0000-0000-0000000000fg",
        "000000000000000000000000000000ff",
    ] {
        assert_eq!(id(other), None, "{other}");
    }
}

#[test]
fn doubt_of_who_may_hold_a_role_hides_no_unknown_name() {
    let text = r#"{"appRoles": [{"value": "A", "allowedMemberTypes": 1}], "oauth2Permissions": [{"value": "S"}]}"#;
    let errors = crate::test_support::analysis::errors(text, r#"scopes = { "T" => [] }"#);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(errors[1].1, "unknown scope `T`");
}
