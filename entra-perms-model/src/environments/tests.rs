use crate::test_support::analysis::{Analysis, analyze_files, manifest};
use crate::test_support::{error_texts, expect_errors, expect_warnings, text};

const INPUT: &str =
    r#"manifest = "dev.json", environments = ["test.json", "prod.json"], scopes = { "*" => [] }"#;
const IDTYP: &str = r#"{"optionalClaims": {"accessToken": [{"name": "idtyp"}]}, "#;

/// Returns a manifest with a client id of its own, and one entry in each line from line 2 on.
fn registration(id: u8, roles: &[&str], scopes: &[&str]) -> String {
    let facts = format!(
        r#"{{"appId": "00000000-0000-0000-0000-0000000000{id:02x}", "identifierUris": ["api://{id}"], "#
    );
    manifest(roles, scopes).replacen('{', &facts, 1)
}

/// Returns such a manifest that requests `idtyp`, so that there is no warning about it.
fn with_idtyp(id: u8, roles: &[&str], scopes: &[&str]) -> String {
    registration(id, roles, scopes).replacen('{', IDTYP, 1)
}

fn analyze(dev: &str, test: &str, prod: &str) -> Analysis {
    analyze_files(&[("dev.json", dev), ("test.json", test), ("prod.json", prod)], INPUT)
}

#[test]
fn registrations_that_agree_are_merged() {
    let analysis = analyze(
        &registration(1, &["A app", "B app"], &["S"]),
        &registration(2, &["A app", "B app"], &["S"])
            .replace("\"value\"", "\"displayName\": \"other\", \"value\""),
        &registration(3, &["B app", "A app"], &["S"]),
    );
    expect_errors(&analysis, &[]);
    let names: Vec<_> =
        analysis.files.iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["dev.json", "test.json", "prod.json"]);
    let model = analysis.model.unwrap();
    let uris: Vec<_> = model.apps.iter().map(|app| app.identifier_uris.join(" ")).collect();
    assert_eq!(uris, ["api://1", "api://2", "api://3"]);
    assert!(model.apps.iter().all(|app| app.client_id.is_some()));
    // The first manifest decides the order.
    assert_eq!(model.roles[0].entry.value, "A");
}

#[test]
fn a_missing_value_is_one_error_on_the_environment_that_differs() {
    let error = |entry: &str, place: &str, files: &str| {
        format!(
            "{entry} is missing in 2 environments\n\
             note: at {place}\n\
             note: the files are {files}\n\
             help: add it to those registrations, and export them again"
        )
    };
    expect_errors(
        &analyze(
            &registration(1, &["A app", "B app"], &["S"]),
            &registration(2, &["A app"], &["S", "T"]),
            &registration(3, &["A app", "Other app"], &["S"]),
        ),
        &[
            (
                "\"test.json\"",
                &error("app role `B`", "dev.json:3:11", "`test.json` and `prod.json`"),
            ),
            (
                "\"prod.json\"",
                &error("app role `Other`", "prod.json:3:11", "`dev.json` and `test.json`"),
            ),
            ("\"test.json\"", &error("scope `T`", "test.json:4:11", "`dev.json` and `prod.json`")),
        ],
    );
}

#[test]
fn another_spelling_is_one_error() {
    expect_errors(
        &analyze(
            &registration(1, &["Books.Read app"], &["S"]),
            &registration(2, &["Books.read app"], &["S"]),
            &registration(3, &["Books.Read app"], &["S"]),
        ),
        &[(
            "\"test.json\"",
            "app role `Books.Read` has two spellings\n\
             note: at dev.json:2:11\n\
             note: the other one is `Books.read` at test.json:2:11\n\
             note: Entra compares values byte by byte",
        )],
    );
}

#[test]
fn values_next_to_each_other_in_one_environment_are_not_a_misspelling() {
    let analysis = analyze_files(
        &[
            ("dev.json", &registration(1, &["A.B app", "a.b app", "C app"], &["S"])),
            ("prod.json", &registration(2, &["A.B app", "C app"], &["S"])),
        ],
        r#"manifest = "dev.json", environments = ["prod.json"], scopes = { "S" => [] },
        rename = { "a.b" => Ab2 }"#,
    );
    expect_errors(
        &analysis,
        &[(
            "\"prod.json\"",
            "app role `a.b` is missing in `prod.json`\n\
             note: at dev.json:3:11\n\
             help: add it to that registration, and export the registration again",
        )],
    );
}

