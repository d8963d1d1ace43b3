//! The part of a file to read, and files without one.

use super::*;

#[test]
fn a_file_that_is_not_a_manifest_is_refused() {
    const NOT_A_MANIFEST: &str = "is not an app registration manifest";
    for (text, message, notes) in [
        ("<!DOCTYPE html>", "is a web page or XML, not JSON", ""),
        ("// nothing", "contains only comments", ""),
        ("3", NOT_A_MANIFEST, "note: expected an object or a list, found a number\n"),
        (
            r#"{"name": "left-pad", "version": "1.0.0"}"#,
            NOT_A_MANIFEST,
            "note: it has neither `appRoles` nor `api.oauth2PermissionScopes`\n\
             note: in the legacy form, the scopes are `oauth2Permissions`\n",
        ),
        (
            "[]",
            "is an empty list",
            "note: the export found nothing in its tenant and with its filter\n",
        ),
        (
            r#"[{"value": "A"}]"#,
            "is not a list of applications, app roles or scopes",
            "note: an app role has the key `allowedMemberTypes`\n\
             note: a scope has the key `adminConsentDisplayName`\n",
        ),
        (
            r#"[{"value": "A", "allowedMemberTypes": []}, {"value": "S",
                "adminConsentDisplayName": "S"}]"#,
            "lists both app roles and scopes",
            "help: write each kind into a file of its own\n",
        ),
        (
            r#"{"error": {"code": "Authorization_RequestDenied"}}"#,
            "is the response to a failed request",
            "note: its `error` has the reason\n",
        ),
    ] {
        expect(text, &[&format!("`crm.json` {message}\n{notes}{EXPORT_HELP}")]);
    }
}

#[test]
fn the_manifest_of_a_teams_app_is_refused() {
    expect(
        r#"{"manifestVersion": "1.16", "webApplicationInfo": {"id": "x"}}"#,
        &["`crm.json` is the manifest of a Teams app\n\
           help: name the manifest of its app registration, such as `aad.manifest.json`"],
    );
}

#[test]
fn an_element_of_a_list_must_be_an_object() {
    expect(
        r#"[{"appId": "x", "appRoles": []}, "A"]"#,
        &[&format!(
            "expected an object for an element of the list, found a string\n\
             note: at crm.json:1:34\n{EXPORT_HELP}"
        )],
    );
}

#[test]
fn a_manifest_must_have_a_place_for_permissions() {
    let (manifest, errors) =
        read(r#"{"appId": "00000000-0000-0000-0000-000000000001", "displayName": "CRM"}"#);
    assert!(manifest.is_none());
    assert_eq!(errors.len(), 1);
    assert!(errors[0].starts_with("`crm.json` has neither `appRoles` nor scopes\n"), "{errors:?}");
}

#[test]
fn more_entries_than_any_registration_has_are_refused() {
    let entry = r#"{"value": "A"}"#;
    let text = |count: usize| {
        let entries = vec![entry; count].join(",");
        format!(r#"{{"servicePrincipalNames": [], "oauth2PermissionScopes": [{entries}]}}"#)
    };
    sound(&text(10_000));
    assert!(error(&text(10_001)).starts_with("`crm.json` has 10001 app roles and scopes"));
}
