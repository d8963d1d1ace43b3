//! What is said of the application as a whole.

use super::*;

#[test]
fn token_versions() {
    let version = |written: &str| {
        sound(&format!(r#"{{"appRoles": [{ROLE}], "api": {{{written}}}}}"#))
            .registration
            .app
            .token_version
    };
    assert_eq!(version(""), None);
    assert_eq!(version(r#""requestedAccessTokenVersion": null"#), Some(TokenVersion::V1));
    assert_eq!(version(r#""requestedAccessTokenVersion": 1"#), Some(TokenVersion::V1));
    assert_eq!(version(r#""requestedAccessTokenVersion": 2"#), Some(TokenVersion::V2));
    expect(
        &format!(r#"{{"appRoles": [{ROLE}], "accessTokenAcceptedVersion": 3}}"#),
        &["crm.json:1:94: expected 1, 2 or null for `accessTokenAcceptedVersion`, found 3"],
    );
}

#[test]
fn client_id_that_is_a_placeholder() {
    let manifest = sound(&format!(r#"{{"appId": "${{{{APP_ID}}}}", "appRoles": [{ROLE}]}}"#));
    assert_eq!(manifest.registration.app.client_id, None);
}

#[test]
fn whose_accounts_an_old_export_serves() {
    let audience = |key: &str| {
        sound(&format!(r#"{{{key}, "oauth2Permissions": [{{"value": "A"}}]}}"#))
            .registration
            .app
            .sign_in_audience
    };
    assert_eq!(
        audience(r#""availableToOtherTenants": true"#),
        Some(SignInAudience::AzureAdMultipleOrgs)
    );
    assert_eq!(
        audience(r#""availableToOtherTenants": "false""#),
        Some(SignInAudience::AzureAdMyOrg)
    );
    assert_eq!(
        audience(
            r#""availableToOtherTenants": true, "signInAudience": "AzureADandPersonalMicrosoftAccount""#
        ),
        Some(SignInAudience::AzureAdAndPersonalMicrosoftAccount)
    );
    assert_eq!(audience(r#""availableToOtherTenants": null"#), None);
    assert_eq!(
        audience(r#""signInAudience": null, "availableToOtherTenants": true"#),
        Some(SignInAudience::AzureAdMultipleOrgs)
    );
}

#[test]
fn the_names_of_a_service_principal_are_its_uris() {
    let manifest = sound(&format!(
        r#"{{"appRoles": [{ROLE}], "servicePrincipalNames": ["00000000-0000-0000-0000-00000000000b", "api://crm", "https://crm.example/"]}}"#
    ));
    assert_eq!(manifest.registration.app.identifier_uris, ["api://crm", "https://crm.example/"]);
}

#[test]
fn what_is_no_uri_is_no_audience() {
    let uris = |written: &str| {
        sound(&format!(r#"{{"appRoles": [{ROLE}], "identifierUris": {written}}}"#))
            .registration
            .app
            .identifier_uris
    };
    assert_eq!(
        uris(r#"["", "/", "api://${{APP}}", "api://crm", "https://a%20b/$"]"#),
        ["api://crm", "https://a%20b/$"]
    );
    // A list that `ConvertTo-Json` has cut off.
    assert_eq!(uris(r#""api://crm https://crm.example""#), ["api://crm", "https://crm.example"]);
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
        expect(
            &text(mistake),
            &[&format!("crm.json:1:11: expected a GUID for `appId`, found `{mistake}`")],
        );
    }
}

#[test]
fn settings_at_two_places_must_agree() {
    let text = |facts: &str| format!(r#"{{{facts}, "oauth2Permissions": [{{"value": "S"}}]}}"#);
    expect(
        &text(r#""api": {"requestedAccessTokenVersion": null}, "accessTokenAcceptedVersion": 2"#),
        &["crm.json:1:78: `accessTokenAcceptedVersion` is another version than at crm.json:1:41"],
    );
    let (_, errors) = read(&text(
        r#""api": {"acceptMappedClaims": null}, "acceptMappedClaims": true, "signInAudience": "AzureADMultipleOrgs""#,
    ));
    assert!(errors[0].contains("`acceptMappedClaims` is true"), "{errors:?}");
    assert_eq!(
        sound(&text(r#""api": {"acceptedAccessTokenVersion": 2}"#))
            .registration
            .app
            .token_version,
        Some(TokenVersion::V2)
    );
}
