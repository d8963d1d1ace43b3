//! One cause can break a rule at many places. The first findings are shown, and the others counted.

use crate::test_support::analysis::{analyze_files, manifest};
use crate::test_support::texts;

/// More than the 20 findings that are shown.
const MANY: usize = 25;

fn many(text: impl Fn(usize) -> String) -> Vec<String> {
    (0..MANY).map(text).collect()
}

/// Returns a manifest with app roles of these texts.
fn roles(role: impl Fn(usize) -> String) -> String {
    format!(r#"{{"appRoles": [{}]}}"#, many(role).join(",\n"))
}

/// Returns an app role of applications.
fn role(value: &str, more: &str) -> String {
    format!(r#"{{"value": "{value}", "allowedMemberTypes": ["Application"], {more}}}"#)
}

fn errors(files: &[(&str, &str)], arguments: &str) -> Vec<String> {
    let analysis = analyze_files(files, &format!("manifest = \"crm.json\", {arguments}"));
    texts(&analysis.findings).into_iter().map(|(_, text)| text).collect()
}

/// Fails unless 20 errors are shown, and the others are counted with this text.
#[track_caller]
fn expect(files: &[(&str, &str)], arguments: &str, counted: &str) {
    let errors = errors(files, arguments);
    assert_eq!(errors.last().map(String::as_str), Some(counted), "{errors:#?}");
    assert_eq!(errors.len(), 21, "{errors:#?}");
}

#[test]
fn illegal_values_are_counted() {
    let text = roles(|n| role(&format!("A {n}"), r#""id": null"#));
    expect(&[("crm.json", &text)], "", "and 5 more values that Entra does not accept");
}

#[test]
fn unknown_holders_are_counted() {
    let text = roles(|n| format!(r#"{{"value": "A{n}", "allowedMemberTypes": ["user"]}}"#));
    expect(&[("crm.json", &text)], "", "and 5 more unknown words in `allowedMemberTypes`");
}

#[test]
fn roles_without_holders_are_counted() {
    let text = roles(|n| format!(r#"{{"value": "A{n}", "allowedMemberTypes": []}}"#));
    expect(&[("crm.json", &text)], "", "and 5 more app roles without `allowedMemberTypes`");
}

#[test]
fn values_of_another_type_are_counted() {
    let text = roles(|n| role(&format!("A{n}"), r#""isEnabled": 1"#));
    expect(&[("crm.json", &text)], "", "and 5 more values of another type than expected");
}

#[test]
fn repeated_keys_are_counted() {
    let text = roles(|n| role(&format!("A{n}"), r#""id": null, "ID": null"#));
    expect(&[("crm.json", &text)], "", "and 5 more keys that are given twice in one object");
}

#[test]
fn contradictions_are_counted() {
    let text = roles(|n| role(&format!("A{n}"), r#""isEnabled": true, "enabled": false"#));
    expect(&[("crm.json", &text)], "", "and 5 more keys that contradict another key");
}

#[test]
fn unknown_switches_are_counted() {
    let text = roles(|n| role(&format!("A{n}"), &format!(r#""state{n}": "off""#)));
    expect(&[("crm.json", &text)], "", "and 5 more unknown keys that may disable entries");
}

#[test]
fn secrets_are_counted() {
    let text = roles(|n| role(&format!("A{n}"), r#""secretText": "x""#));
    expect(&[("crm.json", &text)], "", "and 5 more secrets of the application");
}

#[test]
fn repeated_entries_are_counted() {
    let text = roles(|n| {
        let enabled = role(&format!("A{n}"), r#""isEnabled": true"#);
        let disabled = role(&format!("A{n}"), r#""isEnabled": false"#);
        format!("{enabled}, {disabled}")
    });
    let counted = "and 5 more entries that are repeated with different meaning";
    expect(&[("crm.json", &text)], "", counted);
}

/// Returns a manifest with many app roles and scopes, and the lines that map each to the other.
fn mapped() -> (String, String) {
    let values = many(|n| format!("Read{n}"));
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    let lines = many(|n| format!("\"Read{n}\" => [\"Read{n}\"]")).join(", ");
    (manifest(&values, &values), lines)
}

#[test]
fn a_large_mapping_has_no_errors() {
    let (text, lines) = mapped();
    assert_eq!(errors(&[("crm.json", &text)], &format!("scopes = {{ {lines} }}")), [""; 0]);
}

#[test]
fn unknown_names_are_counted() {
    let (text, lines) = mapped();
    let files = [("crm.json", &*text)];
    let unknown = "and 5 more names that the manifest does not have";
    let scopes = many(|n| format!("\"Xyz{n}\" => []")).join(", ");
    expect(&files, &format!("scopes = {{ {lines}, {scopes} }}"), unknown);
    let roles = many(|n| format!("\"Xyz{n}\"")).join(", ");
    expect(&files, &format!("scopes = {{ {lines} }}, not_delegated = [{roles}]"), unknown);
    let renames = many(|n| format!("\"Xyz{n}\" => Xyz{n}")).join(", ");
    expect(&files, &format!("scopes = {{ {lines} }}, rename = {{ {renames} }}"), unknown);
}

#[test]
fn needless_values_are_counted() {
    let (text, lines) = mapped();
    let needless = many(|n| format!("\"Read{n}\"")).join(", ");
    expect(
        &[("crm.json", &text)],
        &format!("scopes = {{ {lines} }}, not_delegated = [{needless}]"),
        "and 5 more needless values in `not_delegated`",
    );
}

#[test]
fn violations_of_never_are_counted() {
    let (text, lines) = mapped();
    let files = [("crm.json", &*text)];
    let mapping = format!("scopes = {{ {lines} }}");
    let counted = "and 5 more violations of `never`";
    expect(&files, &format!("{mapping}, never = {{ \"*\" => [\"*\"] }}"), counted);
    // All lines of `never` are counted together.
    let promises = many(|n| format!("\"Read{n}\" => [\"Read{n}\"]")).join(", ");
    expect(&files, &format!("{mapping}, never = {{ {promises} }}"), counted);
    let text = roles(|n| role(&format!("A{n}"), r#""id": null"#));
    expect(&[("crm.json", &text)], "never = { app => [\"*\"] }", counted);
}

#[test]
fn roles_in_the_place_of_scopes_are_counted() {
    let values = many(|n| format!("Read{n}"));
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    let lines = many(|n| format!("\"Read{n}\" => []")).join(", ");
    expect(
        &[("crm.json", &manifest(&values, &["S"]))],
        &format!("scopes = {{ \"S\" => [\"*\"], {lines} }}"),
        "and 5 more scopes and app roles that are mixed up",
    );
}

#[test]
fn lines_for_roles_of_applications_are_counted() {
    let values = many(|n| format!("Read{n} app"));
    let text = manifest(&values.iter().map(String::as_str).collect::<Vec<_>>(), &["S"]);
    let roles = many(|n| format!("\"Read{n}\"")).join(", ");
    expect(
        &[("crm.json", &text)],
        &format!("scopes = {{ \"S\" => [{roles}] }}"),
        "and 5 more lines and patterns that map to no app role of users",
    );
}

/// Returns the manifest of an environment: many app roles with a holder, and one more app role.
fn environment(holder: &str, suffix: &str, id: u8) -> String {
    let role = |n| format!(r#"{{"value": "A{n}{suffix}", "allowedMemberTypes": ["{holder}"]}}"#);
    let roles = many(role).join(",");
    format!(
        r#"{{
            "appId": "00000000-0000-0000-0000-00000000000{id}",
            "appRoles": [{roles}, {{"value": "B", "allowedMemberTypes": ["Application"]}}]
        }}"#
    )
}

#[test]
fn different_holders_in_environments_are_counted() {
    let dev = environment("Application", "", 1);
    let prod = environment("User", "", 2);
    expect(
        &[("crm.json", &dev), ("prod.json", &prod)],
        r#"environments = ["prod.json"]"#,
        "and 5 more app roles that environments give to different holders",
    );
}

#[test]
fn values_that_an_environment_lacks_are_counted() {
    let dev = environment("Application", "", 1);
    let prod = environment("Application", ".Other", 2);
    expect(
        &[("crm.json", &dev), ("prod.json", &prod)],
        r#"environments = ["prod.json"]"#,
        "and 30 more app roles and scopes that an environment lacks",
    );
}

#[test]
fn taken_names_are_counted() {
    let values: Vec<_> =
        (0..MANY).flat_map(|n| [format!("A{n}.b app"), format!("A{n}-b app")]).collect();
    let text = manifest(&values.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    expect(&[("crm.json", &text)], "", "and 5 more values whose identifier is taken");
}
