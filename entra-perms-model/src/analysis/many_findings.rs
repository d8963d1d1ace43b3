//! One cause can make very many errors: of each kind the first ones are shown, the others counted.

use crate::test_support::analysis::{analyse_files, manifest, spelled_out};

const MANY: usize = 25;

fn many(text: impl Fn(usize) -> String) -> Vec<String> {
    (0..MANY).map(text).collect()
}

/// An application with such app roles.
fn roles(role: impl Fn(usize) -> String) -> String {
    format!(r#"{{"appRoles": [{}]}}"#, many(role).join(",\n"))
}

/// A manifest with these roles, and scopes of the same values.
fn model(values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    manifest(&values, &values)
}

fn errors(files: &[(&str, &str)], arguments: &str) -> Vec<String> {
    let analysis = analyse_files(files, &format!("manifest = \"crm.json\", {arguments}"));
    spelled_out(&analysis.findings)
        .into_iter()
        .map(|(_, message)| message)
        .collect()
}

#[track_caller]
fn expect(files: &[(&str, &str)], arguments: &str, expected: &str) {
    let errors = errors(files, arguments);
    assert_eq!(errors.last().map(String::as_str), Some(expected), "{errors:#?}");
    assert_eq!(errors.len(), 21, "{errors:#?}");
}

#[test]
fn in_the_manifest() {
    let holders = r#""allowedMemberTypes": ["Application"]"#;
    let entry = |value: &str, more: &str| format!(r#"{{"value": "{value}", {holders}, {more}}}"#);
    for (text, expected) in [
        (
            roles(|n| entry(&format!("A {n}"), r#""id": null"#)),
            "and 5 more values that Entra does not accept",
        ),
        (
            roles(|n| format!(r#"{{"value": "A{n}", "allowedMemberTypes": ["user"]}}"#)),
            "and 5 more unknown words in `allowedMemberTypes`",
        ),
        (
            roles(|n| format!(r#"{{"value": "A{n}", "allowedMemberTypes": []}}"#)),
            "and 5 more app roles without `allowedMemberTypes`",
        ),
        (
            roles(|n| entry(&format!("A{n}"), r#""isEnabled": 1"#)),
            "and 5 more values of another type than expected",
        ),
        (
            roles(|n| entry(&format!("A{n}"), r#""id": null, "ID": null"#)),
            "and 5 more keys that are given twice in one object",
        ),
        (
            roles(|n| entry(&format!("A{n}"), r#""isEnabled": true, "enabled": false"#)),
            "and 5 more keys that contradict another key",
        ),
        (
            roles(|n| entry(&format!("A{n}"), &format!(r#""state{n}": "off""#))),
            "and 5 more unknown keys that may disable entries",
        ),
        (
            roles(|n| entry(&format!("A{n}"), r#""secretText": "x""#)),
            "and 5 more secrets of the application",
        ),
        (
            roles(|n| {
                let one = |enabled| entry(&format!("A{n}"), &format!(r#""isEnabled": {enabled}"#));
                format!("{}, {}", one(true), one(false))
            }),
            "and 5 more entries that are repeated with different meaning",
        ),
    ] {
        expect(&[("crm.json", &text)], "", expected);
    }
}

#[test]
fn in_the_mapping() {
    let values = many(|n| format!("Read{n}"));
    let text = model(&values);
    let files = [("crm.json", &*text)];
    let list = |values: Vec<String>| values.join(", ");
    let every = list(many(|n| format!("\"Read{n}\" => [\"Read{n}\"]")));
    assert_eq!(errors(&files, &format!("scopes = {{ {every} }}")), [""; 0]);
    let unknown = "and 5 more names that the manifest does not have";
    let missing = list(many(|n| format!("\"Xyz{n}\" => []")));
    expect(&files, &format!("scopes = {{ {every}, {missing} }}"), unknown);
    let missing = list(many(|n| format!("\"Xyz{n}\"")));
    expect(&files, &format!("scopes = {{ {every} }}, not_delegated = [{missing}]"), unknown);
    let missing = list(many(|n| format!("\"Xyz{n}\" => Xyz{n}")));
    expect(&files, &format!("scopes = {{ {every} }}, rename = {{ {missing} }}"), unknown);
    let needless = list(many(|n| format!("\"Read{n}\"")));
    expect(
        &files,
        &format!("scopes = {{ {every} }}, not_delegated = [{needless}]"),
        "and 5 more values in `not_delegated` that need no mention",
    );
}

#[test]
fn of_users_and_applications() {
    let values = many(|n| format!("Read{n} app"));
    let text = manifest(&values.iter().map(String::as_str).collect::<Vec<_>>(), &["S"]);
    let lines = many(|n| format!("\"Read{n}\"")).join(", ");
    expect(
        &[("crm.json", &text)],
        &format!("scopes = {{ \"S\" => [{lines}] }}"),
        "and 5 more lines and patterns that lead to no app role of users",
    );
}

#[test]
fn in_environments() {
    let app = |members: &str, suffix: &str, id: u8| {
        let roles = many(|n| {
            format!(r#"{{"value": "A{n}{suffix}", "allowedMemberTypes": ["{members}"]}}"#)
        });
        format!(
            r#"{{"appId": "00000000-0000-0000-0000-00000000000{id}", "appRoles": [{}, {{"value": "B", "allowedMemberTypes":
            ["Application"]}}]}}"#,
            roles.join(",")
        )
    };
    let dev = app("Application", "", 1);
    let prod = app("User", "", 2);
    let arguments = r#"environments = ["prod.json"]"#;
    expect(
        &[("crm.json", &dev), ("prod.json", &prod)],
        arguments,
        "and 5 more app roles that environments give to different holders",
    );
    let prod = app("Application", ".Other", 2);
    expect(
        &[("crm.json", &dev), ("prod.json", &prod)],
        arguments,
        "and 30 more app roles and scopes that an environment lacks",
    );
}

#[test]
fn in_names() {
    let values: Vec<_> =
        (0..MANY).flat_map(|n| [format!("A{n}.b app"), format!("A{n}-b app")]).collect();
    let text = manifest(&values.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    expect(&[("crm.json", &text)], "", "and 5 more values whose identifier is taken");
}
