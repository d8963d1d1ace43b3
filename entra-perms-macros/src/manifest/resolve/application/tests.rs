use crate::permissions::test_analysis::{analyse, expect_errors_of, expect_warnings_of};

/// An application with these members, one a line from line 2 on, and one scope.
fn app(members: &[&str]) -> String {
    format!(
        "{{\"displayName\": \"CRM\", \"oauth2Permissions\": [{{\"value\": \"S\"}}],\n{}}}",
        members.join(",\n")
    )
}

fn expect(members: &[&str], expected: &[&str]) {
    let analysis = analyse(&app(members), r#"scopes = { "S" => [] }"#);
    let expected: Vec<_> = expected.iter().map(|message| ("\"crm.json\"", *message)).collect();
    expect_errors_of(&analysis, &expected);
}

const IDTYP: &str = r#""optionalClaims": {"accessToken": [{"name": "idtyp", "additionalProperties": []}]}"#;
const ROLE: &str = r#""appRoles": [{"value": "A", "allowedMemberTypes": ["Application"]}]"#;

#[test]
fn personal_accounts() {
    for audience in ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"] {
        let audience_line = format!(r#""signInAudience": "{audience}""#);
        expect(
            &[&audience_line, ROLE],
            &[&format!(
                "crm.json:2:19: `signInAudience` is `{audience}`, and a registration for personal accounts cannot have app roles \
                 such as `A` (crm.json:3:24)"
            )],
        );
        let version = format!(
            "crm.json:3:31: the access token version is not 2, and `signInAudience` is `{audience}` (crm.json:2:19): personal \
             accounts get v2.0 tokens only"
        );
        expect(&[&audience_line, r#""accessTokenAcceptedVersion": null"#], &[&version]);
        expect(&[&audience_line, r#""accessTokenAcceptedVersion": 1"#], &[&version]);
        expect(&[&audience_line, r#""accessTokenAcceptedVersion": 2"#], &[]);
    }
    for audience in ["AzureADMyOrg", "AzureADMultipleOrgs"] {
        expect(
            &[&format!(r#""signInAudience": "{audience}""#), ROLE, r#""accessTokenAcceptedVersion": 1"#],
            &[],
        );
    }
    expect(
        &[r#""signInAudience": "Everybody""#],
        &[
            "crm.json:2:19: expected `AzureADMyOrg`, `AzureADMultipleOrgs`, `AzureADandPersonalMicrosoftAccount` or \
           `PersonalMicrosoftAccount` for `signInAudience`, found `Everybody`",
        ],
    );
}

#[test]
fn mapped_claims_of_any_tenant() {
    let api = r#""api": {"acceptMappedClaims": true}"#;
    expect(
        &[r#""signInAudience": "AzureADMultipleOrgs""#, api],
        &[
            "crm.json:3:31: `acceptMappedClaims` is true, and `signInAudience` is `AzureADMultipleOrgs` (crm.json:2:19): any \
           customer could put claims of their own into the tokens of this API; expected false for a multi-tenant application",
        ],
    );
    let legacy = r#""acceptMappedClaims": "true""#;
    let analysis =
        analyse(&app(&[r#""signInAudience": "AzureADMultipleOrgs""#, legacy]), r#"scopes = { "S" => [] }"#);
    assert_eq!(analysis.errors.spelled_out().len(), 1);
    expect(&[r#""signInAudience": "AzureADMyOrg""#, api], &[]);
    expect(&[r#""signInAudience": "AzureADMultipleOrgs""#, r#""acceptMappedClaims": false"#], &[]);
    expect(&[r#""signInAudience": "AzureADMultipleOrgs""#, r#""acceptMappedClaims": null"#], &[]);
}

#[test]
fn optional_claims_say_what_tokens_look_like() {
    let app_of = |members: &[&str]| {
        let analysis = analyse(&app(members), r#"scopes = { "S" => [] }"#);
        expect_errors_of(&analysis, &[]);
        analysis.model.unwrap().apps.remove(0)
    };
    let plain = app_of(&[]);
    assert!(!plain.marks_app_only && !plain.client_id_is_audience);
    let marked = app_of(&[IDTYP]);
    assert!(marked.marks_app_only && !marked.client_id_is_audience);
    let guid = app_of(&[
        r#""optionalClaims": {"accessToken": [{"name": "aud", "additionalProperties": ["use_guid"]}]}"#,
    ]);
    assert!(!guid.marks_app_only && guid.client_id_is_audience);
    for other in [
        r#"[{"name": "aud", "additionalProperties": []}]"#,
        r#"[{"name": "acct", "additionalProperties": ["use_guid"]}]"#,
    ] {
        assert!(
            !app_of(&[&format!(r#""optionalClaims": {{"accessToken": {other}}}"#)]).client_id_is_audience
        );
    }
    // Those of ID tokens say nothing of access tokens.
    let other = app_of(&[r#""optionalClaims": {"idToken": [{"name": "idtyp"}]}"#]);
    assert!(!other.marks_app_only);
}

#[test]
fn without_idtyp() {
    let warning = "the optional claim `idtyp`, by which tokens of applications that act as themselves are told from those of users, is \
         not asked for in `crm.json`; add it to the access token under Token configuration";
    let expected = [("\"crm.json\"", "no_idtyp", warning)];
    let arguments = r#"scopes = { "S" => [] }"#;
    expect_warnings_of(&analyse(&app(&[]), arguments), &expected);
    expect_warnings_of(&analyse(&app(&[r#""optionalClaims": null"#]), arguments), &expected);
    expect_warnings_of(&analyse(&app(&[IDTYP]), arguments), &[]);
    expect_warnings_of(&analyse(&app(&[]), &format!("{arguments}, allow = [no_idtyp]")), &[]);
    // A fragment, or a service principal, has no place for it.
    let fragment = r#"{"oauth2Permissions": [{"value": "S"}]}"#;
    expect_warnings_of(&analyse(fragment, arguments), &[]);
    let principal =
        r#"{"servicePrincipalNames": [], "displayName": "CRM", "oauth2PermissionScopes": [{"value": "S"}]}"#;
    expect_warnings_of(&analyse(principal, arguments), &[]);
}
