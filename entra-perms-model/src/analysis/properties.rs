//! What holds for every manifest, and not only for those that somebody thought of.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;

use crate::model::Name;
use crate::names::name_of;
use crate::test_support::TestFolder;
use crate::test_support::analysis::analyse_files;
use crate::test_support::analysis::{analyze_in, spelled_out};

/// Every character that a value may have.
const LEGAL: &str =
    "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Words that mean something to Rust, or to what is generated.
const WORDS: &[&str] = &[
    "self",
    "Self",
    "super",
    "crate",
    "_",
    "__",
    "type",
    "async",
    "await",
    "gen",
    "try",
    "dyn",
    "union",
    "macro_rules",
    "static",
    "box",
    "yield",
    "abstract",
    "true",
    "raw",
    "r",
    "Role",
    "Scope",
    "Model",
    "None",
    "Err",
    "Bits",
    "ALL",
    "u64",
    "str",
    "core",
    "std",
    "roles",
    "caller",
    "0",
    "9a",
    "",
];

fn legal_value() -> impl Strategy<Value = String> {
    let characters = LEGAL.chars().collect::<Vec<_>>();
    let any = prop::collection::vec(select(characters), 1..30).prop_map(String::from_iter);
    let separator = select(vec!['.', ':', '/', '-', '*']);
    let words = prop::collection::vec((select(WORDS), separator), 1..5).prop_map(|words| {
        let text: String = words
            .iter()
            .flat_map(|(word, separator)| [(*word).to_owned(), separator.to_string()])
            .collect();
        text.strip_suffix(|_: char| true).unwrap_or_default().to_owned()
    });
    prop_oneof![any, words].prop_filter("a value that Entra accepts", |value| {
        !value.is_empty() && !value.starts_with('.') && value.len() < 250
    })
}

/// A manifest of these values, each an app role and a scope.
fn manifest(values: &[String]) -> String {
    let entries: Vec<_> = values
        .iter()
        .map(|value| format!(r#"{{"value": {value:?}, "allowedMemberTypes": ["User"]}}"#))
        .collect();
    let entries = entries.join(",\n");
    format!(r#"{{"appRoles": [{entries}], "oauth2Permissions": [{entries}]}}"#)
}

/// A mapping of each value to itself.
fn arguments(values: &[String]) -> String {
    let mut lines = String::new();
    for value in values {
        let _ = write!(lines, "{value:?} => [{value:?}],");
    }
    format!("manifest = \"m.json\", scopes = {{ {lines} }},")
}

proptest! {
    #[test]
    fn a_legal_value_becomes_names_that_rust_accepts(value in legal_value()) {
        let Name { variant, path } = name_of(&value);
        let (last, modules) = path.split_last().unwrap();
        let mut code = format!("const {last}: Role = Role::{variant};");
        for module in modules.iter().rev() {
            code = format!("mod {module} {{ {code} }}");
        }
        code = format!("enum Role {{ {variant} }} {code}");
        prop_assert!(syn::parse_file(&code).is_ok(), "{}", code);
    }

    /// Any values together are a model; those that would get one name are, with the line that the error says to paste.
    #[test]
    fn legal_values_are_a_model(values in prop::collection::hash_set(legal_value(), 1..12)) {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort();
        let text = manifest(&values);
        let arguments = arguments(&values);
        let analysis = analyse_files(&[("m.json", &text)], &arguments);
        let messages: Vec<_> = spelled_out(&analysis.findings).into_iter().map(|(_, message)| message).collect();
        let mut renames = Vec::new();
        for message in &messages {
            let line = message.split_once("`rename = { ").and_then(|(_, rest)| rest.rsplit_once(" }`"));
            prop_assert!(line.is_some(), "{}", message);
            renames.push(line.unwrap().0.to_owned());
        }
        let renamed = format!("{arguments} rename = {{ {} }}", renames.join(", "));
        let analysis = analyse_files(&[("m.json", &text)], &renamed);
        prop_assert!(!analysis.has_errors(), "{} {:?}", renamed, spelled_out(&analysis.findings));
    }

    /// A damaged export is understood, or refused in words: never a panic, and never silence where nothing is left.
    #[test]
    fn a_damaged_manifest_ends_in_an_answer(
        seed in select(seeds()),
        cut in any::<prop::sample::Index>(),
        byte in any::<prop::sample::Index>(),
        replacement in any::<u8>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = seed;
        let at = byte.index(bytes.len());
        bytes[at] = replacement;
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let folder = TestFolder::workspace();
        folder.write("m.json", &bytes);
        let analysis = analyze_in(&folder, r#"manifest = "m.json", scopes = { "*" => [] }"#);
        prop_assert!(analysis.model.is_some() || analysis.has_errors());
        for (_, message) in spelled_out(&analysis.findings) {
            prop_assert!(!message.contains(['\n', '\r', '\0', '\u{1b}']), "{:?}", message);
        }
    }
}

/// The hand-written manifests of all forms.
fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/manifests/shapes");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.filter(|bytes| !bytes.is_empty()).collect()
}
