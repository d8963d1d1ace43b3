//! Keys in other spellings: each is read or refused, and none is ignored.

use super::*;
use crate::manifest::Registration;

/// An application in the current form with an app role and a scope, and further keys.
struct Export {
    root: &'static str,
    api: &'static str,
    entry: &'static str,
}

const PLAIN: Export = Export { root: "", api: "", entry: "" };

impl Export {
    fn text(&self) -> String {
        let Self { root, api, entry } = self;
        format!(
            r#"{{{root}"appRoles": [{{{entry}"value": "A", "allowedMemberTypes": ["Application"]}}],
            "api": {{{api}"oauth2PermissionScopes": [{{{entry}"value": "S"}}]}}}}"#
        )
    }
}

const fn root(root: &'static str) -> Export {
    Export { root, ..PLAIN }
}

const fn api(api: &'static str) -> Export {
    Export { api, ..PLAIN }
}

const fn entry(entry: &'static str) -> Export {
    Export { entry, ..PLAIN }
}

/// The result of a key.
enum Outcome {
    /// It is read, and this is true.
    Read(fn(&Registration) -> bool),
    /// It is an error with this text.
    Refused(&'static str),
}

use Outcome::{Read, Refused};

fn entries(registration: &Registration) -> impl Iterator<Item = &Registered> {
    registration.roles.iter().chain(&registration.scopes)
}

const DISABLED: Outcome = Read(|registration| entries(registration).all(|entry| !entry.enabled));
const ENABLED: Outcome = Read(|registration| entries(registration).all(|entry| entry.enabled));
const V2: Outcome = Read(|registration| registration.app.token_version == Some(TokenVersion::V2));
const MULTI_TENANT: Outcome = Read(|registration| {
    registration.app.sign_in_audience == Some(SignInAudience::AzureAdMultipleOrgs)
});
const CLIENT_ID: Outcome = Read(|registration| {
    registration.app.client_id.as_deref() == Some("00000000-0000-0000-0000-00000000000a")
});
const MARKS_APP_ONLY: Outcome = Read(|registration| registration.app.marks_app_only);
const URI: Outcome = Read(|registration| registration.app.identifier_uris == ["api://crm"]);
const CONTRADICTS: &str = "` contradicts `";

const CASES: &[(Export, Outcome)] = &[
    (PLAIN, ENABLED),
    // Switches of entries.
    (entry(r#""isEnabled": false, "#), DISABLED),
    (entry(r#""enabled": false, "#), DISABLED),
    (entry(r#""Enabled": "False", "#), DISABLED),
    (entry(r#""is_enabled": false, "#), DISABLED),
    (entry(r#""Is Enabled": false, "#), DISABLED),
    (entry(r#""disabled": true, "#), DISABLED),
    (entry(r#""isDisabled": "true", "#), DISABLED),
    (entry(r#""disabled": false, "#), ENABLED),
    (entry(r#""isEnabled": true, "enabled": true, "disabled": false, "#), ENABLED),
    (entry(r#""isEnabled": false, "enabled": "false", "is_disabled": true, "#), DISABLED),
    (entry(r#""isEnabled": true, "enabled": false, "#), Refused(CONTRADICTS)),
    (entry(r#""isEnabled": false, "enabled": true, "#), Refused(CONTRADICTS)),
    (entry(r#""isEnabled": true, "disabled": true, "#), Refused(CONTRADICTS)),
    (entry(r#""isEnabled": true, "is_enabled": false, "#), Refused(CONTRADICTS)),
    (entry(r#""isEnabled": true, "is_enabled": true, "#), ENABLED),
    (entry(r#""isEnabled": true, "IsEnabled": true, "#), Refused("`IsEnabled` is given twice")),
    (entry(r#""enabled": null, "#), Refused("expected true or false for `enabled`")),
    (entry(r#""disabled": 1, "#), Refused("expected true or false for `disabled`")),
    (entry(r#""state": "Disabled", "#), Refused("`state` may disable")),
    (entry(r#""status": "inactive", "#), Refused("`status` may disable")),
    (entry(r#""active": false, "#), Refused("help: write `isEnabled`")),
    (entry(r#""isInactive": true, "#), Refused("`isInactive` may disable")),
    (entry(r#""_enabled": false, "#), Refused("`_enabled` may disable")),
    (entry(r#""enablement": false, "#), Refused("`enablement` may disable")),
    (entry(r#""deletedDateTime": "2026-01-01", "#), Refused("`deletedDateTime` may disable")),
    (entry(r#""deletedDateTime": null, "#), ENABLED),
    (entry(r#""lang": null, "origin": "Application", "isPrivate": false, "#), ENABLED),
    // The holders of an app role.
    (entry(r#""allowed_member_types": ["Application"], "#), ENABLED),
    (entry(r#""allowedMemberType": "User", "#), Refused(CONTRADICTS)),
    (entry(r#""allowed_member_types": ["User", "Application"], "#), Refused(CONTRADICTS)),
    (entry(r#""AllowedMemberTypes": ["User"], "#), Refused("is given twice")),
    // The version of access tokens.
    (api(r#""requestedAccessTokenVersion": 2, "#), V2),
    (api(r#""requested_access_token_version": 2, "#), V2),
    (api(r#""accessTokenAcceptedVersion": 2, "#), V2),
    (root(r#""accessTokenAcceptedVersion": 2, "#), V2),
    (root(r#""access_token_accepted_version": 2, "#), V2),
    (root(r#""requestedAccessTokenVersion": "2", "#), V2),
    (root(r#""acceptedAccessTokenVersion": 2, "#), V2),
    (
        Export {
            root: r#""accessTokenAcceptedVersion": 2, "#,
            ..api(r#""requestedAccessTokenVersion": 2, "#)
        },
        V2,
    ),
    (
        Export {
            root: r#""accessTokenAcceptedVersion": 2, "#,
            ..api(r#""requestedAccessTokenVersion": null, "#)
        },
        Refused(CONTRADICTS),
    ),
    (
        Export {
            root: r#""requestedAccessTokenVersion": 1, "#,
            ..api(r#""requestedAccessTokenVersion": 2, "#)
        },
        Refused(CONTRADICTS),
    ),
    (
        api(r#""requestedAccessTokenVersion": 2, "requested_access_token_version": 1, "#),
        Refused(CONTRADICTS),
    ),
    (
        root(
            r#""optionalClaims": {"accessToken": [{"name": "idtyp"}],
                "access_token": [{"name": "idtyp"}]}, "#,
        ),
        MARKS_APP_ONLY,
    ),
    (
        root(
            r#""optionalClaims": {"accessToken": [{"name": "idtyp"}],
                "access_token": [{"name": "aud"}]}, "#,
        ),
        Refused(CONTRADICTS),
    ),
    (api(r#""accessTokenVersion": 2, "#), Refused("help: write `requestedAccessTokenVersion`")),
    (root(r#""token_version": 2, "#), Refused("help: write `requestedAccessTokenVersion`")),
    // The sign-in audience.
    (
        root(r#""signInAudience": "AzureADMultipleOrgs", "availableToOtherTenants": true, "#),
        MULTI_TENANT,
    ),
    (root(r#""signInAudience": null, "available_to_other_tenants": true, "#), MULTI_TENANT),
    (
        root(r#""signInAudience": "AzureADMyOrg", "availableToOtherTenants": true, "#),
        Refused(CONTRADICTS),
    ),
    (
        root(r#""signInAudience": "AzureADMultipleOrgs", "availableToOtherTenants": "false", "#),
        Refused(CONTRADICTS),
    ),
    (
        root(r#""signInAudience": "AzureADMyOrg", "signInAudiences": "AzureADMultipleOrgs", "#),
        Refused(CONTRADICTS),
    ),
    (
        root(r#""signInAudience": "azureadmyorg", "#),
        Refused("unknown value of `signInAudience`: `azureadmyorg`"),
    ),
    (
        root(r#""sign_in_audience": "AzureADMultipleOrgs", "#),
        Refused("an application for Terraform"),
    ),
    // The client id.
    (root(r#""appId": "00000000-0000-0000-0000-00000000000A", "#), CLIENT_ID),
    (root(r#""clientId": "00000000-0000-0000-0000-00000000000a", "#), CLIENT_ID),
    (root(r#""client_id": "00000000-0000-0000-0000-00000000000a", "#), CLIENT_ID),
    (
        root(
            r#""appId": "00000000-0000-0000-0000-00000000000a",
                "clientId": "00000000-0000-0000-0000-00000000000A", "#,
        ),
        CLIENT_ID,
    ),
    (
        root(
            r#""appId": "00000000-0000-0000-0000-00000000000a",
                "clientId": "00000000-0000-0000-0000-00000000000b", "#,
        ),
        Refused(CONTRADICTS),
    ),
    // Export ID URIs.
    (root(r#""identifierUri": "api://crm", "#), URI),
    (
        root(r#""identifierUris": ["api://crm"], "identifierUri": "api://other", "#),
        Refused(CONTRADICTS),
    ),
    (root(r#""identifier_uris": ["api://crm"], "#), Refused("an application for Terraform")),
    // Optional claims.
    (root(r#""optionalClaims": {"access_token": [{"name": "idtyp"}]}, "#), MARKS_APP_ONLY),
    (root(r#""OptionalClaim": {"AccessTokens": [{"Name": "idtyp"}]}, "#), MARKS_APP_ONLY),
    (
        root(r#""optionalClaims": {"accessToken": [], "access_token": [{"name": "idtyp"}]}, "#),
        Refused(CONTRADICTS),
    ),
    (
        root(r#""optionalClaims": {"accessTokenClaims": [{"name": "groups"}]}, "#),
        Refused("`accessTokenClaims` is not a list of `optionalClaims`"),
    ),
    (root(r#""optionalClaims": {"AdditionalProperties": {}, "other": []}, "#), ENABLED),
    (
        root(r#""accessTokenOptionalClaims": [{"name": "groups"}], "#),
        Refused("help: write `optionalClaims`"),
    ),
    (
        root(
            r#""optionalClaims": {"accessToken": [{"name": "groups",
                "additional_properties": ["emit_as_roles"]}]}, "#,
        ),
        Refused("`emit_as_roles`"),
    ),
    (
        root(
            r#""optionalClaims": {"accessToken": [{"name": "groups", "additionalProperties": [],
                "AdditionalProperty": ["emit_as_roles"]}]}, "#,
        ),
        Refused(CONTRADICTS),
    ),
    // Mapped claims.
    (
        Export {
            root: r#""signInAudience": "AzureADMultipleOrgs", "#,
            ..api(r#""mappedClaimsEnabled": true, "#)
        },
        Refused("`acceptMappedClaims` is true"),
    ),
    (
        Export {
            root: r#""signInAudience": "AzureADMultipleOrgs", "#,
            ..api(r#""accept_mapped_claims": true, "#)
        },
        Refused("`acceptMappedClaims` is true"),
    ),
    (api(r#""allowMappedClaims": true, "#), Refused("help: write `acceptMappedClaims`")),
    // Token encryption.
    (root(r#""tokenEncryptionKeyIds": "k", "#), Refused("encrypt all tokens")),
    (root(r#""encryptionKeyId": "k", "#), Refused("help: write `tokenEncryptionKeyId`")),
    (root(r#""tokenEncryptionKeyId": null, "encryption_key": null, "#), ENABLED),
];

#[test]
fn no_key_is_ignored_because_of_its_spelling() {
    for (app, outcome) in CASES {
        let text = app.text();
        let (manifest, errors) = read(&text);
        match outcome {
            Read(holds) => {
                assert_eq!(errors, [""; 0], "{text}");
                assert!(holds(&manifest.unwrap().registration), "{text}");
            }
            Refused(part) => {
                assert!(!errors.is_empty(), "{text}");
                assert!(errors.iter().all(|error| error.contains(part)), "{text}: {errors:?}");
            }
        }
    }
}

#[test]
fn a_contradiction_names_both_places() {
    expect(
        r#"{"oauth2Permissions": [{"value": "A", "isEnabled": true, "enabled": false}]}"#,
        &["`enabled` contradicts `isEnabled`\n\
           note: at crm.json:1:58\n\
           note: `isEnabled` is at crm.json:1:39\n\
           help: remove one of the two"],
    );
}

#[test]
fn entries_that_pulumi_disables_are_disabled() {
    let manifest = sound(
        r#"{"api": {"oauth2PermissionScopes": [{"adminConsentDisplayName": "Read",
            "enabled": false, "value": "S"}]},
            "appRoles": [{"allowedMemberTypes": ["User"], "enabled": false, "value": "A"}],
            "displayName": "CRM",
            "clientId": "00000000-0000-0000-0000-00000000000a"}"#,
    );
    assert!(entries(&manifest.registration).all(|entry| !entry.enabled));
}
