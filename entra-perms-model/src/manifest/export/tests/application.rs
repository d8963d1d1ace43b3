//! The settings of the application.

use super::*;

fn app(keys: &str) -> App {
    sound(&format!(r#"{{{keys}, "appRoles": [{ROLE}]}}"#)).registration.app
}

#[test]
fn access_token_versions_are_1_and_2_and_null_is_1() {
    let version = |written: &str| app(&format!(r#""api": {{{written}}}"#)).token_version;
    assert_eq!(version(""), None);
    assert_eq!(version(r#""requestedAccessTokenVersion": null"#), Some(TokenVersion::V1));
    assert_eq!(version(r#""requestedAccessTokenVersion": 1"#), Some(TokenVersion::V1));
    assert_eq!(version(r#""requestedAccessTokenVersion": 2"#), Some(TokenVersion::V2));
    assert_eq!(version(r#""acceptedAccessTokenVersion": 2"#), Some(TokenVersion::V2));
    expect(
        &format!(r#"{{"appRoles": [{ROLE}], "accessTokenAcceptedVersion": 3}}"#),
        &["expected 1, 2 or null for `accessTokenAcceptedVersion`, found 3\n\
           note: at crm.json:1:94"],
    );
}

#[test]
fn the_client_id_is_a_guid_or_a_placeholder() {
    let text = |id: &str| format!(r#"{{"appId": "{id}", "appRoles": [{ROLE}]}}"#);
    for placeholder in [
        "",
        "${{APP_ID}}",
        "<app id>",
        "%APP_ID%",
        "$(appId)",
        "YOUR_APP_ID",
        "00000000-0000-0000-0000-000000000000",
    ] {
        assert_eq!(sound(&text(placeholder)).registration.app.client_id, None, "{placeholder}");
    }
    for mistake in [
        "eac89394-6a9e-5c77-8ec7-e8fab39435a",
        "my-api",
        "eac893946a9e5c778ec7e8fab39435aa",
        "{40000000-0000-4000-8000-000000000001}",
        "APPID",
    ] {
        let message = format!(
            "`appId` is not a GUID: `{mistake}`\n\
             note: at crm.json:1:11\n{EXPORT_HELP}"
        );
        expect(&text(mistake), &[&message]);
    }
}

#[test]
fn the_older_key_of_the_sign_in_audience_is_read() {
    let audience = |keys: &str| app(keys).sign_in_audience;
    assert_eq!(
        audience(r#""availableToOtherTenants": true"#),
        Some(SignInAudience::AzureAdMultipleOrgs)
    );
    assert_eq!(
        audience(r#""availableToOtherTenants": "false""#),
        Some(SignInAudience::AzureAdMyOrg)
    );
    assert_eq!(audience(r#""availableToOtherTenants": null"#), None);
    assert_eq!(
        audience(r#""signInAudience": null, "availableToOtherTenants": true"#),
        Some(SignInAudience::AzureAdMultipleOrgs)
    );
    let both = sound(
        r#"{"availableToOtherTenants": true, "signInAudience": "AzureADandPersonalMicrosoftAccount",
            "oauth2Permissions": [{"value": "A"}]}"#,
    );
    assert_eq!(
        both.registration.app.sign_in_audience,
        Some(SignInAudience::AzureAdAndPersonalMicrosoftAccount)
    );
}

#[test]
fn an_unknown_sign_in_audience_suggests_a_known_one() {
    expect(
        &format!(r#"{{"signInAudience": "azureadmyorg", "appRoles": [{ROLE}]}}"#),
        &["unknown value of `signInAudience`: `azureadmyorg`\n\
           note: at crm.json:1:20\n\
           note: expected `AzureADMyOrg`, `AzureADMultipleOrgs`, \
           `AzureADandPersonalMicrosoftAccount` or `PersonalMicrosoftAccount`\n\
           help: did you mean `AzureADMyOrg`?"],
    );
}

#[test]
fn the_names_of_a_service_principal_are_its_uris() {
    let names = r#"["00000000-0000-0000-0000-00000000000b", "api://crm", "https://crm.example/"]"#;
    let app = app(&format!(r#""servicePrincipalNames": {names}"#));
    assert_eq!(app.identifier_uris, ["api://crm", "https://crm.example/"]);
}

#[test]
fn names_that_are_not_uris_are_ignored() {
    let uris = |written: &str| app(&format!(r#""identifierUris": {written}"#)).identifier_uris;
    assert_eq!(
        uris(r#"["", "/", "api://${{APP}}", "api://crm", "https://a%20b/$"]"#),
        ["api://crm", "https://a%20b/$"]
    );
    // A list below the depth limit of `ConvertTo-Json`.
    assert_eq!(uris(r#""api://crm https://crm.example""#), ["api://crm", "https://crm.example"]);
}

#[test]
fn settings_at_two_places_must_agree() {
    let text = |keys: &str| format!(r#"{{{keys}, "oauth2Permissions": [{{"value": "S"}}]}}"#);
    expect(
        &text(r#""api": {"requestedAccessTokenVersion": null}, "accessTokenAcceptedVersion": 2"#),
        &["`accessTokenAcceptedVersion` contradicts `requestedAccessTokenVersion`\n\
           note: at crm.json:1:48\n\
           note: `requestedAccessTokenVersion` is at crm.json:1:10\n\
           help: remove one of the two"],
    );
    let mapped = error(&text(
        r#""api": {"acceptMappedClaims": null}, "acceptMappedClaims": true,
            "signInAudience": "AzureADMultipleOrgs""#,
    ));
    assert!(mapped.contains("acceptMappedClaims"), "{mapped}");
}

#[test]
fn entries_of_a_tenant_are_marked() {
    let role = |value: &str, origin: &str| {
        format!(r#"{{"value": "{value}", "allowedMemberTypes": ["User"]{origin}}}"#)
    };
    let roles = [
        role("Registered", r#", "origin": "Application""#),
        role("Tenant", r#", "origin": "ServicePrincipal""#),
        role("Unknown", ""),
    ];
    let text =
        format!(r#"{{"servicePrincipalType": "Application", "appRoles": [{}]}}"#, roles.join(","));
    let manifest = sound(&text);
    let marked: Vec<_> = manifest.roles().iter().map(|role| role.of_tenant).collect();
    assert_eq!(marked, [false, true, false]);
    assert!(manifest.forms()[0].is_service_principal());
    let application = sound(&format!(r#"{{"displayName": "CRM", "appRoles": [{ROLE}]}}"#));
    assert!(!application.forms()[0].is_service_principal());
}