#[test]
fn a_similar_value_of_another_environment_is_named() {
    let error = |value: &str, file: &str, place: &str, other: &str| {
        format!(
            "app role `{value}` is missing in `{file}`\n\
             note: at {place}\n\
             note: {other} is similar\n\
             help: add it to that registration, and export the registration again"
        )
    };
    let analysis = analyze_files(
        &[
            ("dev.json", &registration(1, &["Books.Read app", "Books.Raed.All app"], &["S"])),
            ("prod.json", &registration(2, &["Books.Raed app", "Books.Raed.All app"], &["S"])),
        ],
        r#"manifest = "dev.json", environments = ["prod.json"], scopes = { "S" => [] }"#,
    );
    let lacks_read =
        error("Books.Read", "prod.json", "dev.json:2:11", "`Books.Raed` (prod.json:2:11)");
    let lacks_raed =
        error("Books.Raed", "dev.json", "prod.json:2:11", "`Books.Read` (dev.json:2:11)");
    expect_errors(&analysis, &[("\"prod.json\"", &lacks_read), ("\"prod.json\"", &lacks_raed)]);
}

#[test]
fn member_types_must_be_equal() {
    expect_errors(
        &analyze(
            &registration(1, &["A app"], &["S"]),
            &registration(2, &["A both"], &["S"]),
            &registration(3, &["A app"], &["S"]),
        ),
        &[(
            "\"test.json\"",
            "app role `A` has different member types\n\
             note: at test.json:2:11\n\
             note: `allowedMemberTypes` must be equal in all environments\n\
             note: `Application` at dev.json:2:11 and prod.json:2:11\n\
             note: `User` and `Application` at test.json:2:11",
        )],
    );
}

#[test]
fn an_entry_that_one_environment_disables_is_disabled() {
    let dev = with_idtyp(1, &["A app", "B app", "C app"], &["S"]);
    let test = with_idtyp(2, &["A app off", "B app", "C app"], &["S off"]);
    let prod = with_idtyp(3, &["A app", "B app off", "C app"], &["S"]);
    let analysis = analyze(&dev, &test, &prod);
    let warning = |values: &str| {
        format!(
            "one environment disables app roles or scopes\n\
             note: found {values}\n\
             note: a value that one environment disables is disabled in all environments"
        )
    };
    let in_test = warning("`A` (test.json:2:11) and `S` (test.json:5:11)");
    let in_prod = warning("`B` (prod.json:3:11)");
    expect_warnings(
        &analysis,
        &[
            ("\"test.json\"", "disabled_elsewhere", &in_test),
            ("\"prod.json\"", "disabled_elsewhere", &in_prod),
        ],
    );
    let model = analysis.model.unwrap();
    let enabled: Vec<_> = model.roles.iter().map(|role| role.entry.enabled).collect();
    assert_eq!(enabled, [false, false, true]);
    assert!(!model.scopes[0].entry.enabled);
    // An entry that the first environment disables is disabled, too.
    let analysis = analyze(&test, &dev, &prod);
    assert!(!analysis.model.unwrap().roles[0].entry.enabled);
}

#[test]
fn a_long_list_of_disabled_entries_is_cut() {
    let roles = ["A app", "B app", "C app", "D app", "E app", "F app", "G app"];
    let disabled = roles.map(|role| format!("{role} off"));
    let disabled: Vec<_> = disabled.iter().map(String::as_str).collect();
    let analysis = analyze(
        &with_idtyp(1, &roles, &["S"]),
        &with_idtyp(2, &roles, &["S"]),
        &with_idtyp(3, &disabled, &["S"]),
    );
    let [warning] = analysis.findings.as_slice() else { panic!("{:?}", analysis.findings) };
    assert!(text(warning).contains("`E` (prod.json:6:11) and 2 more\n"));
}

