use super::*;
use crate::files::Workspace;
use crate::test_support::analysis::{analyze_in, analyze_text, manifest};
use crate::test_support::{TestDisk, TestFolder, error_texts, expect_errors, texts};

#[test]
fn a_manifest_and_its_mapping_become_a_model() {
    let text = manifest(&["Contacts.Read both", "Jobs.Run app off"], &["Crm.Read"]);
    let arguments = r#"scopes = { "Crm.Read" => ["Contacts.Read"] }, crate = crate::auth::perms"#;
    let analysis = analyze_text(&text, arguments);
    assert!(!analysis.has_errors());
    assert!(analysis.runtime.is_some_and(|path| path.segments.len() == 3));
    assert_eq!(analysis.files.len(), 1);
    assert!(analysis.files[0].is_absolute() && analysis.files[0].ends_with("crm.json"));
    let model = analysis.model.unwrap();
    let [contacts, jobs] = model.roles.as_slice() else { panic!("two roles") };
    assert!(contacts.users && contacts.applications && contacts.entry.enabled);
    assert!(!jobs.users && jobs.applications && !jobs.entry.enabled);
    assert_eq!(contacts.scopes, [0]);
    assert_eq!(jobs.scopes, []);
    assert_eq!(model.scopes[0].roles, [0]);
}

#[test]
fn a_missing_manifest_is_one_error_without_a_model() {
    let analysis = analyze_in(&TestFolder::workspace(), r#"manifest = "crm.json""#);
    assert!(analysis.model.is_none() && analysis.files.is_empty());
    let errors = texts(&analysis.findings);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].0, r#""crm.json""#);
    assert!(errors[0].1.starts_with("cannot find `crm.json`"));
}

#[test]
fn all_arguments_find_files_in_one_way() {
    let folder = TestFolder::new();
    folder.write("root/crm.json", manifest(&["A app"], &[]));
    folder.write("root/api/Cargo.toml", "[package]\n");
    let root = folder.path().join("root");
    let api = root.join("api");
    let workspace =
        Workspace { members: vec![api.clone()], target: root.join("target"), root: root.clone() };
    let lookup = Lookup::new(TestDisk::new(move |_| Some(workspace.clone())), Some(api), None);
    for arguments in [
        r#"manifest = "FILE""#,
        r#"manifest = ["FILE"]"#,
        r#"manifest = "crm.json", environments = ["FILE"]"#,
        r#"manifest = "crm.json", environments = [["FILE"]]"#,
    ] {
        let errors = |file| {
            let input = arguments.replace("FILE", file).parse().unwrap();
            let errors = texts(&analyze(input, &lookup).findings);
            errors.into_iter().map(|(_, text)| text).collect::<String>()
        };
        for found in ["crm.json", "../crm.json"] {
            assert!(!errors(found).contains("cannot find"), "{arguments} {found}");
        }
        let outside = errors("../../crm.json");
        assert!(outside.starts_with("`../../crm.json` leads out of the workspace"), "{outside}");
        let missing = errors("crn.json");
        assert!(missing.starts_with("cannot find `crn.json`"), "{missing}");
        assert!(missing.contains("did you mean `crm.json`?"), "{missing}");
    }
}

