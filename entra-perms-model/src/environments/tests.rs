use crate::test_support::analysis::{
    Analysis, analyse_files, expect_errors_of, expect_warnings_of, manifest, spelled_out,
    spelled_out_warnings,
};

const INPUT: &str =
    r#"manifest = "dev.json", environments = ["test.json", "prod.json"], scopes = { "*" => [] }"#;

/// A manifest with a client id of its own, of which entries stand on lines 2, 3, ….
fn registration(id: u8, roles: &[&str], scopes: &[&str]) -> String {
    let text = manifest(roles, scopes);
    text.replacen(
        '{',
        &format!(
            r#"{{"appId": "00000000-0000-0000-0000-0000000000{id:02x}", "identifierUris": ["api://{id}"], "#
        ),
        1,
    )
}

fn analyse(dev: &str, test: &str, prod: &str) -> Analysis {
    analyse_files(&[("dev.json", dev), ("test.json", test), ("prod.json", prod)], INPUT)
}

#[test]
fn registrations_that_agree() {
    let roles = ["A app", "B app"];
    let reversed = ["B app", "A app"];
    let analysis = analyse(
        &registration(1, &roles, &["S"]),
        &registration(2, &roles, &["S"])
            .replace("\"value\"", "\"displayName\": \"other\", \"value\""),
        &registration(3, &reversed, &["S"]),
    );
    expect_errors_of(&analysis, &[]);
    let model = analysis.model.unwrap();
    // The order is that of the first.
    assert_eq!(model.roles[0].entry.value, "A");
    let uris: Vec<_> = model.apps.iter().map(|app| app.identifier_uris.join(" ")).collect();
    assert_eq!(uris, ["api://1", "api://2", "api://3"]);
    assert!(model.apps.iter().all(|app| app.client_id.is_some()));
    let names: Vec<_> =
        analysis.files.iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["dev.json", "test.json", "prod.json"]);
}

#[test]
fn a_difference_is_one_error_on_the_environment_that_differs() {
    let analysis = analyse(
        &registration(1, &["A app", "B app"], &["S"]),
        &registration(2, &["A app"], &["S", "T"]),
        &registration(3, &["A app", "C app"], &["S"]),
    );
    expect_errors_of(
        &analysis,
        &[
            (
                "\"test.json\"",
                "the app role `B` (dev.json:3:11) is missing in `test.json` and `prod.json`",
            ),
            (
                "\"prod.json\"",
                "the app role `C` (prod.json:3:11) is missing in `dev.json` and `test.json`",
            ),
            (
                "\"test.json\"",
                "the scope `T` (test.json:4:11) is missing in `dev.json` and `prod.json`",
            ),
        ],
    );
}

#[test]
fn another_spelling_is_one_difference() {
    let analysis = analyse(
        &registration(1, &["Books.Read app"], &["S"]),
        &registration(2, &["Books.read app"], &["S"]),
        &registration(3, &["Books.Read app"], &["S"]),
    );
    expect_errors_of(
        &analysis,
        &[(
            "\"test.json\"",
            "the app role `Books.Read` (dev.json:2:11) is spelled `Books.read` at test.json:2:11; Entra compares values byte by byte",
        )],
    );
}

#[test]
fn holders_must_be_the_same() {
    let analysis = analyse(
        &registration(1, &["A app"], &["S"]),
        &registration(2, &["A both"], &["S"]),
        &registration(3, &["A app"], &["S"]),
    );
    expect_errors_of(
        &analysis,
        &[(
            "\"test.json\"",
            "the app role `A` has not the same `allowedMemberTypes` everywhere: `Application` (dev.json:2:11, prod.json:2:11), \
             but `User` and `Application` (test.json:2:11)",
        )],
    );
}

