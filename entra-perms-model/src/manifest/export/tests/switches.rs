//! Unknown keys of app roles and scopes, which may disable them.

use super::*;

/// The errors in an app role that has these keys besides its own, and no `isEnabled`.
fn errors_in(keys: &str) -> Vec<String> {
    read(&format!(r#"{{"appRoles": [{{{keys}, "value": "A", "allowedMemberTypes": ["User"]}}]}}"#))
        .1
}

#[test]
fn an_unknown_key_that_may_disable_an_entry_is_refused() {
    for key in [
        // The name speaks of it.
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
        // A switch is in it.
        r#""properties": {"isEnabled": false}"#,
        r#""additionalProperties": {"isEnabled": false}"#,
        r#""properties": {"settings": [{"usable": false}]}"#,
        r#""properties": {"state": "Disabled"}"#,
        r#""flags": [null, false]"#,
        // It looks like a key that is known.
        "\"isEna\u{200b}bled\": false",
        "\"isEna\u{200b}bled\": \"nein\"",
        "\"is\u{415}nabled\": \"False\"",
    ] {
        let [error] =
            errors_in(key).try_into().unwrap_or_else(|errors| panic!("{key}: {errors:?}"));
        let part =
            " of an app role is not known, and may disable it; expected `isEnabled` or no such key";
        assert!(error.starts_with("crm.json:1:16: `") && error.ends_with(part), "{key}: {error}");
    }
}

#[test]
fn what_is_invisible_in_a_key_is_shown() {
    let errors = errors_in("\"is\u{200b}Enabled\": false");
    assert!(
        errors[0].starts_with(r"crm.json:1:16: `is\u{200b}Enabled` of an app role"),
        "{errors:?}"
    );
}

#[test]
fn a_key_that_says_nothing_of_it_is_no_error() {
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
            "crm.json:2:66: `usable` of an optional claim is not known; expected `additionalProperties` or no such key",
            "crm.json:1:63: `usable` of an app role is not known, and may disable it; expected `isEnabled` or no such key",
            "crm.json:1:79: `removed` of an app role is not known, and may disable it; expected `isEnabled` or no such key",
        ],
    );
}
