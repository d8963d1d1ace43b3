use crate::test_support::analysis::{analyse, analyse_files, expect_errors_of, spelled_out};

const ROLES: &str = r#"[{"value": "A", "allowedMemberTypes": ["Application"]}]"#;
const SCOPES: &str =
    r#"{"oauth2PermissionScopes": [{"value": "S", "adminConsentDisplayName": "S"}]}"#;

#[test]
fn fragments_are_one_manifest() {
    let analysis = analyse_files(
        &[
            ("roles.json", ROLES),
            ("scopes.json", SCOPES),
            (
                "api.json",
                r#"{"appId": "00000000-0000-0000-0000-00000000000A", "api": {"requestedAccessTokenVersion": 2}}"#,
            ),
        ],
        r#"manifest = ["roles.json", "scopes.json", "api.json"], scopes = { "S" => [] }, allow = [no_idtyp]"#,
    );
    expect_errors_of(&analysis, &[]);
    assert_eq!(analysis.files.len(), 3);
    let model = analysis.model.unwrap();
    assert_eq!((model.roles.len(), model.scopes.len()), (1, 1));
    assert_eq!(model.apps[0].client_id.as_deref(), Some("00000000-0000-0000-0000-00000000000a"));
}

#[test]
fn each_error_is_on_the_file_at_fault() {
    let analysis = analyse_files(
        &[("roles.json", ROLES), ("scopes.json", &SCOPES.replace("\"S\"", "\"S S\""))],
        r#"manifest = ["roles.json", "scopes.json"], scopes = { "T" => [] }"#,
    );
    let errors = spelled_out(&analysis.findings);
    assert_eq!(errors[0].0, "\"scopes.json\"");
    assert!(
        errors[0].1.starts_with("scopes.json:1:39: scope value `S S` contains ` `"),
        "{}",
        errors[0].1
    );
    assert_eq!(errors[1].1, "no scope `T` in `roles.json` and `scopes.json`");
}