#[test]
fn what_one_disables_is_disabled() {
    let dev = registration(1, &["A app", "B app", "C app"], &["S"]);
    let test = registration(2, &["A app off", "B app", "C app"], &["S off"]);
    let prod = registration(3, &["A app", "B app off", "C app"], &["S"]);
    let idtyp = r#"{"optionalClaims": {"accessToken": [{"name": "idtyp"}]}, "#;
    let [dev, test, prod] = [dev, test, prod].map(|text| text.replacen('{', idtyp, 1));
    let analysis = analyse(&dev, &test, &prod);
    expect_warnings_of(
        &analysis,
        &[
            (
                "\"test.json\"",
                "disabled_elsewhere",
                "`test.json` disables `A` (test.json:2:11) and `S` (test.json:5:11): what one environment disables counts as \
                 disabled in all of them",
            ),
            (
                "\"prod.json\"",
                "disabled_elsewhere",
                "`prod.json` disables `B` (prod.json:3:11): what one environment disables counts as disabled in all of them",
            ),
        ],
    );
    let model = analysis.model.unwrap();
    assert_eq!(
        model.roles.iter().map(|role| role.entry.enabled).collect::<Vec<_>>(),
        [false, false, true]
    );
    assert!(!model.scopes[0].entry.enabled);
    // A scope that the first disables is no more enabled because another one does.
    let analysis = analyse(&test, &dev, &prod);
    assert!(!analysis.model.unwrap().roles[0].entry.enabled);
}

#[test]
fn one_registration_is_no_two_environments() {
    let text = registration(1, &["A app"], &["S"]);
    expect_errors_of(
        &analyse(&text, &registration(2, &["A app"], &["S"]), &text),
        &[(
            "\"prod.json\"",
            "`dev.json` and `prod.json` are the manifests of one registration (`appId` \
             `00000000-0000-0000-0000-000000000001`); expected another one in each environment",
        )],
    );
    expect_errors_of(
        &analyse_files(
            &[("a.json", &text)],
            r#"manifest = "a.json", environments = ["./a.json", "a.json"], scopes = { "S" => [] }"#,
        ),
        &[("\"./a.json\"", "`./a.json` is given twice"), ("\"a.json\"", "`a.json` is given twice")],
    );
}

#[test]
fn an_environment_that_cannot_be_read_hides_no_other_difference() {
    let analysis = analyse(
        &registration(1, &["A app"], &["S"]),
        "<html>",
        &registration(3, &["A both"], &["S"]).replace("appRoles", "approles"),
    );
    let errors = spelled_out(&analysis.findings);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[1].1.contains("`allowedMemberTypes`"));
}

#[test]
fn where_the_first_cannot_be_read_another_has_the_names() {
    let good = registration(2, &["A app"], &["S"]);
    let analysis = analyse("[", &good, &registration(3, &["A app"], &["S"]));
    assert_eq!(spelled_out(&analysis.findings).len(), 1);
    assert_eq!(analysis.model.unwrap().roles[0].entry.value, "A");
}

#[test]
fn each_difference_is_reported_however_large() {
    let other_api = analyse(
        &registration(1, &["A app"], &["S"]),
        &registration(2, &["X app", "Y app"], &["Z"]),
        &registration(3, &["A app"], &["S"]),
    );
    expect_errors_of(
        &other_api,
        &[(
            "\"test.json\"",
            "`test.json` has none of the app roles and scopes of `dev.json`; expected the manifest of the same API in another environment",
        )],
    );
    let list = r#"[{"value": "A", "allowedMemberTypes": ["Application"]}]"#;
    let half = analyse(
        &registration(1, &["A app"], &["S", "T"]),
        list,
        &registration(3, &["A app"], &["S", "T"]),
    );
    expect_errors_of(
        &half,
        &[(
            "\"test.json\"",
            "`test.json` has no scopes, which `dev.json` has: it is a list of app roles; the files in which one environment is kept go \
             into a list of their own, as in `environments = [[\"roles.json\", \"scopes.json\"]]`",
        )],
    );
    // Half a manifest may have nothing in common with the other half.
    let scopes = r#"{"oauth2Permissions": [{"value": "S"}]}"#;
    let halves = analyse_files(
        &[("dev.json", list), ("prod.json", scopes)],
        r#"manifest = "dev.json", environments = ["prod.json"], allow = [no_client_id]"#,
    );
    let messages = spelled_out(&halves.findings);
    assert!(
        messages
            .iter()
            .any(|(at, message)| at == "\"prod.json\"" && message.contains("has no app roles")),
        "{messages:?}"
    );
    let none = analyse(
        &registration(1, &["A app"], &["S"]),
        &registration(2, &["A app"], &[]),
        &registration(3, &["A app"], &["S"]),
    );
    expect_errors_of(
        &none,
        &[("\"test.json\"", "`test.json` has no scopes, which `dev.json` has")],
    );
}

