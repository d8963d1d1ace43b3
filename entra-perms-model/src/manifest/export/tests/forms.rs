//! Each form of export is understood.

use super::*;

#[test]
fn form_of_today() {
    let manifest = sound(
        r#"{
        "appId": "00000000-AAAA-0000-0000-00000000000b", "displayName": "CRM", "signInAudience": "AzureADMyOrg",
        "identifierUris": ["api://crm"], "optionalClaims": null,
        "appRoles": [{"id": "00000000-0000-0000-0000-0000000000FF", "value": "Contacts.Read", "isEnabled": false,
            "displayName": "Read", "description": "Reads.", "allowedMemberTypes": ["User", "Application"]}],
        "api": {"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{"id": "PLACEHOLDER",
            "value": "Crm.Read", "adminConsentDisplayName": "", "userConsentDisplayName": "Read your contacts",
            "adminConsentDescription": "Admins.", "userConsentDescription": "Users."}]}
        }"#,
    );
    assert_eq!(manifest.damage, Damage::Nothing);
    let app = &manifest.registration.app;
    assert_eq!(app.client_id.as_deref(), Some("00000000-aaaa-0000-0000-00000000000b"));
    assert_eq!(app.display_name.as_deref(), Some("CRM"));
    assert_eq!(app.identifier_uris, ["api://crm"]);
    assert_eq!(app.token_version, Some(TokenVersion::V2));
    let role = &manifest.registration.roles[0];
    assert_eq!((role.id, role.enabled), (Some(255), false));
    assert!(role.members.users && role.members.applications);
    assert_eq!((role.display_name.as_str(), role.description.as_str()), ("Read", "Reads."));
    assert_eq!(manifest.place(role).to_string(), "crm.json:4:78");
    let scope = &manifest.registration.scopes[0];
    assert_eq!((scope.id, scope.enabled), (None, true));
    assert_eq!(
        (scope.display_name.as_str(), scope.description.as_str()),
        ("Read your contacts", "Admins.")
    );
}

#[test]
fn legacy_form() {
    let manifest = sound(
        r#"{"name": "CRM", "accessTokenAcceptedVersion": null, "appRoles": [],
        "oauth2Permissions": [{"value": "Crm.Read", "isEnabled": "False"}]}"#,
    );
    assert_eq!(manifest.registration.app.display_name.as_deref(), Some("CRM"));
    assert_eq!(manifest.registration.app.token_version, Some(TokenVersion::V1));
    assert!(!manifest.registration.scopes[0].enabled);
}

#[test]
fn scopes_are_never_passed_over_beside_roles() {
    for key in ["oauth2PermissionScopes", "publishedPermissionScopes"] {
        let scopes = format!(r#""{key}": [{{"value": "Crm.Read"}}]"#);
        for rest in [scopes.clone(), format!(r#""api": {{{scopes}}}"#)] {
            let manifest = sound(&format!(r#"{{"appRoles": [{ROLE}], {rest}}}"#));
            assert_eq!(manifest.registration.scopes.len(), 1, "{rest}");
        }
    }
}

#[test]
fn keys_in_other_case_are_not_passed_over() {
    let manifest = sound(
        r#"{"AppRoles": [{"Value": "A", "IsEnabled": false, "ALLOWEDMEMBERTYPES": ["User"]}],
            "API": {"Oauth2PermissionScopes": [{"value": "S", "isenabled": false}], "RequestedAccessTokenVersion": 2}}"#,
    );
    let registration = &manifest.registration;
    assert!(!registration.roles[0].enabled && !registration.scopes[0].enabled);
    assert_eq!(registration.app.token_version, Some(TokenVersion::V2));
    expect(
        r#"{"appRoles": [], "AppRoles": []}"#,
        &["crm.json:1:18: `AppRoles` is given twice in one object"],
    );
}

#[test]
fn scopes_at_two_places_are_all_read() {
    let manifest = sound(
        r#"{"api": {"oauth2PermissionScopes": [{"value": "A"}]}, "oauth2Permissions": [{"value": "A"}, {"value": "B"}]}"#,
    );
    let values: Vec<_> =
        manifest.registration.scopes.iter().map(|scope| scope.value.as_str()).collect();
    assert_eq!(values, ["A", "B"]);
}

#[test]
fn singular_keys_of_az_resources() {
    let text = format!(
        r#"{{"AppRole": [{ROLE}], "IdentifierUri": ["api://crm"], "Api": {{"Oauth2PermissionScope": [{{"Value": "S"}}], "AcceptMappedClaim": true}},
        "OptionalClaim": {{"AccessToken": [{{"Name": "groups", "AdditionalProperty": ["emit_as_roles"]}}]}}, "SignInAudience": "AzureADMyOrg"}}"#
    );
    let (manifest, errors) = read(&text);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("`emit_as_roles`"));
    let registration = manifest.unwrap().registration;
    assert_eq!((registration.roles.len(), registration.scopes.len()), (1, 1));
    assert_eq!(registration.app.identifier_uris, ["api://crm"]);
}

