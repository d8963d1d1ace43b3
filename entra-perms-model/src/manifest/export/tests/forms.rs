//! The forms of export.

use super::*;

#[test]
fn the_current_form_is_read() {
    let manifest = sound(
        r#"{
        "appId": "00000000-AAAA-0000-0000-00000000000b", "displayName": "CRM",
        "signInAudience": "AzureADMyOrg",
        "identifierUris": ["api://crm"], "optionalClaims": null,
        "appRoles": [{"id": "00000000-0000-0000-0000-0000000000FF", "value": "Contacts.Read",
        "isEnabled": false,
            "displayName": "Read", "description": "Reads.", "allowedMemberTypes": ["User",
            "Application"]}],
        "api": {"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{"id": "PLACEHOLDER",
            "value": "Crm.Read", "adminConsentDisplayName": "",
            "userConsentDisplayName": "Read your contacts",
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
    assert_eq!(manifest.place(role).to_string(), "crm.json:5:78");
    let scope = &manifest.registration.scopes[0];
    assert_eq!((scope.id, scope.enabled), (None, true));
    assert_eq!(
        (scope.display_name.as_str(), scope.description.as_str()),
        ("Read your contacts", "Admins.")
    );
}

#[test]
fn the_legacy_form_is_read() {
    let manifest = sound(
        r#"{"name": "CRM", "accessTokenAcceptedVersion": null, "appRoles": [],
        "oauth2Permissions": [{"value": "Crm.Read", "isEnabled": "False"}]}"#,
    );
    assert_eq!(manifest.registration.app.display_name.as_deref(), Some("CRM"));
    assert_eq!(manifest.registration.app.token_version, Some(TokenVersion::V1));
    assert!(!manifest.registration.scopes[0].enabled);
}

#[test]
fn scopes_next_to_app_roles_are_read_at_each_place() {
    for key in ["oauth2PermissionScopes", "publishedPermissionScopes"] {
        let scopes = format!(r#""{key}": [{{"value": "Crm.Read"}}]"#);
        for rest in [scopes.clone(), format!(r#""api": {{{scopes}}}"#)] {
            let manifest = sound(&format!(r#"{{"appRoles": [{ROLE}], {rest}}}"#));
            assert_eq!(manifest.registration.scopes.len(), 1, "{rest}");
        }
    }
}

#[test]
fn keys_in_any_case_are_read() {
    let manifest = sound(
        r#"{"AppRoles": [{"Value": "A", "IsEnabled": false, "ALLOWEDMEMBERTYPES": ["User"]}],
            "API": {"Oauth2PermissionScopes": [{"value": "S", "isenabled": false}],
            "RequestedAccessTokenVersion": 2}}"#,
    );
    let registration = &manifest.registration;
    assert!(!registration.roles[0].enabled && !registration.scopes[0].enabled);
    assert_eq!(registration.app.token_version, Some(TokenVersion::V2));
    expect(
        r#"{"appRoles": [], "AppRoles": []}"#,
        &["`AppRoles` is given twice in one object\n\
           note: at crm.json:1:18\n\
           help: remove one of the two"],
    );
}

#[test]
fn scopes_at_two_places_are_all_read() {
    let manifest = sound(
        r#"{"api": {"oauth2PermissionScopes": [{"value": "A"}]},
            "oauth2Permissions": [{"value": "A"}, {"value": "B"}]}"#,
    );
    assert_eq!(values(manifest.scopes()), ["A", "B"]);
}

#[test]
fn the_singular_keys_of_az_resources_are_read() {
    let text = format!(
        r#"{{"AppRole": [{ROLE}], "IdentifierUri": ["api://crm"],
            "Api": {{"Oauth2PermissionScope": [{{"Value": "S"}}], "AcceptMappedClaim": true}},
        "OptionalClaim": {{"AccessToken": [{{"Name": "groups",
        "AdditionalProperty": ["emit_as_roles"]}}]}}, "SignInAudience": "AzureADMyOrg"}}"#
    );
    let (manifest, errors) = read(&text);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("`emit_as_roles`"));
    let registration = manifest.unwrap().registration;
    assert_eq!((registration.roles.len(), registration.scopes.len()), (1, 1));
    assert_eq!(registration.app.identifier_uris, ["api://crm"]);
}