#[test]
fn half_a_manifest_says_what_it_is() {
    let expect = |text: &str, input: &str, at: &str, message: &str| {
        expect_errors_of(&analyse(text, input), &[(at, message)]);
    };
    // Once, and not for each line.
    expect(
        ROLES,
        r#"scopes = { "S" => [], "T.*" => [] }"#,
        "\"S\"",
        "no scope `S` in `crm.json`, which is a list of app roles and has no scopes; `manifest = [\"…\", \"…\"]` takes the file \
         that has them as well",
    );
    for (roles, at) in [("A.*", "\"A.*\""), ("*", "\"*\"")] {
        expect(
            SCOPES,
            &format!(r#"scopes = {{ "S" => ["{roles}", "B"] }}"#),
            at,
            &format!(
                "`{roles}` matches no app role in `crm.json`, which is a fragment of an application and has no app roles; `=> []` \
                 says that a scope leads to none, and `manifest = [\"…\", \"…\"]` takes the file that has them as well"
            ),
        );
    }
    let roles = [("one.json", ROLES), ("two.json", r#"{"appId": ""}"#)];
    let analysis =
        analyse_files(&roles, r#"manifest = ["one.json", "two.json"], scopes = { "S" => [] }"#);
    expect_errors_of(
        &analysis,
        &[(
            "\"S\"",
            "no scope `S` in `one.json` and `two.json`, which have no scopes; `manifest = [\"…\", \"…\"]` takes the file that has \
             them as well",
        )],
    );
    let of_users = r#"[{"value": "A", "allowedMemberTypes": ["User"]}, {"value": "B", "allowedMemberTypes": ["User"]}]"#;
    expect(
        of_users,
        "",
        "\"crm.json\"",
        "no enabled scope leads to 2 app roles: `crm.json` is a list of app roles and has no scopes; map scopes to them in \
         `scopes`, or say that this is on purpose with `not_delegated = [\"A\", \"B\"]`",
    );
}

#[test]
fn fragments_of_two_applications() {
    let expect = |one: &str, other: &str, expected: &[&str]| {
        let app = |facts: &str| format!(r#"{{{facts}, "appRoles": {ROLES}}}"#);
        let files = [("a.json", &*app(one)), ("b.json", &*app(other))];
        let analysis =
            analyse_files(&files, r#"manifest = ["a.json", "b.json"], not_delegated = ["B"]"#);
        let found: Vec<_> = spelled_out(&analysis.findings)
            .into_iter()
            .map(|(_, message)| message)
            .collect();
        assert_eq!(found, expected);
    };
    let another = |key: &str, place: &str| {
        format!(
            "b.json:{place}: `{key}` is another one than at a.json:{place}: these are two applications; expected the fragments of \
             one, and other environments in `environments`"
        )
    };
    let id = |last: u8| format!(r#""appId": "00000000-0000-0000-0000-00000000000{last}""#);
    // Whose `B` is meant nobody knows.
    expect(&id(1), &id(2), &[&another("appId", "1:11")]);
    let template = |name: &str| format!(r#""appId": "${{{{APP_ID}}}}", "displayName": "{name}""#);
    expect(&template("CRM (dev)"), &template("CRM"), &[&another("displayName", "1:41")]);
    let principal = |name: &str| format!(r#""servicePrincipalNames": [], "displayName": "{name}""#);
    expect(&principal("CRM (dev)"), &principal("CRM"), &[&another("displayName", "1:46")]);
    let no_role = "no app role `B` in `a.json` and `b.json`; did you mean `A`?";
    expect(&template("CRM"), &template("CRM"), &[no_role]);
    expect(
        r#""accessTokenAcceptedVersion": 1, "signInAudience": "AzureADMyOrg""#,
        r#""accessTokenAcceptedVersion": 2, "signInAudience": "AzureADMultipleOrgs""#,
        &[
            "b.json:1:32: the access token version is not the same as at a.json:1:32; expected it once",
            "b.json:1:53: `signInAudience` is not the same as at a.json:1:53; expected it once",
            no_role,
        ],
    );
}

#[test]
fn what_fragments_repeat_is_there_once() {
    let uris = |uri: &str| format!(r#"{{"appId": "", "identifierUris": ["api://crm", "{uri}"]}}"#);
    let (one, two) = (uris("api://one"), uris("api://two"));
    let files = [("roles.json", ROLES), ("one.json", &*one), ("two.json", &two)];
    let analysis = analyse_files(&files, r#"manifest = ["roles.json", "one.json", "two.json"]"#);
    assert_eq!(
        analysis.model.unwrap().apps[0].identifier_uris,
        ["api://crm", "api://one", "api://two"]
    );
}

#[test]
fn what_fragments_say_of_tokens_adds_up() {
    let claims = |name: &str, property: &str| {
        format!(
            r#"{{"appId": "", "optionalClaims": {{"accessToken": [{{"name": "{name}", "additionalProperties": ["{property}"]}}]}}}}"#
        )
    };
    let (idtyp, groups) = (claims("idtyp", "x"), claims("groups", "emit_as_roles"));
    let files = [("roles.json", ROLES), ("idtyp.json", &idtyp), ("groups.json", &groups)];
    let errors = |input| spelled_out(&analyse_files(&files, input).findings);
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
fn a_fragment_that_is_missing_is_one_error() {
    let analysis = analyse_files(
        &[("roles.json", ROLES)],
        r#"manifest = ["roles.json", "scopes.json"], scopes = { "S" => ["A"] }, not_delegated = ["B"]"#,
    );
    let errors = spelled_out(&analysis.findings);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.starts_with("cannot find `scopes.json`"));
    assert_eq!(analysis.model.unwrap().roles.len(), 1);
}

#[test]
fn one_file_twice() {
    let analysis =
        analyse_files(&[("roles.json", ROLES)], r#"manifest = ["roles.json", "roles.json"]"#);
    expect_errors_of(&analysis, &[("\"roles.json\"", "`roles.json` is given twice")]);
}
