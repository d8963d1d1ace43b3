use crate::test_support::analysis::{analyse, expect_errors_of, expect_warnings_of, spelled_out};

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

const IDTYP: &str =
    r#""optionalClaims": {"accessToken": [{"name": "idtyp", "additionalProperties": []}]}"#;
const ROLE: &str = r#""appRoles": [{"value": "A", "allowedMemberTypes": ["Application"]}]"#;

#[test]
fn personal_accounts() {
    expect(
        &[r#""signInAudience": "PersonalMicrosoftAccount""#, ROLE],
        &[
            "crm.json:2:19: `signInAudience` is `PersonalMicrosoftAccount`, and a registration for personal accounts cannot have \
           app roles such as `A` (crm.json:3:24)",
        ],
    );
    for audience in ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"] {
        let audience_line = format!(r#""signInAudience": "{audience}""#);
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
            &[
                &format!(r#""signInAudience": "{audience}""#),
                ROLE,
                r#""accessTokenAcceptedVersion": 1"#,
            ],
            &[],
        );
    }
    expect(
        &[r#""signInAudience": "Everybody""#],
        &["crm.json:2:19: unknown value of `signInAudience`: `Everybody`"],
    );
}

/// Users of organizations hold the roles of such a registration.
#[test]
fn app_roles_beside_personal_accounts() {
    let text = app(&[
        r#""signInAudience": "AzureADandPersonalMicrosoftAccount""#,
        ROLE,
        IDTYP,
        r#""accessTokenAcceptedVersion": 2"#,
    ]);
    let arguments = r#"scopes = { "S" => [] }"#;
    let message = "`signInAudience` is `AzureADandPersonalMicrosoftAccount` (crm.json:2:19), and personal accounts cannot hold app \
                   roles such as `A` (crm.json:3:24): only users of organizations can";
    expect_warnings_of(
        &analyse(&text, arguments),
        &[("\"crm.json\"", "personal_accounts", message)],
    );
    expect_warnings_of(&analyse(&text, &format!("{arguments}, allow = [personal_accounts]")), &[]);
    expect_warnings_of(&analyse(&text.replace(ROLE, r#""appRoles": []"#), arguments), &[]);
}

#[test]
fn encrypted_tokens() {
    let message = |place: &str| {
        format!(
            "crm.json:{place}: `tokenEncryptionKeyId` names a key, so Entra encrypts every token for this API (JWE), and the API \
             could read none; expected null: set `\"tokenEncryptionKeyId\": null` under Manifest in Entra, and export the manifest \
             again"
        )
    };
    let id = "00000000-0000-0000-0000-0000000000ee";
    for (member, column) in [
        (format!(r#""tokenEncryptionKeyId": "{id}""#), 25),
        (format!(r#""TokenEncryptionKeyId": "{id}""#), 25),
        (format!(r#""token_encryption_key_id": "{id}""#), 28),
        (format!(r#""api": {{"tokenEncryptionKeyId": "{id}"}}"#), 33),
        (r#""tokenEncryptionKeyId": "${{KEY}}""#.to_owned(), 25),
    ] {
        expect(&[&member], &[&message(&format!("2:{column}"))]);
    }
    let principal = format!(
        r#"{{"servicePrincipalNames": [], "displayName": "CRM", "tokenEncryptionKeyId": "{id}", "oauth2PermissionScopes": [{{"value": "S"}}]}}"#
    );
    let errors = spelled_out(&analyse(&principal, r#"scopes = { "S" => [] }"#).findings);
    assert_eq!(errors, [("\"crm.json\"".to_owned(), message("1:77"))]);
    for none in ["null", "\"\""] {
        expect(&[&format!(r#""tokenEncryptionKeyId": {none}"#)], &[]);
    }
    // A certificate that could encrypt does not, until a key is chosen.
    expect(
        &[r#""keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Encrypt", "key": null}]"#],
        &[],
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
    let analysis = analyse(
        &app(&[r#""signInAudience": "AzureADMultipleOrgs""#, legacy]),
        r#"scopes = { "S" => [] }"#,
    );
    assert_eq!(spelled_out(&analysis.findings).len(), 1);
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
            !app_of(&[&format!(r#""optionalClaims": {{"accessToken": {other}}}"#)])
                .client_id_is_audience
        );
    }
    // Claims of ID tokens say nothing of access tokens. An extension property is no claim of Entra.
    for other in [
        r#"{"idToken": [{"name": "idtyp"}], "saml2Token": [{"name": "idtyp"}]}"#,
        r#"{"id_token": [{"name": "idtyp"}], "access_token": []}"#,
        r#"{"accessToken": [{"name": "idtyp", "source": "user"}]}"#,
    ] {
        assert!(!app_of(&[&format!(r#""optionalClaims": {other}"#)]).marks_app_only, "{other}");
    }
    for asked in [r#"{"name": "idtyp", "source": null}"#, r#"{"name": "idtyp", "source": ""}"#] {
        assert!(
            app_of(&[&format!(r#""optionalClaims": {{"accessToken": [{asked}]}}"#)]).marks_app_only
        );
    }
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
    let principal = r#"{"servicePrincipalNames": [], "displayName": "CRM", "oauth2PermissionScopes": [{"value": "S"}]}"#;
    expect_warnings_of(&analyse(principal, arguments), &[]);
}
