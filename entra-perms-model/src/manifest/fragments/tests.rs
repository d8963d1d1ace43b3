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
    assert_eq!(errors[1].1, "unknown scope `T`");
}

#[test]
fn half_a_manifest_says_what_it_is() {
    let expect = |text: &str, input: &str, at: &str, message: &str| {
        expect_errors_of(&analyse(text, input), &[(at, message)]);
    };
    // Once, and not for each line.
    expect(ROLES, r#"scopes = { "S" => [], "T.*" => [] }"#, "\"S\"", "unknown scope `S`");
    for (roles, at) in [("A.*", "\"A.*\""), ("*", "\"*\"")] {
        expect(
            SCOPES,
            &format!(r#"scopes = {{ "S" => ["{roles}", "B"] }}"#),
            at,
            &format!("`{roles}` matches no app role"),
        );
    }
    let roles = [("one.json", ROLES), ("two.json", r#"{"appId": ""}"#)];
    let analysis =
        analyse_files(&roles, r#"manifest = ["one.json", "two.json"], scopes = { "S" => [] }"#);
    expect_errors_of(&analysis, &[("\"S\"", "unknown scope `S`")]);
    let of_users = r#"[{"value": "A", "allowedMemberTypes": ["User"]}, {"value": "B", "allowedMemberTypes": ["User"]}]"#;
    expect(of_users, "", "\"crm.json\"", "no scope maps to 2 app roles");
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
    let no_role = "unknown app role `B`";
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

mod lists {
    use super::*;

    fn list() -> String {
        let app = |id: u8, name: &str, role: &str| {
            format!(
                r#"{{"appId": "00000000-0000-0000-0000-00000000000{id}", "displayName": "{name}",
                "appRoles": [{{"value": "{role}", "allowedMemberTypes": ["Application"]}}], "optionalClaims": {{"accessToken": [{{"name": "idtyp"}}]}}}}"#
            )
        };
        format!("[{}, {}, {}]", app(1, "CRM", "A"), app(2, "Billing", "B C"), app(3, "CRM", "D"))
    }

    fn expect(arguments: &str, at: &str, message: &str) {
        expect_errors_of(&analyse(&list(), arguments), &[(at, message)]);
    }

    #[test]
    fn one_app_is_chosen_by_name_or_id() {
        let role = |arguments: &str| {
            let analysis = analyse(&list(), arguments);
            // What is wrong with other apps is not asked.
            expect_errors_of(&analysis, &[]);
            analysis.model.unwrap().roles[0].entry.value.clone()
        };
        assert_eq!(role(r#"app = "00000000-0000-0000-0000-000000000003""#), "D");
        assert_eq!(role(r#"app = "00000000-0000-0000-0000-000000000001""#), "A");
        let upper = list().replace(
            "00000000-0000-0000-0000-000000000003",
            "00000000-0000-0000-0000-00000000000C",
        );
        let analysis = analyse(&upper, r#"app = "00000000-0000-0000-0000-00000000000c""#);
        assert_eq!(analysis.model.unwrap().roles[0].entry.value, "D");
        // A name is compared exactly.
        let errors = spelled_out(&analyse(&list(), r#"app = "billing""#).findings);
        assert!(errors[0].1.contains("lists no application `billing`"), "{errors:?}");
    }

    #[test]
    fn which_one_must_be_said() {
        const APPS: &str = "`CRM` (`00000000-0000-0000-0000-000000000001`), `Billing` (`00000000-0000-0000-0000-000000000002`), \
             `CRM` (`00000000-0000-0000-0000-000000000003`)";
        expect(
            "",
            "\"crm.json\"",
            &format!(
                "`crm.json` lists 3 applications; choose one with `app = \"client id or display name\"` beside `manifest`: {APPS}"
            ),
        );
        expect(
            r#"app = "Biling""#,
            "\"Biling\"",
            &format!(
                "`crm.json` lists no application `Biling`, but {APPS}; did you mean `Billing`?"
            ),
        );
        expect(
            r#"app = "CRM""#,
            "\"CRM\"",
            &format!(
                "`crm.json` lists 2 applications called `CRM`; choose one by its client id: {APPS}"
            ),
        );
    }

    #[test]
    fn one_name_is_for_all_environments() {
        let dev = list().replace("\"Billing\"", "\"Billing (dev)\"").replace("B C", "B");
        let analysis = analyse_files(
            &[("dev.json", &dev), ("prod.json", &list())],
            r#"manifest = "dev.json", app = "Billing (dev)", environments = ["prod.json"]"#,
        );
        expect_errors_of(
            &analysis,
            &[(
                "\"Billing (dev)\"",
                "`prod.json` lists no application `Billing (dev)`, but `CRM` (`00000000-0000-0000-0000-000000000001`), `Billing` \
                 (`00000000-0000-0000-0000-000000000002`), `CRM` (`00000000-0000-0000-0000-000000000003`); one `app` is for all \
                 files: give a display name that is the same in each, or export this one alone",
            )],
        );
    }

    #[test]
    fn an_app_that_is_alone_must_be_the_one() {
        let text = r#"{"appId": "00000000-0000-0000-0000-00000000000A", "appRoles": []}"#;
        expect_errors_of(
            &analyse(text, r#"app = "CRM""#),
            &[(
                "\"CRM\"",
                "`crm.json` is not the manifest of `CRM`, but of `00000000-0000-0000-0000-00000000000A`",
            )],
        );
        // A fragment does not say whose it is.
        expect_errors_of(&analyse(ROLES, r#"app = "CRM""#), &[]);
    }
}