#[test]
fn each_environment_must_have_a_registration_of_its_own() {
    let text = registration(1, &["A app"], &["S"]);
    expect_errors(
        &analyze(&text, &registration(2, &["A app"], &["S"]), &text),
        &[(
            "\"prod.json\"",
            "two environments have one registration\n\
             note: `appId` is `00000000-0000-0000-0000-000000000001` in `dev.json` and `prod.json`\n\
             help: name the manifest of another registration for each environment",
        )],
    );
    let analysis = analyze_files(
        &[("a.json", &text)],
        r#"manifest = "a.json", environments = ["./a.json", "a.json"], scopes = { "S" => [] }"#,
    );
    let errors = error_texts(&analysis);
    let at: Vec<_> = errors.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(at, ["\"./a.json\"", "\"a.json\""]);
}

#[test]
fn an_unreadable_environment_does_not_hide_a_difference() {
    let analysis = analyze(
        &registration(1, &["A app"], &["S"]),
        "<html>",
        &registration(3, &["A both"], &["S"]).replace("appRoles", "approles"),
    );
    let errors = error_texts(&analysis);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[1].1.starts_with("app role `A` has different member types\n"));
}

#[test]
fn if_the_first_manifest_cannot_be_read_another_one_has_the_names() {
    let good = registration(2, &["A app"], &["S"]);
    let analysis = analyze("[", &good, &registration(3, &["A app"], &["S"]));
    assert_eq!(error_texts(&analysis).len(), 1);
    assert_eq!(analysis.model.unwrap().roles[0].entry.value, "A");
}

#[test]
fn the_manifest_of_another_api_is_one_error() {
    expect_errors(
        &analyze(
            &registration(1, &["A app"], &["S"]),
            &registration(2, &["X app", "Y app"], &["Z"]),
            &registration(3, &["A app"], &["S"]),
        ),
        &[(
            "\"test.json\"",
            "two environments have no app role or scope in common\n\
             note: their manifests are `dev.json` and `test.json`\n\
             note: the environments must have registrations of one API\n\
             help: name the manifest of this API in the other environment",
        )],
    );
}

#[test]
fn half_a_manifest_is_one_error() {
    let list = r#"[{"value": "A", "allowedMemberTypes": ["Application"]}]"#;
    expect_errors(
        &analyze(
            &registration(1, &["A app"], &["S", "T"]),
            list,
            &registration(3, &["A app"], &["S", "T"]),
        ),
        &[(
            "\"test.json\"",
            "`test.json` has no scopes\n\
             note: `dev.json` has scopes\n\
             note: `test.json` is a list of app roles\n\
             help: put all files of an environment into one list: \
             `environments = [[\"roles.json\", \"scopes.json\"]]`",
        )],
    );
    expect_errors(
        &analyze(
            &registration(1, &["A app"], &["S"]),
            &registration(2, &["A app"], &[]),
            &registration(3, &["A app"], &["S"]),
        ),
        &[("\"test.json\"", "`test.json` has no scopes\nnote: `dev.json` has scopes")],
    );
}

/// The halves of one manifest have no value in common, but they are not for different APIs.
#[test]
fn two_halves_of_a_manifest_are_compared() {
    let list = r#"[{"value": "A", "allowedMemberTypes": ["Application"]}]"#;
    let scopes = r#"{"oauth2Permissions": [{"value": "S"}]}"#;
    let analysis = analyze_files(
        &[("dev.json", list), ("prod.json", scopes)],
        r#"manifest = "dev.json", environments = ["prod.json"], allow = [no_client_id]"#,
    );
    let errors = error_texts(&analysis);
    let expected = "`prod.json` has no app roles\nnote: `dev.json` has app roles";
    assert_eq!(errors[0].0, "\"prod.json\"");
    assert!(errors[0].1.starts_with(expected), "{errors:?}");
}