#[test]
fn lists_in_a_wrapper_of_powershell_are_read() {
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
    // An object is a list of one. Any other value is an error, so that nothing is ignored.
    let one = wrapped(r#"{"value": "A", "allowedMemberTypes": ["User"]}"#);
    assert_eq!(sound(&format!(r#"{{"appRoles": {one}}}"#)).registration.roles.len(), 1);
    expect(&format!(r#"{{"appRoles": {}}}"#, wrapped(r#""@{value=A}""#)), &[&cut_off_at("1:24")]);
    expect(
        &role(&wrapped("7")),
        &[&format!(
            "expected a list for `allowedMemberTypes` of an app role, found a number\n\
             note: at crm.json:1:72\n{EXPORT_HELP}"
        )],
    );
    let claims = format!(
        r#"{{"appRoles": [{ROLE}], "optionalClaims": {{"accessToken": [{{"name": "groups",
            "additionalProperties": {}}}]}}}}"#,
        wrapped(r#"["emit_as_roles"]"#)
    );
    assert!(read(&claims).1[0].contains("`emit_as_roles`"));
}

/// The error for a value beyond the depth limit of `ConvertTo-Json`.
fn cut_off_at(place: &str) -> String {
    format!(
        "`ConvertTo-Json` has cut the manifest off\n\
         note: at crm.json:{place}\n\
         note: without `-Depth`, `ConvertTo-Json` writes two levels of objects\n\
         help: export the manifest again with `ConvertTo-Json -Depth 10`"
    )
}

#[test]
fn an_export_that_is_cut_off_at_many_places_is_one_error() {
    expect(
        r#"{"AppRoles": ["Microsoft.Graph.PowerShell.Models.MicrosoftGraphAppRole", "@{Value=A}"],
            "Api": "System.Object"}"#,
        &[&cut_off_at("2:20")],
    );
}

/// `ConvertTo-Json -Depth 3` is deep enough for all lists but those in an optional claim.
#[test]
fn a_list_that_is_cut_off_is_read_from_its_string() {
    let claims = |properties: &str| {
        read(&format!(
            r#"{{"AppRoles": [{ROLE}], "OptionalClaims": {{"AccessToken": [{{"Name": "groups",
                "AdditionalProperties": "{properties}"}}]}}}}"#
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
fn a_placeholder_is_not_an_object_that_is_cut_off() {
    expect(
        r#"{"oauth2Permissions": [{"value": "A", "isEnabled": "{{ENABLED}}"}]}"#,
        &["expected true or false for `isEnabled` of a scope, found a string\n\
           note: at crm.json:1:52\n\
           help: write `true` or `false`"],
    );
}

#[test]
fn objects_in_a_wrapper_of_powershell_are_read() {
    let api = r#"{"value": {"oauth2PermissionScopes": [{"value": "S"}]}, "Count": 1}"#;
    let app = format!(r#"{{"appRoles": [{ROLE}], "api": {api}}}"#);
    for text in [app.clone(), format!(r#"{{"value": {app}, "Count": 1}}"#)] {
        assert_eq!(sound(&text).registration.scopes.len(), 1);
    }
}

#[test]
fn damage_counts_even_if_its_error_is_not_repeated() {
    let text = r#"{"IdentifierUris": {"a": 1}, "OptionalClaims": {"AccessToken": ["{cut}"]},
        "AppRoles": ["{cut}"]}"#;
    let (manifest, errors) = read(text);
    assert_eq!(manifest.unwrap().damage, Damage::Values);
    // Without the damage, it would also be an error that the manifest has no app roles.
    assert_eq!(errors.len(), 2, "{errors:?}");
}