#[test]
fn the_file_of_an_unreadable_manifest_is_tracked() {
    let folder = TestFolder::workspace();
    folder.write("crm.json", b"\xFF\xFE{\0");
    let analysis = analyze_in(&folder, r#"manifest = "crm.json", scopes = { "A" => ["B"] }"#);
    assert_eq!(analysis.files, [folder.path().join("crm.json")]);
    assert_eq!(texts(&analysis.findings).len(), 1);
}

#[test]
fn a_file_is_read_once() {
    let folder = TestFolder::workspace();
    folder.write("crm.json", manifest(&["A app"], &[]));
    let analysis = analyze_in(&folder, r#"manifest = "crm.json", environments = ["./crm.json"]"#);
    let errors = texts(&analysis.findings);
    assert_eq!(
        errors,
        [(
            r#""./crm.json""#.to_owned(),
            "`./crm.json` is given twice\n\
             help: give each file once, and each application a file of its own"
                .to_owned()
        )]
    );
    assert_eq!(analysis.files.len(), 1);
}

#[test]
fn broken_json_is_one_error_and_keeps_the_names() {
    let text = manifest(&["Contacts.Read"], &["Crm.Read"]).replace("\"isEnabled\"", "isEnabled");
    let arguments = r#"scopes = { "Crm.Raed" => [] }, constraints = ["My"], rename = { "X" => X }"#;
    let analysis = analyze_text(&text, arguments);
    assert_eq!(texts(&analysis.findings).len(), 1);
    let model = analysis.model.unwrap();
    assert_eq!(model.roles.len(), 2);
    assert_eq!(model.roles[0].entry.name.variant, "ContactsRead");
}

#[test]
fn a_broken_line_is_not_also_a_missing_line() {
    expect_errors(
        &analyze_text(&manifest(&["A"], &["S"]), r#"scopes = { "S" -> ["A"] }"#),
        &[("-", "expected `=>`\nhelp: write, for example, `\"S\" => [\"…\"]`")],
    );
}

#[test]
fn a_misspelled_argument_is_not_also_a_missing_argument() {
    expect_errors(
        &analyze_text(&manifest(&["A"], &["S"]), r#"scope = { "S" => ["A"] }"#),
        &[("scope", "unknown argument `scope`\nhelp: did you mean `scopes`?")],
    );
}

#[test]
fn an_unknown_argument_does_not_hide_a_missing_argument() {
    let found =
        error_texts(&analyze_text(&manifest(&["A"], &["S"]), r#"surroundings = ["prod.json"]"#));
    let at: Vec<_> = found.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(at, ["surroundings", r#""crm.json""#]);
}

#[test]
fn a_contradiction_about_holders_does_not_hide_an_unknown_name() {
    let text = manifest(&["A", "A app"], &["S"]);
    let found = error_texts(&analyze_text(&text, r#"scopes = { "Sales" => ["A"] }"#));
    let at: Vec<_> = found.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(at, [r#""crm.json""#, r#""Sales""#]);
}

/// The columns of a message behind `error: ` in a terminal with 100 columns.
const MAX_MESSAGE: usize = 93;

#[test]
fn messages_with_long_names_fit_into_a_line() {
    let long = "Contacts.".repeat(26);
    let identifier = "a".repeat(240);
    let text = manifest(
        &[
            &format!("{long}Read"),
            &format!("{long}READ app"),
            &format!("{long}Job app"),
            &format!("{long}Job.All app"),
            &format!("{long}Job/All app"),
            &format!("{long}Job.b-c app"),
            &format!("{long}Job.All.ANY app"),
            &format!("{long}Job.All.All app"),
        ],
        &[&format!("{long}Scope"), &format!("{long}Scope2"), &format!("{long}Scope3.My")],
    );
    for arguments in [
        r#"scopes = { "LONGScope" => [], "LONGOther" => ["LONGRead"], "LONGRead" => [] }"#,
        r#"scopes = { "LONGScope" => ["LONGScope", "LONGJob", "LONGJob.*", "LONGWrite"] }"#,
        r#"scopes = { "LONG*.*" => [], "LONGa*" => [], "LONGJob.*" => [], "*.LONG" => ["LONG*"] }"#,
        r#"scopes = { "LONGScope" => ["LONGRead"] }, not_delegated = ["LONGRead", "LONG*"]"#,
        r#"scopes = { "LONG*" => ["LONGJob.*"] }"#,
        r#"scopes = { "*" => ["*.Read"] }, rename = { "LONGRead" => A, "LONGRead" => B }"#,
        r#"rename = { "LONGRaed" => A, "LONGUnheard.Of" => B }"#,
        r#"constraints = ["All", "All", "LONG", "b-c"]"#,
        r#"scopes = { "LONGScope" -> [] }, scopes = { "A" => [] "LONG" => [] }"#,
        r"allow = [LONG_ident], LONG_ident = []",
        r"clients = { LONG_ident = LONG_ident, LONG_ident = [], LONG_ident LONG_ident }",
        r#"clients = { LONG_ident = "web.json", LONG_ident = "web.json" }"#,
    ] {
        let arguments = arguments.replace("LONG_ident", &identifier).replace("LONG", &long);
        let analysis = analyze_text(&text, &arguments);
        assert!(analysis.has_errors(), "{arguments}");
        let errors = analysis.findings.iter();
        for finding in errors.filter(|finding| finding.severity() == Severity::Error) {
            let message = finding.message();
            let columns = message.chars().count();
            assert!(columns <= MAX_MESSAGE, "{columns} columns: {message}");
        }
    }
}