#[test]
fn an_environment_that_was_read_in_part_lacks_nothing() {
    let prod = registration(3, &["A app", "B app"], &["S"]).replace("\"B\"", "5");
    let analysis = analyse(
        &registration(1, &["A app", "B app"], &["S"]),
        &registration(2, &["A app", "B app"], &["S"]),
        &prod,
    );
    let errors = spelled_out(&analysis.findings);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.starts_with("prod.json:3:11: expected a string"));
}

#[test]
fn values_that_one_environment_has_side_by_side_are_no_misspelling() {
    let analysis = analyse_files(
        &[
            ("dev.json", &registration(1, &["A.B app", "a.b app", "C app"], &["S"])),
            ("prod.json", &registration(2, &["A.B app", "C app"], &["S"])),
        ],
        r#"manifest = "dev.json", environments = ["prod.json"], scopes = { "S" => [] }, rename = { "a.b" => Ab2 }"#,
    );
    expect_errors_of(
        &analysis,
        &[("\"prod.json\"", "the app role `a.b` (dev.json:3:11) is missing in `prod.json`")],
    );
}

#[test]
fn client_ids_that_are_not_known() {
    let without_id = |id: u8| {
        let text = registration(id, &["A app"], &["S"]);
        let (_, rest) = text.split_once(", ").unwrap();
        format!(r#"{{"optionalClaims": {{"accessToken": [{{"name": "idtyp"}}]}}, {rest}"#)
    };
    let known = |id| {
        registration(id, &["A app"], &["S"]).replacen(
            '{',
            r#"{"optionalClaims": {"accessToken": [{"name": "idtyp"}]}, "#,
            1,
        )
    };
    let warning = "the client id (`appId`) of `test.json` is not known, so that any which is no other environment's is taken for it";
    expect_warnings_of(
        &analyse(&known(1), &without_id(2), &known(3)),
        &[("\"test.json\"", "no_client_id", warning)],
    );
    // App ID URIs belong to a client id, and count for none that is not known.
    expect_errors_of(&analyse(&known(1), &without_id(2), &without_id(3)), &[]);
    expect_errors_of(
        &analyse(&known(1), &without_id(2), &without_id(3).replace("idtyp", "auth_time")),
        &[(
            "\"prod.json\"",
            "the client ids (`appId`) of `test.json` and of `prod.json` are not known, and they differ in what they say of tokens, \
             so that no validator could tell which of them it is for",
        )],
    );
}

#[test]
fn what_is_said_of_values_is_said_once() {
    let text = |id| registration(id, &["A both"], &["S"]);
    let input = INPUT.replace("\"*\" => []", "\"S\" => [\"A\"]");
    let files = [("dev.json", &*text(1)), ("test.json", &text(2)), ("prod.json", &text(3))];
    let analysis = analyse_files(&files, &input);
    let warnings = spelled_out_warnings(&analysis.findings);
    let files_of = |lint: &str| -> Vec<&str> {
        warnings
            .iter()
            .filter(|(_, name, _)| *name == lint)
            .map(|(at, ..)| at.as_str())
            .collect()
    };
    assert_eq!(files_of("shared_roles"), ["\"dev.json\""]);
    // What tokens look like differs from environment to environment.
    assert_eq!(files_of("no_idtyp"), ["\"dev.json\"", "\"test.json\"", "\"prod.json\""]);
}

#[test]
fn an_app_is_chosen_of_a_list_and_not_of_a_manifest() {
    let named = |id, name: &str| {
        registration(id, &["A app"], &["S"]).replacen(
            '{',
            &format!(r#"{{"displayName": "{name}", "#),
            1,
        )
    };
    let list = format!("[{}, {}]", named(1, "CRM (dev)"), named(9, "Other"));
    let input = r#"manifest = "dev.json", app = "CRM (dev)", environments = ["prod.json"], scopes = { "S" => [] }"#;
    let files = [("dev.json", &*list), ("prod.json", &named(3, "CRM"))];
    expect_errors_of(&analyse_files(&files, input), &[]);
}

#[test]
fn what_is_guessed_of_broken_json_is_no_difference() {
    let good = |id| registration(id, &["A app", "B app"], &["X", "Y"]);
    let broken = good(2).replacen("},", "}", 1);
    for (dev, test) in [(good(1), &broken), (broken.clone(), &good(1))] {
        let errors = spelled_out(&analyse(&dev, test, &good(3)).findings);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].1.contains("not JSON"));
    }
}