#[test]
fn lists_that_powershell_has_wrapped_are_lists() {
    let wrapped = |inner: &str| format!(r#"{{"value": {inner}, "Count": 1}}"#);
    let role = |members: &str| {
        let role = format!(r#"{{"value": "A", "allowedMemberTypes": {members}}}"#);
        format!(r#"{{"appRoles": {}}}"#, wrapped(&format!("[{role}]")))
    };
    for members in
        [r#"["Application"]"#, r#""Application""#, r#"{"value": ["Application"], "Count": 1}"#]
    {
        let manifest = sound(&role(&wrapped(members)));
        let members = manifest.registration.roles[0].members;
        assert!(members.applications && !members.users);
    }
    // One object is a list of one, and anything else is an error: nothing is passed over.
    let one = wrapped(r#"{"value": "A", "allowedMemberTypes": ["User"]}"#);
    assert_eq!(sound(&format!(r#"{{"appRoles": {one}}}"#)).registration.roles.len(), 1);
    let cut_off = "`ConvertTo-Json` has cut the manifest off here: it goes two levels deep unless told otherwise; export it again with `ConvertTo-Json -Depth 10`";
    expect(
        &format!(r#"{{"appRoles": {}}}"#, wrapped(r#""@{value=A}""#)),
        &[&format!("crm.json:1:24: {cut_off}")],
    );
    expect(
        &role(&wrapped("7")),
        &["crm.json:1:72: expected a list for `allowedMemberTypes` of an app role, found a number"],
    );
    let claims = format!(
        r#"{{"appRoles": [{ROLE}], "optionalClaims": {{"accessToken": [{{"name": "groups", "additionalProperties": {}}}]}}}}"#,
        wrapped(r#"["emit_as_roles"]"#)
    );
    assert!(read(&claims).1[0].contains("`emit_as_roles`"));
}

#[test]
fn an_export_that_was_cut_off_is_one_error() {
    let message = "`ConvertTo-Json` has cut the manifest off here: it goes two levels deep unless told otherwise; export it again with `ConvertTo-Json -Depth 10`";
    expect(
        r#"{"AppRoles": ["Microsoft.Graph.PowerShell.Models.MicrosoftGraphAppRole", "@{Value=A}"], "Api": "System.Object"}"#,
        &[&format!("crm.json:1:96: {message}")],
    );
}

/// `ConvertTo-Json -Depth 3` goes deep enough for all but lists in an optional claim.
#[test]
fn a_list_that_was_cut_off_and_can_be_told() {
    let claims = |properties: &str| {
        read(&format!(
            r#"{{"AppRoles": [{ROLE}], "OptionalClaims": {{"AccessToken": [{{"Name": "groups", "AdditionalProperties": "{properties}"}}]}}}}"#
        ))
        .1
    };
    assert_eq!(claims(""), [""; 0]);
    assert!(claims("sam_account_name emit_as_roles")[0].contains("`emit_as_roles`"));
    assert_eq!(
        read(&format!(r#"{{"appRoles": [{ROLE}], "api": {{"oauth2PermissionScopes": ""}}}}"#)).1,
        [""; 0]
    );
}

#[test]
fn a_placeholder_is_not_taken_for_powershell() {
    expect(
        r#"{"oauth2Permissions": [{"value": "A", "isEnabled": "{{ENABLED}}"}]}"#,
        &["crm.json:1:52: expected true or false for `isEnabled` of a scope, found a string"],
    );
}

#[test]
fn objects_that_powershell_has_wrapped_are_objects() {
    let api = r#"{"value": {"oauth2PermissionScopes": [{"value": "S"}]}, "Count": 1}"#;
    let app = format!(r#"{{"appRoles": [{ROLE}], "api": {api}}}"#);
    for text in [app.clone(), format!(r#"{{"value": {app}, "Count": 1}}"#)] {
        assert_eq!(sound(&text).registration.scopes.len(), 1);
    }
}

#[test]
fn what_is_cut_off_twice_hides_as_much_as_the_worse() {
    let text = r#"{"IdentifierUris": {"a": 1}, "OptionalClaims": {"AccessToken": ["{cut}"]}, "AppRoles": ["{cut}"]}"#;
    let manifest = read(text).0.unwrap();
    assert_eq!(manifest.damage, Damage::Values);
}