#[test]
fn an_environment_that_was_read_in_part_does_not_lack_a_value() {
    let prod = registration(3, &["A app", "B app"], &["S"]).replace("\"B\"", "5");
    let analysis = analyze(
        &registration(1, &["A app", "B app"], &["S"]),
        &registration(2, &["A app", "B app"], &["S"]),
        &prod,
    );
    let errors = error_texts(&analysis);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.contains("\nnote: at prod.json:3:11"), "{errors:?}");
}

#[test]
fn an_unknown_client_id_is_a_warning() {
    let warning = "the client id (`appId`) is unknown\n\
        note: any client id is accepted for `test.json`, except the ids of other environments\n\
        help: name an export that has `appId`";
    let known = |id| with_idtyp(id, &["A app"], &["S"]);
    expect_warnings(
        &analyze(&known(1), &without_client_id(2), &known(3)),
        &[("\"test.json\"", "no_client_id", warning)],
    );
}

#[test]
fn environments_with_unknown_client_ids_must_have_equal_token_settings() {
    let dev = with_idtyp(1, &["A app"], &["S"]);
    // App ID URIs belong to a client id, so they do not count without one.
    expect_errors(&analyze(&dev, &without_client_id(2), &without_client_id(3)), &[]);
    // Validators do not depend on these claims.
    let claims = r#"{"name": "xms_cc"}, {"name": "acrs"}, {"name": "idtyp"}"#;
    let requesting = without_client_id(3).replacen(r#"{"name": "idtyp"}"#, claims, 1);
    assert!(requesting.contains("xms_cc"), "{requesting}");
    expect_errors(&analyze(&dev, &without_client_id(2), &requesting), &[]);
    let other = without_client_id(3).replace("idtyp", "auth_time");
    expect_errors(
        &analyze(&dev, &without_client_id(2), &other),
        &[(
            "\"prod.json\"",
            "the client ids of two environments are unknown\n\
             note: `appId` is missing in `test.json` and `prod.json`\n\
             note: their token settings differ, so a validator could not choose one of them\n\
             help: name exports that have `appId`",
        )],
    );
}

fn without_client_id(id: u8) -> String {
    let text = registration(id, &["A app"], &["S"]);
    let (_, rest) = text.split_once(", ").unwrap();
    format!("{IDTYP}{rest}")
}

#[test]
fn warnings_about_values_are_not_repeated() {
    let text = |id| registration(id, &["A both"], &["S"]);
    let input = INPUT.replace("\"*\" => []", "\"S\" => [\"A\"]");
    let files = [("dev.json", &*text(1)), ("test.json", &text(2)), ("prod.json", &text(3))];
    let analysis = analyze_files(&files, &input);
    let files_of = |lint: &str| -> Vec<_> {
        let warnings = analysis.findings.iter().filter(|finding| finding.rule().id() == lint);
        warnings.map(|finding| finding.span().source_text().unwrap()).collect()
    };
    assert_eq!(files_of("shared_roles"), ["\"dev.json\""]);
    // Token settings can differ between environments.
    assert_eq!(files_of("no_idtyp"), ["\"dev.json\"", "\"test.json\"", "\"prod.json\""]);
}

#[test]
fn the_argument_app_does_not_apply_to_a_file_of_one_application() {
    let named = |id, name: &str| {
        let facts = format!(r#"{{"displayName": "{name}", "#);
        registration(id, &["A app"], &["S"]).replacen('{', &facts, 1)
    };
    let list = format!("[{}, {}]", named(1, "CRM (dev)"), named(9, "Other"));
    let input = r#"manifest = "dev.json", app = "CRM (dev)", environments = ["prod.json"],
        scopes = { "S" => [] }"#;
    let files = [("dev.json", &*list), ("prod.json", &named(3, "CRM"))];
    expect_errors(&analyze_files(&files, input), &[]);
}

#[test]
fn the_entries_of_broken_json_are_not_compared() {
    let good = |id| registration(id, &["A app", "B app"], &["X", "Y"]);
    let broken = good(2).replacen("},", "}", 1);
    for (dev, test) in [(good(1), &broken), (broken.clone(), &good(1))] {
        let errors = error_texts(&analyze(&dev, test, &good(3)));
        assert_eq!(errors.len(), 1, "{errors:?}");
    }
}
