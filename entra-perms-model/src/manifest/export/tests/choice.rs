//! The choice of one application of several.

use super::*;
use crate::test_support::analysis::{Analysis, analyze_files};

/// The notes for the applications of `list`.
const APPS: &str = "note: it lists `CRM` (`00000000-0000-0000-0000-000000000001`)\n\
    note: it lists `Billing` (`00000000-0000-0000-0000-000000000002`)\n\
    note: it lists `CRM` (`00000000-0000-0000-0000-000000000003`)";

fn app(id: &str, name: &str, role: &str) -> String {
    format!(
        r#"{{"appId": "00000000-0000-0000-0000-00000000000{id}", "displayName": "{name}",
            "appRoles": [{{"value": "{role}", "allowedMemberTypes": ["Application"]}}]}}"#
    )
}

/// Three applications, two with one name. The value `B C` is illegal.
fn list() -> String {
    format!("[{}, {}, {}]", app("1", "CRM", "A"), app("2", "Billing", "B C"), app("3", "CRM", "D"))
}

fn analyze(text: &str, arguments: &str) -> Analysis {
    analyze_files(&[("crm.json", text)], &format!(r#"manifest = "crm.json", {arguments}"#))
}

fn role(text: &str, arguments: &str) -> String {
    let analysis = analyze(text, arguments);
    assert_eq!(texts(&analysis.findings), []);
    analysis.model.unwrap().roles[0].entry.value.clone()
}

#[track_caller]
fn expect_one(analysis: &Analysis, at: &str, text: &str) {
    assert_eq!(texts(&analysis.findings), [(at.to_owned(), text.to_owned())]);
}

/// The defects of other applications are not errors.
#[test]
fn an_application_is_chosen_by_its_client_id_or_display_name() {
    let text = list().replace("000000000003", "00000000000C");
    assert_eq!(role(&text, r#"app = "00000000-0000-0000-0000-00000000000c""#), "D");
    assert_eq!(role(&text, r#"app = "00000000-0000-0000-0000-000000000001""#), "A");
    assert_eq!(role(&text.replacen("CRM", "CRM (dev)", 1), r#"app = "CRM (dev)""#), "A");
}

#[test]
fn several_applications_need_a_choice() {
    let text = format!(
        "`crm.json` lists 3 applications\n\
         {APPS}\n\
         help: choose one: add `app = \"client id or display name\"` next to `manifest`"
    );
    expect_one(&analyze(&list(), ""), r#""crm.json""#, &text);
}

#[test]
fn the_choice_must_be_in_the_file() {
    for wanted in ["Biling", "billing"] {
        let text = format!(
            "`crm.json` does not list the application `{wanted}`\n\
             {APPS}\n\
             help: did you mean `Billing`?"
        );
        let analysis = analyze(&list(), &format!("app = {wanted:?}"));
        expect_one(&analysis, &format!("{wanted:?}"), &text);
    }
}

#[test]
fn the_choice_must_be_unambiguous() {
    let text = format!(
        "`crm.json` lists 2 applications `CRM`\n\
         {APPS}\n\
         help: choose one by its client id"
    );
    expect_one(&analyze(&list(), r#"app = "CRM""#), r#""CRM""#, &text);
}

#[test]
fn the_choice_must_be_the_only_application() {
    let text = "`crm.json` is not the manifest of `CRN`\n\
        note: it is the manifest of `CRM` (`00000000-0000-0000-0000-000000000001`)\n\
        help: did you mean `CRM`?";
    let analysis = analyze(&app("1", "CRM", "A"), r#"app = "CRN""#);
    expect_one(&analysis, r#""CRN""#, text);
    let analysis = analyze(r#"{"displayName": "CRM", "appRoles": []}"#, r#"app = "X""#);
    let text = "`crm.json` is not the manifest of `X`\nnote: it is the manifest of `CRM`";
    expect_one(&analysis, r#""X""#, text);
    // A fragment does not name its application.
    let fragment = r#"{"appRoles": [{"value": "A", "allowedMemberTypes": ["Application"]}]}"#;
    assert_eq!(role(fragment, r#"app = "CRN""#), "A");
}

#[test]
fn the_choice_must_be_in_the_files_of_all_environments() {
    let dev = list().replace("Billing", "Billing (dev)").replace("B C", "B");
    let analysis = analyze_files(
        &[("dev.json", &dev), ("prod.json", &list())],
        r#"manifest = "dev.json", app = "Billing (dev)", environments = ["prod.json"]"#,
    );
    let text = format!(
        "`prod.json` does not list the application `Billing (dev)`\n\
         {APPS}\n\
         note: `app` chooses the application in the files of all environments\n\
         help: write a display name that all these files contain, or export this application alone"
    );
    expect_one(&analysis, r#""Billing (dev)""#, &text);
}

#[test]
fn a_long_list_of_applications_is_cut() {
    let apps = (0..9).map(|number| format!(r#"{{"displayName": "A{number}", "appRoles": []}}"#));
    let apps: Vec<_> = apps.collect();
    let error = error(&format!("[{}]", apps.join(", ")));
    assert!(error.contains("note: it lists `A7`\nnote: it lists 1 more\nhelp: "), "{error}");
}
