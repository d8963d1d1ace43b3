//! What a file holds as a whole.

use super::*;

#[test]
fn not_a_manifest() {
    expect(
        "<!DOCTYPE html>",
        &[
            "`crm.json` is a web page or XML, and not a manifest, which is JSON; export it again: `az ad app show --id <app id> -o json > manifest.json`",
        ],
    );
    expect(
        r#"{"name": "left-pad", "version": "1.0.0"}"#,
        &["`crm.json` is not an app registration manifest: expected `appRoles`, and \
           `api.oauth2PermissionScopes` (or, in the legacy form, `oauth2Permissions`)"],
    );
    for (text, message) in [
        ("3", "is not an app registration manifest: expected an object or a list, found a number"),
        (
            "[]",
            "is an empty list: nothing was found when it was exported, in that tenant and with that filter",
        ),
        (
            r#"[{"value": "A"}]"#,
            "is a list of neither applications, app roles (`allowedMemberTypes`) nor scopes (`adminConsentDisplayName`)",
        ),
        (
            r#"[{"value": "A", "allowedMemberTypes": []}, {"value": "S", "adminConsentDisplayName": "S"}]"#,
            "is a list of app roles and of scopes; expected one kind in one list",
        ),
        (
            r#"{"appId": "00000000-0000-0000-0000-000000000001", "displayName": "CRM"}"#,
            "has neither `appRoles` nor scopes",
        ),
        (
            "// nothing",
            "holds no value, only comments; export it again: `az ad app show --id <app id> -o json > manifest.json`",
        ),
    ] {
        expect(text, &[&format!("`crm.json` {message}")]);
    }
    expect(
        r#"[{"appId": "x", "appRoles": []}, "A"]"#,
        &["crm.json:1:34: expected an object for an element of the list, found a string"],
    );
}

#[test]
fn what_is_often_taken_for_a_manifest() {
    for (text, message) in [
        (
            r#"{"error": {"code": "Authorization_RequestDenied"}}"#,
            "is the answer to a request that failed, and no manifest: see its `error`",
        ),
        (
            r#"{"manifestVersion": "1.16", "webApplicationInfo": {"id": "x"}}"#,
            "is the manifest of a Teams app; expected that of its app registration in Entra, such as `aad.manifest.json`",
        ),
    ] {
        expect(text, &[&format!("`crm.json` {message}")]);
    }
    // What the file holds instead, perhaps a secret, is not shown.
    for text in [
        "ERROR: Please run 'az login'.\nx",
        "WARNING: old\n{\"appRoles\": []}",
        "WARNING: old\n{\n  \"appId\": \"x\",\n  \"appRoles\": []\n}",
        "SECRET=hunter2",
    ] {
        expect(
            text,
            &[
                "crm.json:1:1: not JSON: the file does not begin with `{` or `[`: remove what is no part of the \
               manifest, or export it again: `az ad app show --id <app id> -o json > manifest.json`",
            ],
        );
    }
}

#[test]
fn more_than_any_registration_holds() {
    let entry = r#"{"value": "A"}"#;
    let entries = vec![entry; 10_001].join(",");
    expect(
        &format!(r#"{{"servicePrincipalNames": [], "oauth2PermissionScopes": [{entries}]}}"#),
        &["`crm.json` has 10001 app roles and scopes"],
    );
}

#[test]
fn secrets_are_refused_wherever_they_stand_and_never_shown() {
    let scopes = r#""oauth2Permissions": [{"value": "A"}]"#;
    for (key, secret) in [
        ("secretText", r#""passwordCredentials": [{"secretText": "hunter2"}]"#),
        ("secretText", r#""PasswordCredentials": {"SecretText": "hunter2"}"#),
        ("secretText", r#""application": {"anything": [{"secretText": "hunter2"}]}"#),
        ("value", r#""passwordCredentials": [{"value": null}, {"value": "hunter2"}]"#),
        ("password", r#""password": "hunter2", "tenant": "contoso""#),
        ("value", r#""passwordCredentials": {"value": [{"value": "hunter2"}], "Count": 1}"#),
        ("value", r#""passwordCredentials": {"value": "hunter2"}"#),
        ("secretText", r#""passwordCredentials": [{"secretText": 7}]"#),
        ("secretText", r#""passwordCredentials": ["@{hint=x; SecretText=hunter2}"]"#),
        ("key", r#""keyCredentials": [{"type": "Symmetric", "key": "hunter2"}]"#),
        ("key", r#""keyCredentials": [{"key": "hunter2", "type": "x509CertAndPassword"}]"#),
    ] {
        let (_, errors) = read(&format!("{{{scopes}, {secret}}}"));
        assert_eq!(errors.len(), 1, "{secret}: {errors:?}");
        assert!(
            errors[0].contains(&format!(": `{key}` holds a secret of the application, ")),
            "{}",
            errors[0]
        );
        assert!(!errors[0].contains("hunter2"));
    }
    for none in [
        r#""passwordCredentials": [{"secretText": null, "hint": "hun"}]"#,
        r#""passwordCredentials": [{"value": null}], "password": "x""#,
        r#""passwordCredentials": "@{hint=x; secretText=; startDateTime=1}""#,
        r#""keyCredentials": [{"type": "AsymmetricX509Cert", "key": "MIID"}]"#,
        r#""keyCredentials": [{"type": "Symmetric", "key": null}]"#,
        r#""passwordCredentials": null"#,
    ] {
        sound(&format!("{{{scopes}, {none}}}"));
    }
}
