use crate::test_support::analysis::analyze_text;
use crate::test_support::{error_texts, expect_errors, expect_warnings};

const AT: &str = "\"crm.json\"";
const MAPPING: &str = r#"scopes = { "S" => [] }"#;
const IDTYP: &str =
    r#""optionalClaims": {"accessToken": [{"name": "idtyp", "additionalProperties": []}]}"#;
const ROLE: &str = r#""appRoles": [{"value": "A", "allowedMemberTypes": ["Application"]}]"#;

/// Returns an application with one scope and these properties, one in each line from line 2 on.
fn app(properties: &[&str]) -> String {
    format!(
        "{{\"displayName\": \"CRM\", \"oauth2Permissions\": [{{\"value\": \"S\"}}],\n{}}}",
        properties.join(",\n")
    )
}

#[track_caller]
fn expect(properties: &[&str], expected: &[&str]) {
    let expected: Vec<_> = expected.iter().map(|message| (AT, *message)).collect();
    expect_errors(&analyze_text(&app(properties), MAPPING), &expected);
}

#[test]
fn a_registration_for_personal_accounts_must_not_have_app_roles() {
    expect(
        &[r#""signInAudience": "PersonalMicrosoftAccount""#, ROLE],
        &["a registration for personal accounts cannot have app roles\n\
           note: at crm.json:2:19\n\
           note: `signInAudience` is `PersonalMicrosoftAccount`\n\
           note: app role `A` is at crm.json:3:24"],
    );
}

#[test]
fn personal_accounts_need_tokens_of_version_2() {
    for audience in ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"] {
        let audience_line = format!(r#""signInAudience": "{audience}""#);
        let error = format!(
            "the access token version must be 2 for personal accounts\n\
             note: at crm.json:3:31\n\
             note: `signInAudience` is `{audience}` at crm.json:2:19\n\
             note: personal accounts get v2.0 tokens only"
        );
        expect(&[&audience_line, r#""accessTokenAcceptedVersion": null"#], &[&error]);
        expect(&[&audience_line, r#""accessTokenAcceptedVersion": 1"#], &[&error]);
        expect(&[&audience_line, r#""accessTokenAcceptedVersion": 2"#], &[]);
    }
}

#[test]
fn registrations_for_organizations_may_have_roles_and_tokens_of_version_1() {
    for audience in ["AzureADMyOrg", "AzureADMultipleOrgs"] {
        let audience_line = format!(r#""signInAudience": "{audience}""#);
        expect(&[&audience_line, ROLE, r#""accessTokenAcceptedVersion": 1"#], &[]);
    }
}

#[test]
fn an_unknown_sign_in_audience_is_an_error() {
    let analysis = analyze_text(&app(&[r#""signInAudience": "Everybody""#]), MAPPING);
    let errors = error_texts(&analysis);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.contains("\nnote: at crm.json:2:19"), "{errors:?}");
}

/// Users of organizations can hold the roles.
#[test]
fn app_roles_next_to_personal_accounts_are_a_warning() {
    let text = app(&[
        r#""signInAudience": "AzureADandPersonalMicrosoftAccount""#,
        ROLE,
        IDTYP,
        r#""accessTokenAcceptedVersion": 2"#,
    ]);
    let warning = "personal accounts cannot hold app roles\n\
        note: only users of organizations can hold them\n\
        note: `signInAudience` is `AzureADandPersonalMicrosoftAccount` at crm.json:2:19\n\
        note: app role `A` is at crm.json:3:24";
    expect_warnings(&analyze_text(&text, MAPPING), &[(AT, "personal_accounts", warning)]);
    let allowed = format!("{MAPPING}, allow = [personal_accounts]");
    expect_warnings(&analyze_text(&text, &allowed), &[]);
    expect_warnings(&analyze_text(&text.replace(ROLE, r#""appRoles": []"#), MAPPING), &[]);
}

#[test]
fn encrypted_tokens_are_refused() {
    let error = |place: &str| {
        format!(
            "`tokenEncryptionKeyId` makes Entra encrypt all tokens for this API\n\
             note: at crm.json:{place}\n\
             note: the API cannot read encrypted tokens (JWE)\n\
             help: set `\"tokenEncryptionKeyId\": null` under Manifest in Entra, and export the \
             registration again"
        )
    };
    let id = "00000000-0000-0000-0000-0000000000ee";
    for (property, column) in [
        (format!(r#""tokenEncryptionKeyId": "{id}""#), 25),
        (format!(r#""TokenEncryptionKeyId": "{id}""#), 25),
        (format!(r#""token_encryption_key_id": "{id}""#), 28),
        (format!(r#""api": {{"tokenEncryptionKeyId": "{id}"}}"#), 33),
        (r#""tokenEncryptionKeyId": "${{KEY}}""#.to_owned(), 25),
    ] {
        expect(&[&property], &[&error(&format!("2:{column}"))]);
    }
    let principal = format!(
        r#"{{"servicePrincipalNames": [], "displayName": "CRM", "tokenEncryptionKeyId": "{id}",
        "oauth2PermissionScopes": [{{"value": "S"}}]}}"#
    );
    expect_errors(&analyze_text(&principal, MAPPING), &[(AT, &error("1:77"))]);
}

#[test]
fn without_a_chosen_key_tokens_are_not_encrypted() {
    for none in ["null", "\"\""] {
        expect(&[&format!(r#""tokenEncryptionKeyId": {none}"#)], &[]);
    }
    // A certificate that can encrypt does not, until its key is chosen.
    expect(
        &[r#""keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Encrypt", "key": null}]"#],
        &[],
    );
}

#[test]
fn mapped_claims_are_refused_in_a_multi_tenant_application() {
    let audience = r#""signInAudience": "AzureADMultipleOrgs""#;
    let api = r#""api": {"acceptMappedClaims": true}"#;
    expect(
        &[audience, api],
        &["`acceptMappedClaims` is true in a multi-tenant application\n\
           note: at crm.json:3:31\n\
           note: `signInAudience` is `AzureADMultipleOrgs` at crm.json:2:19\n\
           note: an administrator of any tenant could change claims in the tokens of this API\n\
           help: set `\"acceptMappedClaims\": false` under Manifest in Entra, and export the \
           registration again"],
    );
    let legacy = app(&[audience, r#""acceptMappedClaims": "true""#]);
    assert_eq!(error_texts(&analyze_text(&legacy, MAPPING)).len(), 1);
    expect(&[r#""signInAudience": "AzureADMyOrg""#, api], &[]);
    expect(&[audience, r#""acceptMappedClaims": false"#], &[]);
    expect(&[audience, r#""acceptMappedClaims": null"#], &[]);
}

#[test]
fn optional_claims_of_access_tokens_are_read() {
    let app_of = |properties: &[&str]| {
        let analysis = analyze_text(&app(properties), MAPPING);
        expect_errors(&analysis, &[]);
        analysis.model.unwrap().apps.remove(0)
    };
    let plain = app_of(&[]);
    assert!(!plain.marks_app_only && !plain.client_id_is_audience);
    let marked = app_of(&[IDTYP]);
    assert!(marked.marks_app_only && !marked.client_id_is_audience);
    let claims = |claims: &str| app_of(&[&format!(r#""optionalClaims": {claims}"#)]);
    let guid =
        claims(r#"{"accessToken": [{"name": "aud", "additionalProperties": ["use_guid"]}]}"#);
    assert!(!guid.marks_app_only && guid.client_id_is_audience);
    for other in [
        r#"{"accessToken": [{"name": "aud", "additionalProperties": []}]}"#,
        r#"{"accessToken": [{"name": "acct", "additionalProperties": ["use_guid"]}]}"#,
    ] {
        assert!(!claims(other).client_id_is_audience);
    }
    // Claims of ID tokens are not in access tokens. An extension property is not a claim of Entra.
    for other in [
        r#"{"idToken": [{"name": "idtyp"}], "saml2Token": [{"name": "idtyp"}]}"#,
        r#"{"id_token": [{"name": "idtyp"}], "access_token": []}"#,
        r#"{"accessToken": [{"name": "idtyp", "source": "user"}]}"#,
    ] {
        assert!(!claims(other).marks_app_only, "{other}");
    }
    for source in ["null", "\"\""] {
        let idtyp = format!(r#"{{"accessToken": [{{"name": "idtyp", "source": {source}}}]}}"#);
        assert!(claims(&idtyp).marks_app_only);
    }
}

#[test]
fn group_names_as_roles_are_refused() {
    let claim = |name: &str| {
        app(&[
            ROLE,
            &format!(
                r#""optionalClaims": {{"idToken": [], "accessToken": [{{"name": "{name}",
                "additionalProperties": ["sam_account_name", "emit_as_roles"]}}]}}"#
            ),
        ])
    };
    let arguments = format!(r#"{MAPPING}, not_delegated = ["B"]"#);
    let analysis = analyze_text(&claim("groups"), &arguments);
    let error = "`emit_as_roles` replaces the app roles in tokens with group names\n\
        note: at crm.json:4:62\n\
        note: a group with the name of an app role would grant the role\n\
        help: remove `emit_as_roles` from the optional claim `groups` in Entra, and export the \
        registration again";
    let errors = error_texts(&analysis);
    assert_eq!(errors[0].1, error);
    // Nothing is unknown after this error, so that other errors are reported, too.
    assert_eq!(errors[1].0, r#""B""#);
    expect_errors(&analyze_text(&claim("acrs"), MAPPING), &[]);
}

#[test]
fn a_missing_idtyp_is_a_warning() {
    let warning = "the optional claim `idtyp` is not requested\n\
        note: the registration is in `crm.json`\n\
        note: `idtyp` tells the tokens of applications that act as themselves from the tokens of \
        users\n\
        help: add `idtyp` to the access token under Token configuration in Entra, and export the \
        registration again";
    let expected = [(AT, "no_idtyp", warning)];
    expect_warnings(&analyze_text(&app(&[]), MAPPING), &expected);
    expect_warnings(&analyze_text(&app(&[r#""optionalClaims": null"#]), MAPPING), &expected);
    expect_warnings(&analyze_text(&app(&[IDTYP]), MAPPING), &[]);
    expect_warnings(&analyze_text(&app(&[]), &format!("{MAPPING}, allow = [no_idtyp]")), &[]);
    // Fragments and service principals do not contain optional claims.
    let fragment = r#"{"oauth2Permissions": [{"value": "S"}]}"#;
    expect_warnings(&analyze_text(fragment, MAPPING), &[]);
    let principal = r#"{"servicePrincipalNames": [], "displayName": "CRM",
        "oauth2PermissionScopes": [{"value": "S"}]}"#;
    expect_warnings(&analyze_text(principal, MAPPING), &[]);
}
