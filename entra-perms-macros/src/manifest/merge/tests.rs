use crate::permissions::test_analysis::{analyse, analyse_files, expect_errors_of};

const ROLES: &str = r#"[{"value": "A", "allowedMemberTypes": ["Application"]}]"#;
const SCOPES: &str = r#"{"oauth2PermissionScopes": [{"value": "S", "adminConsentDisplayName": "S"}]}"#;

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
    let errors = analysis.errors.spelled_out();
    assert_eq!(errors[0].0, "\"scopes.json\"");
    assert!(errors[0].1.starts_with("scopes.json:1:39: scope value `S S` contains ` `"), "{}", errors[0].1);
    assert_eq!(errors[1].1, "no scope `T` in `roles.json` and `scopes.json`");
}

#[test]
fn half_a_manifest_says_what_it_is() {
    let expect = |text, input, message| {
        let analysis = analyse(text, input);
        let errors = analysis.errors.spelled_out();
        assert_eq!(errors[0].1, message);
    };
    expect(
        ROLES,
        r#"scopes = { "S" => [] }"#,
        "no scope `S` in `crm.json`, which is a list of app roles and has no scopes",
    );
    expect(
        SCOPES,
        r#"scopes = { "S" => ["A.*"] }"#,
        "`A.*` matches no app role in `crm.json`, which is a fragment of an application and has no app roles",
    );
    let roles = [("one.json", ROLES), ("two.json", r#"{"appId": "x"}"#)];
    let analysis = analyse_files(&roles, r#"manifest = ["one.json", "two.json"], scopes = { "S" => [] }"#);
    expect_errors_of(
        &analysis,
        &[("\"S\"", "no scope `S` in `one.json` and `two.json`, which have no scopes")],
    );
}

#[test]
fn fragments_of_two_applications() {
    let app = |id: u8, version: u8, audience: &str| {
        format!(
            r#"{{"appId": "00000000-0000-0000-0000-00000000000{id}", "signInAudience": "{audience}",
            "accessTokenAcceptedVersion": {version}, "appRoles": {ROLES}}}"#
        )
    };
    let files = [("a.json", &*app(1, 1, "AzureADMyOrg")), ("b.json", &*app(2, 2, "AzureADMultipleOrgs"))];
    expect_errors_of(
        &analyse_files(&files, r#"manifest = ["a.json", "b.json"]"#),
        &[
            (
                "\"b.json\"",
                "b.json:1:11: `appId` is another one than at a.json:1:11: these are two applications; expected the fragments of \
                 one, and other environments in `environments`",
            ),
            (
                "\"b.json\"",
                "b.json:2:43: the access token version is not the same as at a.json:2:43; expected it once",
            ),
            (
                "\"b.json\"",
                "b.json:1:69: `signInAudience` is not the same as at a.json:1:69; expected it once",
            ),
        ],
    );
}

#[test]
fn a_fragment_that_is_missing_is_one_error() {
    let analysis = analyse_files(
        &[("roles.json", ROLES)],
        r#"manifest = ["roles.json", "scopes.json"], scopes = { "S" => ["A"] }, not_delegated = ["B"]"#,
    );
    let errors = analysis.errors.spelled_out();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.starts_with("cannot find `scopes.json`"));
    assert_eq!(analysis.model.unwrap().roles.len(), 1);
}

#[test]
fn one_file_twice() {
    let analysis = analyse_files(&[("roles.json", ROLES)], r#"manifest = ["roles.json", "roles.json"]"#);
    expect_errors_of(
        &analysis,
        &[("\"roles.json\"", "`roles.json` is given twice; expected each file once")],
    );
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
            &format!("`crm.json` lists no application `Biling`, but {APPS}; did you mean `Billing`?"),
        );
        expect(
            r#"app = "CRM""#,
            "\"CRM\"",
            &format!("`crm.json` lists 2 applications called `CRM`; choose one by its client id: {APPS}"),
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
