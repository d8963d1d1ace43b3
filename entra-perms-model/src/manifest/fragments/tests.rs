use crate::test_support::analysis::{analyze_files, analyze_text};
use crate::test_support::{error_texts, expect_errors};

const ROLES: &str = r#"[{"value": "A", "allowedMemberTypes": ["Application"]}]"#;
const SCOPES: &str =
    r#"{"oauth2PermissionScopes": [{"value": "S", "adminConsentDisplayName": "S"}]}"#;

#[test]
fn fragments_are_merged() {
    let api = r#"{"appId": "00000000-0000-0000-0000-00000000000A",
        "api": {"requestedAccessTokenVersion": 2}}"#;
    let analysis = analyze_files(
        &[("roles.json", ROLES), ("scopes.json", SCOPES), ("api.json", api)],
        r#"manifest = ["roles.json", "scopes.json", "api.json"], scopes = { "S" => [] },
        allow = [no_idtyp]"#,
    );
    expect_errors(&analysis, &[]);
    assert_eq!(analysis.files.len(), 3);
    let model = analysis.model.unwrap();
    assert_eq!((model.roles.len(), model.scopes.len()), (1, 1));
    assert_eq!(model.apps[0].client_id.as_deref(), Some("00000000-0000-0000-0000-00000000000a"));
}

#[test]
fn each_error_is_on_the_file_at_fault() {
    let analysis = analyze_files(
        &[("roles.json", ROLES), ("scopes.json", &SCOPES.replace("\"S\"", "\"S S\""))],
        r#"manifest = ["roles.json", "scopes.json"], scopes = { "T" => [] }"#,
    );
    let errors = error_texts(&analysis);
    let [(value, text), (mapping, _)] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(value, "\"scopes.json\"");
    assert!(text.starts_with("scope `S S` contains ` `\nnote: at scopes.json:1:39\n"), "{text}");
    assert_eq!(mapping, "\"T\"");
}

