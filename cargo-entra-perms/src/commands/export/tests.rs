use std::path::PathBuf;

use entra_perms_model::{FileKind, Files, Lookup, Model, analyze};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::contents::Contents;
use super::{json, markdown, typescript};

/// A manifest in memory.
struct Memory(String);

impl Files for Memory {
    fn kind(&self, path: &std::path::Path) -> FileKind {
        if path.ends_with("m.json") {
            FileKind::File { bytes: self.0.len() as u64 }
        } else {
            FileKind::Nothing
        }
    }

    fn read(&self, _: &std::path::Path) -> std::io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

/// Returns the model in which each scope leads to the app role with its value.
fn model(manifest: &Value) -> Model {
    let memory = Memory(manifest.to_string());
    let lookup = Lookup::new(&memory, Some(PathBuf::from("/home/of/export")), None);
    let arguments = r#"manifest = "m.json", scopes = { "*" => ["*"] }"#;
    analyze(arguments.parse().unwrap(), &lookup).model.unwrap()
}

fn manifest(values: &[(String, bool)], text: &str) -> Value {
    let entries: Vec<_> = values
        .iter()
        .map(|(value, enabled)| {
            json!({
                "value": value, "isEnabled": enabled, "displayName": text, "description": text,
                "adminConsentDisplayName": text, "adminConsentDescription": text,
                "allowedMemberTypes": ["User"], "type": "User",
            })
        })
        .collect();
    json!({
        "appId": "10000000-0000-4000-8000-000000000001",
        "displayName": text,
        "identifierUris": ["api://shop"],
        "appRoles": entries,
        "oauth2Permissions": entries,
    })
}

/// All characters that a value may have.
const LEGAL: &str =
    "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

fn values() -> impl Strategy<Value = Vec<(String, bool)>> {
    let letters = select(LEGAL.chars().collect::<Vec<_>>());
    let legal = prop::collection::vec(letters, 1..12).prop_map(String::from_iter);
    let known = select(vec!["__proto__", "constructor", "*/", "`", "a|b", "${x}", "</script>"]);
    let value = prop_oneof![legal, known.prop_map(str::to_owned)]
        .prop_filter("no dot at the start", |value| !value.starts_with('.'));
    prop::collection::btree_map(value, any::<bool>(), 1..8)
        .prop_map(|values| values.into_iter().collect())
}

proptest! {
    #[test]
    fn json_is_read_back_and_follows_its_schema(values in values(), text in ".*") {
        let contents = Contents::new(&model(&manifest(&values, &text)));
        let written = json::render(&contents).unwrap();
        let read: Contents = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&read, &contents);
        let schema = serde_json::from_str(include_str!("../../schemas/export.json")).unwrap();
        let schema = jsonschema::validator_for(&schema).unwrap();
        let value: Value = serde_json::from_str(&written).unwrap();
        let errors: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{:?}", errors);
        let found: Vec<_> =
            contents.roles.iter().map(|role| (role.value.clone(), role.enabled)).collect();
        prop_assert_eq!(found, values);
    }

    /// Each row of a table has one line and the cells of its header, whatever the texts are.
    #[test]
    fn no_text_breaks_a_table(values in values(), text in ".*") {
        let page = markdown::render(&Contents::new(&model(&manifest(&values, &text))));
        let rows: Vec<_> = page.lines().filter(|line| line.starts_with('|')).collect();
        prop_assert_eq!(rows.len(), 3 * 2 + 1 + 2 * values.len());
        for row in rows {
            prop_assert_eq!(row.matches('|').count(), 5, "{}", row);
            let markup = row.replace("<br>", "").replace("<code>", "").replace("</code>", "");
            let outside_of_code: String = markup.split('`').step_by(2).collect();
            prop_assert!(!outside_of_code.contains(['<', '>', '[', '_', '\\']), "{}", row);
        }
    }

    /// No text ends its string or comment: the lines of a module depend on the number of values.
    #[test]
    fn no_text_leaves_its_line_in_typescript(values in values(), text in ".*") {
        let count = |values: &[(String, bool)], text: &str| {
            let contents = Contents::new(&model(&manifest(values, text)));
            typescript::render(&contents).lines().count()
        };
        let plain: Vec<_> =
            (0..values.len()).map(|index| (format!("v{index}"), values[index].1)).collect();
        prop_assert_eq!(count(&values, &text), count(&plain, "name"));
        let contents = Contents::new(&model(&manifest(&values, &text)));
        let module = typescript::render(&contents);
        let ends_a_line = module.contains(['\u{2028}', '\u{2029}', '\u{202e}', '\r', '\0']);
        prop_assert!(!ends_a_line);
    }
}

#[test]
fn all_texts_are_read_back_from_typescript_strings() {
    let values = [("__proto__".to_owned(), true), ("a*/b".to_owned(), false)];
    let module = typescript::render(&Contents::new(&model(&manifest(&values, "a\u{2028}b\"\\"))));
    assert!(module.contains("  [\"__proto__\"]: [\"__proto__\"],\n"), "{module}");
    assert!(module.contains("\n// The registration disables \"a*/b\".\n"), "{module}");
    assert!(module.contains("  // \"a\\u2028b\\\"\\\\\"\n"), "{module}");
    assert!(module.contains("\"api://shop/__proto__\""), "{module}");
}

#[test]
fn tables_show_texts_and_no_markup() {
    let values = [("a|b`".to_owned(), true), ("Read".to_owned(), false)];
    let text = "one\n<b>two</b> | `x` *y* [z](http://z) \u{202e}";
    let page = markdown::render(&Contents::new(&model(&manifest(&values, text))));
    let shown = "one &#60;b&#62;two&#60;/b&#62; &#124; &#96;x&#96; &#42;y&#42; \
                 &#91;z&#93;(http&#58;//z)";
    let role = "<code>a&#124;b&#96;</code>";
    let row = format!("| {role} | users and groups | {role} | **{shown}**<br>{shown} |\n");
    assert!(page.contains(&row), "{page}");
    assert!(
        page.contains("\n| `Read` (disabled) | users and groups | `Read` (disabled) |"),
        "{page}"
    );
}

#[test]
fn a_disabled_role_is_granted_by_no_scope_in_typescript() {
    let mut manifest = manifest(&[("Read".to_owned(), true)], "");
    manifest["appRoles"][0]["isEnabled"] = false.into();
    let module = typescript::render(&Contents::new(&model(&manifest)));
    assert!(module.contains("  \"Read\": [],\n"), "{module}");
    assert!(module.contains("export const ROLES = [\n] as const;\n"), "{module}");
    let page = markdown::render(&Contents::new(&model(&manifest)));
    let row = "| `Read` | users and administrators | `Read` (disabled) | — |\n";
    assert!(page.contains(row), "{page}");
}

/// Entra accepts the client id in place of an App ID URI.
#[test]
fn a_full_name_begins_with_the_app_id_uri_or_the_client_id() {
    let mut manifest = manifest(&[("Read".to_owned(), true)], "");
    let full_name = |manifest: &Value| {
        let contents = Contents::new(&model(manifest));
        contents.scopes[0].as_requested.clone()
    };
    assert_eq!(full_name(&manifest), [Some("api://shop/Read".to_owned())]);
    manifest["identifierUris"] = json!([]);
    let by_id = "10000000-0000-4000-8000-000000000001/Read".to_owned();
    assert_eq!(full_name(&manifest), [Some(by_id)]);
    manifest["appId"] = Value::Null;
    assert_eq!(full_name(&manifest), [None]);
}
