//! Unknown keys of app roles and scopes, which may disable an entry.

use super::*;

/// Returns the errors in an app role with these keys and without `isEnabled`.
fn errors_in(keys: &str) -> Vec<String> {
    read(&format!(r#"{{"appRoles": [{{{keys}, "value": "A", "allowedMemberTypes": ["User"]}}]}}"#))
        .1
}

#[test]
fn an_unknown_key_that_may_disable_an_entry_is_refused() {
    for key in [
        // The name is about a state.
        r#""lifecycle": "Obsolete""#,
        r#""lifecycleStage": {"name": "End"}"#,
        r#""retiredOn": "2026-01-01""#,
        r#""removed": "2026-01-01""#,
        r#""archivedAt": 1767225600"#,
        r#""hiddenSince": "2026""#,
        r#""blockedBy": "security""#,
        r#""deactivation": "2026-01-01""#,
        r#""entitlementState": "Draft""#,
        r#""Visibility": "none""#,
        r#""assignability": "nobody""#,
        r#""validUntil": "2020-01-01""#,
        r#""phase": "end""#,
        // The value is a switch.
        r#""deactivated": true"#,
        r#""activated": false"#,
        r#""isAssignable": false"#,
        r#""on": false"#,
        r#""usable": false"#,
        r#""usable": "False""#,
        r#""usable": "no""#,
        r#""usable": 0"#,
        r#""gone": 1"#,
        r#""aktiviert": false"#,
        // The value contains a switch.
        r#""properties": {"isEnabled": false}"#,
        r#""additionalProperties": {"isEnabled": false}"#,
        r#""properties": {"settings": [{"usable": false}]}"#,
        r#""properties": {"state": "Disabled"}"#,
        r#""flags": [null, false]"#,
        // The name looks like a known key.
        "\"isEna\u{200b}bled\": false",
        "\"isEna\u{200b}bled\": \"nein\"",
        "\"is\u{415}nabled\": \"False\"",
    ] {
        let errors = errors_in(key);
        assert_eq!(errors.len(), 1, "{key}: {errors:?}");
        let rest = "` may disable an app role\n\
            note: at crm.json:1:16\n\
            help: write `isEnabled`, or remove the key";
        assert!(errors[0].starts_with("unknown key `"), "{errors:?}");
        assert!(errors[0].ends_with(rest), "{errors:?}");
    }
}

#[test]
fn an_invisible_character_in_a_key_is_shown() {
    let errors = errors_in("\"is\u{200b}Enabled\": false");
    let first = r"unknown key `is\u{200b}Enabled` may disable an app role";
    assert!(errors[0].starts_with(first), "{errors:?}");
}

#[test]
fn an_unknown_key_without_a_switch_is_accepted() {
    for key in [
        r#""lang": null"#,
        r#""lang": "en-US""#,
        r#""isPrivate": true"#,
        r#""isPreAuthorizationRequired": false"#,
        r#""isAdmin": true"#,
        r#""PSComputerName": "a", "RunspaceId": "b", "PSShowComputerName": true"#,
        r#""origin": "ServicePrincipal""#,
        r#""type": "Admin""#,
        r#""AdditionalProperties": {}"#,
        r#""AdditionalProperties": "System.Collections.Generic.Dictionary""#,
        r##""@odata.type": "#microsoft.graph.appRole""##,
        r#""odata.type": "Microsoft.DirectoryServices.AppRole""#,
        r#""deletedDateTime": null"#,
        r#""additionalProperties": {"state": null}"#,
        r#""_comment": "true only for administrators""#,
        r#""owner": "CRM team""#,
        r#""order": 2"#,
        r#""labels": ["crm", {}, null]"#,
        r#""usable": null"#,
        r#""__defaults": []"#,
    ] {
        assert_eq!(errors_in(key), [""; 0], "{key}");
    }
}

#[test]
fn an_unknown_key_is_reported_once() {
    let role = |n: usize| {
        format!(
            r#"{{"value": "A{n}", "allowedMemberTypes": ["User"], "usable": true, "removed": {n}}}"#
        )
    };
    let roles: Vec<_> = (0..40).map(role).collect();
    let text = format!(
        r#"{{"appRoles": [{}], "oauth2Permissions": [{{"value": "S", "usable": false}}],
            "optionalClaims": {{"accessToken": [{{"name": "idtyp", "usable": 1}}]}}}}"#,
        roles.join(", ")
    );
    expect(
        &text,
        &[
            "unknown key `usable` of an optional claim\n\
             note: at crm.json:2:66\n\
             help: write `additionalProperties`, or remove the key",
            "unknown key `usable` may disable an app role\n\
             note: at crm.json:1:63\n\
             help: write `isEnabled`, or remove the key",
            "unknown key `removed` may disable an app role\n\
             note: at crm.json:1:79\n\
             help: write `isEnabled`, or remove the key",
        ],
    );
}