#[test]
fn a_manifest_without_lists_of_entries_is_one_error() {
    let export = "help: export the app registration: `az ad app show --id <app id> -o json > \
        manifest.json`";
    let place = "note: scopes are in `oauth2PermissionScopes` of `api`";
    let facts = r#"{"appId": ""}"#;
    expect_errors(
        &analyze_text(facts, r#"scopes = { "S" => [] }"#),
        &[(
            "\"crm.json\"",
            &format!(
                "`crm.json` has neither `appRoles` nor scopes\n\
                 {place}\n\
                 note: the file is an application (Microsoft Graph)\n\
                 {export}"
            ),
        )],
    );
    expect_errors(
        &analyze_files(
            &[("one.json", facts), ("two.json", facts)],
            r#"manifest = ["one.json", "two.json"], scopes = { "S" => [] }"#,
        ),
        &[(
            "\"one.json\"",
            &format!(
                "`one.json` and `two.json` have neither `appRoles` nor scopes\n{place}\n{export}"
            ),
        )],
    );
}

#[test]
fn a_manifest_with_very_many_entries_is_not_read() {
    let scopes: Vec<_> = (0..10_001).map(|n| format!("{{\"value\": \"S{n}\"}}")).collect();
    let scopes = format!(r#"{{"oauth2Permissions": [{}]}}"#, scopes.join(", "));
    expect_errors(
        &analyze_text(&scopes, r#"scopes = { "*" => [] }"#),
        &[(
            "\"crm.json\"",
            "`crm.json` has 10001 app roles and scopes\n\
             note: at most 10000 are read, and no real API has as many\n\
             help: export the app registration: `az ad app show --id <app id> -o json > \
             manifest.json`",
        )],
    );
}

#[test]
fn errors_of_the_mapping_name_the_form_of_half_a_manifest() {
    let expect = |files: &[(&str, &str)], input: &str, at: &str, parts: &[&str]| {
        let analysis = analyze_files(files, input);
        let errors = error_texts(&analysis);
        let [(found, text)] = errors.as_slice() else { panic!("{errors:?}") };
        assert_eq!(found, at);
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
    };
    let remedy = "`manifest = [\"crm.json\", \"…\"]`";
    // One error, although two lines name scopes.
    let input = r#"manifest = "crm.json", scopes = { "S" => [], "T.*" => [] }"#;
    let parts = ["`S`", "a list of app roles", remedy];
    expect(&[("crm.json", ROLES)], input, "\"S\"", &parts);
    for pattern in ["A.*", "*"] {
        let at = format!("\"{pattern}\"");
        let input = format!(r#"manifest = "crm.json", scopes = {{ "S" => [{at}, "B"] }}"#);
        let parts = ["a fragment of an application", "`=> []`", remedy];
        expect(&[("crm.json", SCOPES)], &input, &at, &parts);
    }
    let files = [("one.json", ROLES), ("two.json", r#"{"appId": ""}"#)];
    let input = r#"manifest = ["one.json", "two.json"], scopes = { "S" => [] }"#;
    let remedy = "`manifest = [\"one.json\", \"two.json\", \"…\"]`";
    expect(&files, input, "\"S\"", &["`one.json` and `two.json`", remedy]);
    let of_users = r#"[{"value": "A", "allowedMemberTypes": ["User"]},
        {"value": "B", "allowedMemberTypes": ["User"]}]"#;
    let parts = ["2 app roles", "a list of app roles", "`not_delegated = [\"A\", \"B\"]`"];
    expect(&[("crm.json", of_users)], "manifest = \"crm.json\"", "\"crm.json\"", &parts);
}

/// Returns the texts of the errors in two files of one manifest with these facts.
fn errors_of(one: &str, other: &str) -> Vec<String> {
    let app = |facts: &str| format!(r#"{{{facts}, "appRoles": {ROLES}}}"#);
    let files = [("a.json", &*app(one)), ("b.json", &*app(other))];
    let input = r#"manifest = ["a.json", "b.json"], not_delegated = ["B"]"#;
    let errors = error_texts(&analyze_files(&files, input));
    errors.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn files_of_two_applications_are_not_merged() {
    let expect = |one: &str, other: &str, key: &str, place: &str| {
        // `B` can be a role of the application that is meant, so it has no error of its own.
        let expected = format!(
            "`{key}` is different in two files of one manifest\n\
             note: at b.json:{place}\n\
             note: the other value is at a.json:{place}\n\
             note: the files of one manifest must belong to one application\n\
             help: name the files of other environments in `environments`"
        );
        assert_eq!(errors_of(one, other), [expected]);
    };
    let id = |last: u8| format!(r#""appId": "00000000-0000-0000-0000-00000000000{last}""#);
    expect(&id(1), &id(2), "appId", "1:11");
    let template = |name: &str| format!(r#""appId": "${{{{APP_ID}}}}", "displayName": "{name}""#);
    expect(&template("CRM (dev)"), &template("CRM"), "displayName", "1:41");
    let principal = |name: &str| format!(r#""servicePrincipalNames": [], "displayName": "{name}""#);
    expect(&principal("CRM (dev)"), &principal("CRM"), "displayName", "1:46");
    // Files with one name are files of one application.
    let errors = errors_of(&template("CRM"), &template("CRM"));
    assert!(errors[0].contains("`B`"), "{errors:?}");
}

#[test]
fn files_of_one_application_must_agree() {
    let errors = errors_of(
        r#""accessTokenAcceptedVersion": 1, "signInAudience": "AzureADMyOrg""#,
        r#""accessTokenAcceptedVersion": 2, "signInAudience": "AzureADMultipleOrgs""#,
    );
    assert_eq!(
        errors[..2],
        [
            "the access token version is different in two files of one manifest\n\
             note: at b.json:1:32\n\
             note: the other value is at a.json:1:32\n\
             help: remove one of the two",
            "`signInAudience` is different in two files of one manifest\n\
             note: at b.json:1:53\n\
             note: the other value is at a.json:1:53\n\
             help: remove one of the two",
        ]
    );
    // The names of the entries are known, so that errors about names are reported, too.
    assert!(errors[2].contains("`B`"), "{errors:?}");
}

#[test]
fn repeated_app_id_uris_are_merged() {
    let uris = |uri: &str| format!(r#"{{"appId": "", "identifierUris": ["api://crm", "{uri}"]}}"#);
    let one = uris("api://one");
    let two = uris("api://two");
    let files = [("roles.json", ROLES), ("one.json", &*one), ("two.json", &two)];
    let analysis = analyze_files(&files, r#"manifest = ["roles.json", "one.json", "two.json"]"#);
    assert_eq!(
        analysis.model.unwrap().apps[0].identifier_uris,
        ["api://crm", "api://one", "api://two"]
    );
}

#[test]
fn optional_claims_of_all_files_are_merged() {
    let claims = |name: &str, property: &str| {
        format!(
            r#"{{"appId": "", "optionalClaims": {{"accessToken": [{{"name": "{name}",
            "additionalProperties": ["{property}"]}}]}}}}"#
        )
    };
    let idtyp = claims("idtyp", "x");
    let groups = claims("groups", "emit_as_roles");
    let files = [("roles.json", ROLES), ("idtyp.json", &idtyp), ("groups.json", &groups)];
    let errors = |input| error_texts(&analyze_files(&files, input));
    assert_eq!(errors(r#"manifest = ["roles.json", "idtyp.json"]"#), []);
    for order in [
        r#"manifest = ["roles.json", "idtyp.json", "groups.json"]"#,
        r#"manifest = ["groups.json", "roles.json"]"#,
    ] {
        let errors = errors(order);
        assert_eq!(errors.len(), 1);
        assert!(errors[0].1.contains("`emit_as_roles`"));
    }
}

#[test]
fn a_missing_fragment_is_one_error() {
    let analysis = analyze_files(
        &[("roles.json", ROLES)],
        r#"manifest = ["roles.json", "scopes.json"], scopes = { "S" => ["A"] },
        not_delegated = ["B"]"#,
    );
    let errors = error_texts(&analysis);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.starts_with("cannot find `scopes.json`\n"), "{errors:?}");
    assert_eq!(analysis.model.unwrap().roles.len(), 1);
}

#[test]
fn a_file_must_be_named_once() {
    let input = r#"manifest = ["roles.json", "roles.json"]"#;
    let errors = error_texts(&analyze_files(&[("roles.json", ROLES)], input));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].0, "\"roles.json\"");
}
