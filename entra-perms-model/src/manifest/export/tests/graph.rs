//! The contents of a file as JSON in the form of Microsoft Graph.

use proc_macro2::Span;
use syn::LitStr;

use crate::files::Source;
use crate::finding::Findings;
use crate::manifest::Manifest;

#[track_caller]
fn graph_json(files: &[&str]) -> String {
    let names = ["one.json", "two.json"];
    let sources = names.iter().zip(files).map(|(name, text)| {
        let literal = LitStr::new(name, Span::call_site());
        Source::new(&literal, (*text).to_owned())
    });
    let mut findings = Findings::default();
    let manifest = Manifest::read(sources.collect(), None, &mut findings);
    assert!(!findings.has_errors());
    manifest.unwrap().graph_json()
}

#[test]
fn known_keys_get_the_spelling_and_place_of_microsoft_graph() {
    let json = graph_json(&[r#"{
        "AppId": "A0000000-0000-4000-8000-00000000000A", // a comment
        "name": "CRM", "identifierUri": "api://crm",
        "accessTokenAcceptedVersion": "2", "acceptMappedClaims": "True",
        "knownClientApplications": ["K"], "groupMembershipClaims": "All", "publicClient": {},
        "allowPublicClient": true, "logoutUrl": "https://crm.example",
        "AppRole": {"Value": "A", "Id": "B0000000-0000-4000-8000-00000000000B", "Lang": null,
            "AllowedMemberType": "User Application", "IsDisabled": "true", "Origin": "Application"},
        "oauth2Permissions": {"value": [{"VALUE": "S", "Type": "User", "isEnabled": "True"}], "Count": 1},
        "preAuthorizedApplications": [{"appId": "c0000000-0000-4000-8000-00000000000c",
            "permissionIds": []}],
        "OptionalClaim": {"AccessToken": [{"Name": "idtyp", "AdditionalProperty": []}],
            "AdditionalProperties": {}},
    }"#]);
    let expected = concat!(
        r#"{"appId":"a0000000-0000-4000-8000-00000000000a","displayName":"CRM","#,
        r#""identifierUris":["api://crm"],"#,
        r#""optionalClaims":{"accessToken":[{"name":"idtyp","additionalProperties":[]}]},"#,
        r#""groupMembershipClaims":"All","isFallbackPublicClient":true,"#,
        r#""appRoles":[{"value":"A","id":"b0000000-0000-4000-8000-00000000000b","#,
        r#""allowedMemberTypes":["User","Application"],"isEnabled":false,"origin":"Application"}],"#,
        r#""api":{"requestedAccessTokenVersion":2,"acceptMappedClaims":true,"#,
        r#""knownClientApplications":["K"],"#,
        r#""preAuthorizedApplications":[{"appId":"c0000000-0000-4000-8000-00000000000c","#,
        r#""delegatedPermissionIds":[]}],"#,
        r#""oauth2PermissionScopes":[{"value":"S","type":"User","isEnabled":true}]}}"#,
    );
    assert_eq!(json, expected);
}

#[test]
fn entries_without_a_value_and_unknown_keys_are_kept() {
    let entries = concat!(
        r#"[{"value":null,"displayName":"msiam_access","allowedMemberTypes":["User"]},"#,
        r#"{"value":"A","allowedMemberTypes":["User"],"userConsentDescription":null,"#,
        r#""new":{"list":[1.50,null,"\u0009é\"\\"]}}]"#,
    );
    assert_eq!(graph_json(&[entries]), format!(r#"{{"appRoles":{entries}}}"#));
}

#[test]
fn the_files_of_one_manifest_are_one_application() {
    let roles = r#"[{"value":"A","allowedMemberTypes":["User"]}]"#;
    let scopes =
        r#"{"api":{"oauth2PermissionScopes":[{"value":"S"}],"requestedAccessTokenVersion":null}}"#;
    let expected = concat!(
        r#"{"appRoles":[{"value":"A","allowedMemberTypes":["User"]}],"#,
        r#""api":{"requestedAccessTokenVersion":null,"oauth2PermissionScopes":[{"value":"S"}]}}"#,
    );
    assert_eq!(graph_json(&[roles, scopes]), expected);
}
