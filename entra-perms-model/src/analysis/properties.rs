//! Properties of all manifests, checked with generated ones.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;

use crate::model::Name;
use crate::names::name_of;
use crate::test_support::analysis::{analyze_files, analyze_in};
use crate::test_support::{TestFolder, texts};

/// All characters of legal values.
const LEGAL: &str =
    "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Words with a meaning in Rust or in generated code.
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

/// Returns a manifest in which each value is an app role and a scope.
fn manifest(values: &[String]) -> String {
    let entries: Vec<_> = values
        .iter()
        .map(|value| format!(r#"{{"value": {value:?}, "allowedMemberTypes": ["User"]}}"#))
        .collect();
    let entries = entries.join(",\n");
    format!(r#"{{"appRoles": [{entries}], "oauth2Permissions": [{entries}]}}"#)
}

/// Returns arguments that map each value to itself.
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

    /// If several values would get one name, the lines in the errors resolve that.
    #[test]
    fn the_suggested_renames_resolve_all_errors(
        values in prop::collection::hash_set(legal_value(), 1..12),
    ) {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort();
        let text = manifest(&values);
        let arguments = arguments(&values);
        let analysis = analyze_files(&[("m.json", &text)], &arguments);
        let mut renames = Vec::new();
        for (_, text) in texts(&analysis.findings) {
            let line = suggested_rename(&text);
            prop_assert!(line.is_some(), "{}", text);
            renames.extend(line.map(str::to_owned));
        }
        let renamed = format!("{arguments} rename = {{ {} }}", renames.join(", "));
        let analysis = analyze_files(&[("m.json", &text)], &renamed);
        prop_assert!(!analysis.has_errors(), "{} {:?}", renamed, texts(&analysis.findings));
    }

    /// A damaged manifest never causes a panic, and its errors do not contain control characters.
    #[test]
    fn a_damaged_manifest_gives_a_model_or_an_error(
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
        prop_assert!(!analysis.lacks_names || analysis.has_errors());
        for finding in &analysis.findings {
            let message = finding.message();
            prop_assert!(!message.contains(['\n', '\r', '\0', '\u{1b}']), "{:?}", message);
            let text = finding.to_string();
            prop_assert!(!text.contains(['\r', '\0', '\u{1b}']), "{:?}", text);
        }
    }
}

/// Returns the line in `rename` that an error suggests.
fn suggested_rename(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("`rename = { ")?;
    let (line, _) = rest.rsplit_once(" }`, or choose")?;
    Some(line)
}

/// Returns the hand-written manifests of all forms.
fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/manifests/shapes");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.filter(|bytes| !bytes.is_empty()).collect()
}
