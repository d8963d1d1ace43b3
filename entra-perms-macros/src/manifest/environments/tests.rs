use crate::permissions::test_analysis::{
    Analysis, analyse_files, expect_errors_of, expect_warnings_of, manifest,
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
        &registration(2, &roles, &["S"]).replace("\"value\"", "\"displayName\": \"other\", \"value\""),
        &registration(3, &reversed, &["S"]),
    );
    expect_errors_of(&analysis, &[]);
    let model = analysis.model.unwrap();
    // The order is that of the first.
    assert_eq!(model.roles[0].entry.value, "A");
    let uris: Vec<_> = model.apps.iter().map(|app| app.identifier_uris.join(" ")).collect();
    assert_eq!(uris, ["api://1", "api://2", "api://3"]);
    assert!(model.apps.iter().all(|app| app.client_id.is_some()));
    let names: Vec<_> = analysis.files.iter().map(|file| file.file_name().unwrap().to_owned()).collect();
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
            ("\"test.json\"", "the app role `B` (dev.json:3:11) is missing in `test.json` and `prod.json`"),
            ("\"prod.json\"", "the app role `C` (prod.json:3:11) is missing in `dev.json` and `test.json`"),
            ("\"test.json\"", "the scope `T` (test.json:4:11) is missing in `dev.json` and `prod.json`"),
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
        &[(
            "\"dev.json\"",
            "disabled_elsewhere",
            "what one environment disables counts as disabled in all of them: `A` (test.json:2:11), `B` (prod.json:3:11) and \
             `S` (test.json:5:11)",
        )],
    );
    let model = analysis.model.unwrap();
    assert_eq!(model.roles.iter().map(|role| role.entry.enabled).collect::<Vec<_>>(), [false, false, true]);
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
        &[
            ("\"./a.json\"", "`./a.json` is given twice; expected each file once"),
            ("\"a.json\"", "`a.json` is given twice; expected each file once"),
        ],
    );
}

#[test]
fn an_environment_that_cannot_be_read_hides_no_other_difference() {
    let analysis = analyse(
        &registration(1, &["A app"], &["S"]),
        "<html>",
        &registration(3, &["A both"], &["S"]).replace("appRoles", "approles"),
    );
    let errors = analysis.errors.spelled_out();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[1].1.contains("`allowedMemberTypes`"));
}

#[test]
fn where_the_first_cannot_be_read_another_has_the_names() {
    let good = registration(2, &["A app"], &["S"]);
    let analysis = analyse("[", &good, &registration(3, &["A app"], &["S"]));
    assert_eq!(analysis.errors.spelled_out().len(), 1);
    assert_eq!(analysis.model.unwrap().roles[0].entry.value, "A");
}
