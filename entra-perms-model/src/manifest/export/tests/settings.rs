//! Settings and lists at places that are not read.

use super::*;

/// Returns the errors in an application with these keys and an app role.
fn errors_in(keys: &str) -> Vec<String> {
    read(&format!(r#"{{{keys}, "appRoles": [{ROLE}]}}"#)).1
}

#[test]
fn a_setting_at_a_place_that_is_not_read_is_refused() {
    const IN_API: &str = "is not read in `api`\nNOTE\nhelp: write `";
    const AT_TOP: &str = "is not read at the top of the application\nNOTE\nhelp: write `";
    const CLAIM_LISTS: &str = "is not a list of `optionalClaims`\n\
        NOTE\nhelp: write `accessToken`, `idToken` or `saml2Token`";
    for (keys, name, message) in [
        (
            r#""api": {"optionalClaims": {"accessToken": [{"name": "idtyp"}]}}"#,
            "optionalClaims",
            IN_API,
        ),
        (r#""api": {"appRoles": [{"value": "A", "isEnabled": false}]}"#, "appRoles", IN_API),
        (r#""api": {"AppRole": {"value": "A", "isEnabled": false}}"#, "AppRole", IN_API),
        (r#""api": {"appRoles": {"a": {"value": "A", "isEnabled": false}}}"#, "appRoles", IN_API),
        (r#""api": {"signInAudience": "AzureADMultipleOrgs"}"#, "signInAudience", IN_API),
        (r#""api": {"availableToOtherTenants": true}"#, "availableToOtherTenants", IN_API),
        (r#""api": {"identifierUris": ["api://crm"]}"#, "identifierUris", IN_API),
        (r#""api": {"oauth2Permissions": [{"value": "S"}]}"#, "oauth2Permissions", IN_API),
        (r#""isMultiTenant": true"#, "isMultiTenant", AT_TOP),
        (r#""multi_tenant": false"#, "multi_tenant", AT_TOP),
        (r#""signInAudienceType": "AzureADMultipleOrgs""#, "signInAudienceType", AT_TOP),
        (r#""supportedAccountTypes": "multiple""#, "supportedAccountTypes", AT_TOP),
        (r#""accessToken": [{"name": "groups"}]"#, "accessToken", AT_TOP),
        (r#""accessTokenClaims": {"name": "groups"}"#, "accessTokenClaims", AT_TOP),
        (r#""roles": [{"value": "B", "isEnabled": false}]"#, "roles", AT_TOP),
        (r#""permissionScopes": [{"value": "B"}]"#, "permissionScopes", AT_TOP),
        (r#""tokenEncryption": "k""#, "tokenEncryption", AT_TOP),
        ("\"acceptMapped\u{200b}Claims\": true", r"acceptMapped\u{200b}Claims", AT_TOP),
        (
            r#""properties": {"acceptMappedClaims": true}"#,
            "acceptMappedClaims",
            "is not read in `properties`\n\
             NOTE\nhelp: write `acceptMappedClaims` in `api`",
        ),
        (
            r#""properties": {"api": {"requestedAccessTokenVersion": 2}}"#,
            "requestedAccessTokenVersion",
            "is not read in `properties.api`\n\
             NOTE\nhelp: write `requestedAccessTokenVersion` in `api`",
        ),
        (
            r#""properties": [{"accept_mapped_claims": true}]"#,
            "accept_mapped_claims",
            "is not read in `properties`\n\
             NOTE\nhelp: write `acceptMappedClaims` in `api`",
        ),
        (
            r#""web": {"signInAudience": "AzureADMultipleOrgs"}"#,
            "signInAudience",
            "is not read in `web`\n\
             NOTE\nhelp: write `signInAudience` at the top of the application",
        ),
        (
            r#""AdditionalProperties": {"appRoles": [{"value": "A", "isEnabled": false}]}"#,
            "appRoles",
            "is not read in `AdditionalProperties`\n\
             NOTE\nhelp: write `appRoles` at the top of the application",
        ),
        (
            r#""a": {"b": {"c": {"tokenEncryptionKeyId": "k"}}}"#,
            "tokenEncryptionKeyId",
            "is not read in `a.b.c`\n\
             NOTE\nhelp: write `tokenEncryptionKeyId` at the top of the application",
        ),
        (
            r#""optionalClaims": {"acceptMappedClaims": true}"#,
            "acceptMappedClaims",
            "is not read in `optionalClaims`\n\
             NOTE\nhelp: write `acceptMappedClaims` in `api`",
        ),
        (
            r#""optionalClaims": {"accessTokenClaims": "groups"}"#,
            "accessTokenClaims",
            "is not read in `optionalClaims`\n\
             NOTE\nhelp: write `accessToken` in `optionalClaims`",
        ),
        (
            r#""optionalClaims": {"AdditionalProperties": {"accessToken": [{"name": "groups"}]}}"#,
            "accessToken",
            "is not read in `optionalClaims.AdditionalProperties`\n\
             NOTE\nhelp: write `accessToken` in `optionalClaims`",
        ),
        (
            r#""optionalClaims": {"accessTokenClaims": {"name": "groups"}}"#,
            "accessTokenClaims",
            CLAIM_LISTS,
        ),
        (r#""optionalClaims": {"access": {"name": "groups"}}"#, "access", CLAIM_LISTS),
    ] {
        let errors = errors_in(keys);
        assert_eq!(errors.len(), 1, "{keys}: {errors:?}");
        // The place depends on the keys.
        let (first, rest) = errors[0].split_once("\nnote: at crm.json:1:").unwrap();
        let (_, help) = rest.split_once('\n').unwrap();
        let found = format!("{first}\nNOTE\n{help}");
        assert!(found.starts_with(&format!("`{name}` {message}")), "{keys}: {found}");
    }
}

#[test]
fn an_unknown_key_of_a_claim_is_refused() {
    let claim = r#"{"name": "groups", "additional": ["emit_as_roles"]}"#;
    let expected = "unknown key `additional` of an optional claim\n\
        note: at crm.json:1:56\n\
        help: write `additionalProperties`, or remove the key";
    assert_eq!(
        errors_in(&format!(r#""optionalClaims": {{"accessToken": [{claim}]}}"#)),
        [expected]
    );
}

#[test]
fn a_key_with_another_meaning_is_accepted() {
    for keys in [
        // Properties that are locked.
        r#""servicePrincipalLockConfiguration": {"isEnabled": true, "identifierUris": true,
            "tokenEncryptionKeyId": true}"#,
        // Other objects of the directory.
        r#""owners": [{"appId": "x", "appRoles": [{"value": "A"}],
            "signInAudience": "AzureADMyOrg"}]"#,
        r#""createdOnBehalfOf": {"signInAudience": "AzureADMultipleOrgs"}"#,
        r#""appRoleAssignments": [{"appRoleId": "x", "value": "A"}]"#,
        r#""appRoleAssignedTo": [], "appRoleAssignmentRequired": true"#,
        r#""oauth2PermissionGrants": [{"scope": "User.Read"}]"#,
        r#""resourceSpecificApplicationPermissions": [{"value": "A", "isEnabled": true,
            "scopes": [{"value": "A"}]}]"#,
        r#""api": {"preAuthorizedApplications": [{"appId": "x",
            "delegatedPermissionIds": ["y"]}]}"#,
        r#""api": {"knownClientApplications": [], "tokenEncryptionSetting": {"audience": null,
            "scheme": null}}"#,
        r#""web": {"implicitGrantSettings": {"enableAccessTokenIssuance": true}}"#,
        r#""verifiedPublisher": {"displayName": "Contoso"},
            "info": {"termsOfServiceUrl": "https://a"}"#,
        r#""requiredResourceAccess": [{"resourceAppId": "x", "resourceAccess": [{"id": "y",
            "type": "Scope"}]}]"#,
        r#""groupMembershipClaims": "All", "tokenLifetimePolicies": [],
            "claimsMappingPolicies": [{"id": "x"}]"#,
        // Maps from values to ids, as Pulumi has them.
        r#""appRoleIds": {"A": "x"}, "oauth2PermissionScopeIds": {"S": "y"}"#,
        // Empty values.
        r#""api": {"appRoles": [], "signInAudience": null, "optionalClaims": {}}"#,
        r#""AdditionalProperties": {"optionalClaims": null, "identifierUris": [],
            "tokenEncryptionKeyId": ""}"#,
        r#""optionalClaims": {"AdditionalProperties": {}, "idToken": [{"name": "aud",
            "usable": true}]}"#,
        r#""optionalClaims": {"accessToken": [{"name": "idtyp", "@odata.type": "t", "extra": null,
            "more": []}]}"#,
    ] {
        assert_eq!(errors_in(keys), [""; 0], "{keys}");
    }
}
