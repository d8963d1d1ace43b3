use proc_macro2::Span;
use syn::LitStr;

use super::super::model::{SignInAudience, TokenVersion};
use super::super::{Damage, Manifest};
use crate::errors::Errors;
use crate::manifest::source::Source;
use crate::warnings::Warnings;

fn read(text: &str) -> (Option<Manifest>, Vec<String>) {
    let literal = LitStr::new("crm.json", Span::call_site());
    let source = Source::new(&literal, "/crm.json".into(), text.to_owned());
    let mut errors = Errors::default();
    let manifest = Manifest::read(vec![source], None, &mut errors, &mut Warnings::default());
    (manifest, errors.spelled_out().into_iter().map(|(_, message)| message).collect())
}

fn sound(text: &str) -> Manifest {
    let (manifest, errors) = read(text);
    assert_eq!(errors, [""; 0]);
    manifest.unwrap()
}

#[track_caller]
fn expect(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected);
}

const ROLE: &str = r#"{"value": "A", "allowedMemberTypes": ["User"]}"#;

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
    assert_eq!(manifest.place(role), "crm.json:4:78");
    let scope = &manifest.registration.scopes[0];
    assert_eq!((scope.id, scope.enabled), (None, true));
    assert_eq!((scope.display_name.as_str(), scope.description.as_str()), ("Read your contacts", "Admins."));
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
fn token_versions() {
    let version = |written: &str| {
        sound(&format!(r#"{{"appRoles": [{ROLE}], "api": {{{written}}}}}"#)).registration.app.token_version
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
fn entries_without_a_value_never_reach_a_token() {
    let manifest = sound(&format!(
        r#"{{"appRoles": [{{"value": null}}, {{"displayName": "User"}}, {{"value": ""}}, {ROLE}]}}"#
    ));
    assert_eq!(manifest.registration.roles.len(), 1);
}

#[test]
fn comments_and_trailing_commas() {
    sound(&format!("// exported\n{{\"appRoles\": [{ROLE},], /* none */ \"api\": null,}}"));
}

#[test]
fn looser_json_is_not_json() {
    for text in [r"{'appRoles': []}", r"{appRoles: []}", r#"{"appRoles": [] "api": {}}"#, r#"{"a": 0x1}"#] {
        let (_, errors) = read(text);
        assert_eq!(errors.len(), 1, "{text}");
        assert!(errors[0].contains(": not JSON: "), "{errors:?}");
    }
}

#[test]
fn names_are_recovered_from_broken_json() {
    let (manifest, errors) =
        read("{\n  \"appRoles\": [{ \"value\": \"A.B\" \"x\": 1 }, {\"value\" :\n\"C\"}, {\"value\": null}");
    assert_eq!(errors, ["crm.json:2:32: not JSON: expected comma"]);
    let manifest = manifest.unwrap();
    assert_eq!(manifest.damage, Damage::Values);
    let values =
        |entries: &[super::super::Registered]| entries.iter().map(|e| e.value.clone()).collect::<Vec<_>>();
    assert_eq!(values(&manifest.registration.roles), ["A.B", "C"]);
    assert_eq!(values(&manifest.registration.scopes), ["A.B", "C"]);
    let role = &manifest.registration.roles[0];
    assert!(role.enabled && role.members.users && role.members.applications);
}

#[test]
fn broken_json_without_names() {
    let (manifest, errors) = read("{");
    assert!(manifest.is_none());
    assert_eq!(
        errors,
        [
            "crm.json:1:1: not JSON: unterminated object; the file ends in the middle: export it again: `az ad app show --id <app id> > manifest.json`"
        ]
    );
}

#[test]
fn not_a_manifest() {
    expect(
        "<!DOCTYPE html>",
        &[
            "`crm.json` is a web page or XML, and no manifest, which is JSON; export it again: `az ad app show --id <app id> > manifest.json`",
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
            "is an application (Microsoft Graph), and has neither `appRoles` nor scopes (`api.oauth2PermissionScopes`)",
        ),
        (
            "// nothing",
            "holds no value, only comments; export it again: `az ad app show --id <app id> > manifest.json`",
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
fn templates_say_what_they_are() {
    expect(
        "{\n{{#if}}\"appRoles\": []}",
        &[
            "crm.json:2:1: not JSON: unexpected token in object; the file is a template (`{{`): expected what is made of it when its placeholders are filled in",
        ],
    );
}

#[test]
fn what_is_nested_without_end() {
    let (_, errors) = read(&"[".repeat(1 << 20));
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("crm.json:1:513: not JSON: maximum nesting depth exceeded"),
        "{}",
        errors[0]
    );
}

#[test]
fn an_export_that_was_cut_off_is_one_error() {
    let message = "`ConvertTo-Json` has cut the manifest off here: it goes two levels deep unless told otherwise; export it again with `ConvertTo-Json -Depth 10`";
    expect(
        r#"{"AppRoles": ["Microsoft.Graph.PowerShell.Models.MicrosoftGraphAppRole", "@{Value=A}"], "Api": "System.Object"}"#,
        &[&format!("crm.json:1:96: {message}")],
    );
}

#[test]
fn fields_of_the_wrong_type() {
    for (text, message) in [
        (
            r#"{"appRoles": [{"value": 7}]}"#,
            "1:25: expected a string for `value` of an app role, found a number",
        ),
        (r#"{"appRoles": {}}"#, "1:14: expected a list for `appRoles`, found an object"),
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
    let values: Vec<_> = manifest.registration.scopes.iter().map(|scope| scope.value.as_str()).collect();
    assert_eq!(values, ["A", "B"]);
}

#[test]
fn whose_accounts_an_old_export_serves() {
    let audience = |key: &str| {
        sound(&format!(r#"{{{key}, "oauth2Permissions": [{{"value": "A"}}]}}"#))
            .registration
            .app
            .sign_in_audience
    };
    assert_eq!(audience(r#""availableToOtherTenants": true"#), Some(SignInAudience::AzureAdMultipleOrgs));
    assert_eq!(audience(r#""availableToOtherTenants": "false""#), Some(SignInAudience::AzureAdMyOrg));
    assert_eq!(
        audience(r#""availableToOtherTenants": true, "signInAudience": "AzureADMyOrg""#),
        Some(SignInAudience::AzureAdMyOrg)
    );
    assert_eq!(audience(r#""availableToOtherTenants": null"#), None);
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

#[test]
fn lists_that_powershell_has_wrapped_are_lists() {
    let wrapped = |inner: &str| format!(r#"{{"value": {inner}, "Count": 1}}"#);
    let role = |members: &str| {
        let role = format!(r#"{{"value": "A", "allowedMemberTypes": {members}}}"#);
        format!(r#"{{"appRoles": {}}}"#, wrapped(&format!("[{role}]")))
    };
    for members in [r#"["Application"]"#, r#""Application""#, r#"{"value": ["Application"], "Count": 1}"#] {
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
    for placeholder in
        ["", "${{APP_ID}}", "<app id>", "%APP_ID%", "YOUR_APP_ID", "00000000-0000-0000-0000-000000000000"]
    {
        assert_eq!(sound(&text(placeholder)).registration.app.client_id, None, "{placeholder}");
    }
    for mistake in ["eac89394-6a9e-5c77-8ec7-e8fab39435a", "my-api", "eac893946a9e5c778ec7e8fab39435aa"] {
        expect(&text(mistake), &[&format!("crm.json:1:11: expected a GUID for `appId`, found `{mistake}`")]);
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
        sound(&text(r#""api": {"acceptedAccessTokenVersion": 2}"#)).registration.app.token_version,
        Some(TokenVersion::V2)
    );
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
        assert!(errors[0].ends_with(&format!("`{key}` is given twice in one object")), "{errors:?}");
    }
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
    for text in ["ERROR: Please run 'az login'.\nx", "WARNING: old\n{\"appRoles\": []}", "SECRET=hunter2"] {
        expect(
            text,
            &[
                "crm.json:1:1: not JSON: the file does not begin with `{` or `[`: remove what is no part of the \
               manifest, or export it again: `az ad app show --id <app id> > manifest.json`",
            ],
        );
    }
}

#[test]
fn names_of_broken_json_in_any_case() {
    let (manifest, errors) =
        read("{\"AppRoles\": [{\"Value\": \"A.B\"} {\"Value\" : \"C\"}, {\"VALUE\": \"D E\"}]}");
    assert_eq!(errors.len(), 1);
    let roles = manifest.unwrap().registration.roles;
    assert_eq!(roles.iter().map(|role| role.value.as_str()).collect::<Vec<_>>(), ["A.B", "C"]);
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
        sound(&format!(r#"{{"oauth2Permissions": [{{"value": "A", "id": "{text}"}}]}}"#)).registration.scopes
            [0]
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
fn more_than_any_registration_holds() {
    let entry = r#"{"value": "A"}"#;
    let entries = vec![entry; 10_001].join(",");
    expect(
        &format!(r#"{{"servicePrincipalNames": [], "oauth2PermissionScopes": [{entries}]}}"#),
        &["`crm.json` has 10001 app roles and scopes, which is no registration"],
    );
}
