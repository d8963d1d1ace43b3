//! Generated code is Rust for every manifest that can be read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io, path};

use entra_perms_model::{Disk, FileKind, Files, Lookup, Model, analyze, read_manifest};
use proptest::prelude::*;
use proptest::sample::select;

use super::{expand, permissions};

/// Every character that a value may have.
const LEGAL: &str =
    "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

#[test]
fn hand_written_manifests_become_rust() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/manifests/shapes");
    assert!(rust_of_folder(&folder) > 30);
}

/// Real exports, which are not part of this repository.
#[test]
#[ignore = "needs a folder of real exports, named by ENTRA_PERMS_CORPUS"]
fn real_exports_become_rust() {
    let folder = env::var_os("ENTRA_PERMS_CORPUS").expect("a folder in ENTRA_PERMS_CORPUS");
    assert!(rust_of_folder(Path::new(&folder)) > 0);
}

/// Generates code for each manifest that has no errors, and returns their number.
fn rust_of_folder(folder: &Path) -> usize {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let manifests = files.filter(|file| file.extension().is_some_and(|found| found == "json"));
    manifests.filter(|file| becomes_rust(file)).count()
}

/// Returns whether the manifest has no errors. Panics if the generated code is not Rust.
fn becomes_rust(file: &Path) -> bool {
    let name = file.file_name().unwrap().to_str().unwrap();
    let disk = Disk::default();
    let lookup = Lookup::new(&disk, file.parent().map(Path::to_owned), None);
    let Some(manifest) = read_manifest(&[name], None, &lookup).manifest else { return false };
    let quoted = |value: &String| format!("{value:?}");
    let users = manifest.roles().iter().filter(|role| role.enabled && role.members.users);
    let users: Vec<_> = users.map(|role| quoted(&role.value)).collect();
    let lines = manifest.scopes().iter().map(|scope| format!("{:?} => []", scope.value));
    let lines: Vec<_> = lines.collect();
    let arguments = format!(
        "manifest = {name:?}, scopes = {{ {} }}, not_delegated = [{}]",
        lines.join(", "),
        users.join(", ")
    );
    let analysis = analyze(arguments.parse().unwrap(), &lookup);
    if analysis.has_errors() {
        return false;
    }
    let tokens = expand(&analysis.model.unwrap(), &crate::default_runtime());
    syn::parse2::<syn::File>(tokens).unwrap_or_else(|error| panic!("{name}: {error}"));
    true
}

fn legal_values() -> impl Strategy<Value = Vec<String>> {
    let characters = LEGAL.chars().collect::<Vec<_>>();
    let value = prop::collection::vec(select(characters), 1..30).prop_map(String::from_iter);
    let legal = value.prop_filter("a value that Entra accepts", |value| !value.starts_with('.'));
    prop::collection::hash_set(legal, 1..12).prop_map(|values| values.into_iter().collect())
}

proptest! {
    /// The manifest can have errors, for example if two values become one identifier.
    #[test]
    fn legal_values_become_rust(values in legal_values()) {
        let values: Vec<_> = values.iter().map(String::as_str).collect();
        let files = OneFile(manifest(&values, &values));
        let lookup = Lookup::new(&files, Some(OneFile::folder()), None);
        let arguments = r#"manifest = "m.json", scopes = { "*" => ["*"] }"#;
        let tokens = permissions(arguments.parse().unwrap(), &lookup);
        prop_assert!(syn::parse2::<syn::File>(tokens).is_ok());
    }
}

#[test]
fn an_import_fails_only_if_names_are_unknown() {
    let app_role = r#"{"appRoles": [{"value": "A"}]}"#;
    let broken_json = r#"{"appRoles": [{"value": "A"} {"value": "B"}]}"#;
    let cut_off = r#"{"appRoles": ["@{value=A}"]}"#;
    let wrong_type = r#"{"appRoles": [{"value": "A"}, {"value": 1}]}"#;
    let not_read = Some("the_manifest_was_not_read");
    let in_part = Some("the_manifest_was_read_in_part");
    for (manifest, arguments, expected) in [
        (app_role, r#"manifest = "m.json""#, None),
        (app_role, r#"manifest = "n.json""#, not_read),
        ("", r#"manifest = "m.json""#, not_read),
        (app_role, "", None),
        (app_role, r#"manifest = "n.json", environments = ["m.json"]"#, None),
        (broken_json, r#"manifest = "m.json""#, None),
        (cut_off, r#"manifest = "m.json""#, in_part),
        (wrong_type, r#"manifest = "m.json""#, in_part),
        (app_role, r#"manifest = ["m.json", "n.json"]"#, in_part),
    ] {
        let files = OneFile(manifest.to_owned());
        let lookup = Lookup::new(&files, Some(OneFile::folder()), None);
        let tokens = permissions(arguments.parse().unwrap(), &lookup).to_string();
        assert!(tokens.contains("compile_error"), "{arguments}");
        let imports = ["the_manifest_was_not_read", "the_manifest_was_read_in_part"];
        let found = imports.into_iter().find(|import| tokens.contains(import));
        assert_eq!(found, expected, "{manifest} {arguments}");
    }
}

/// Another crate can re-export the runtime, and `__private` is the part that the macros rely on.
/// Only the aliases are public paths, because editors show them.
#[test]
fn generated_items_name_the_runtime_through_private() {
    let arguments =
        r#"scopes = { "S" => ["A.My"] }, constraints = ["My", "All"], not_delegated = ["A.All"]"#;
    let model = model(&["A.My", "A.All both", "b app off"], &["S", "T off"], arguments);
    let runtime = syn::parse_quote!(runtime_path);
    let text = expand(&model, &runtime).to_string().replace(' ', "");
    let paths = text.split("runtime_path::").skip(1);
    let names = paths.map(|path| path.split(|c: char| c != '_' && !c.is_alphanumeric()).next());
    let names: BTreeSet<&str> = names.flatten().collect();
    let expected = ["Caller", "MaybeCaller", "PermissionSet", "TokenValidator", "__private"];
    assert_eq!(names.into_iter().collect::<Vec<_>>(), expected);
}

/// Returns the model of a manifest with these app roles and scopes.
///
/// An entry is a value, then `off` if it is disabled, and `app` or `both` for an app role that
/// applications can hold.
pub(super) fn model(roles: &[&str], scopes: &[&str], arguments: &str) -> Model {
    let files = OneFile(manifest(roles, scopes));
    let lookup = Lookup::new(&files, Some(OneFile::folder()), None);
    let arguments = format!("manifest = \"m.json\", {arguments}");
    analyze(arguments.parse().unwrap(), &lookup).model.unwrap()
}

fn manifest(roles: &[&str], scopes: &[&str]) -> String {
    let list = |entries: &[&str]| entries.iter().map(|entry| json(entry)).collect::<Vec<_>>();
    let roles = list(roles).join(",");
    let scopes = list(scopes).join(",");
    format!(r#"{{"appRoles": [{roles}], "oauth2Permissions": [{scopes}]}}"#)
}

fn json(entry: &str) -> String {
    let words: Vec<_> = entry.split(' ').collect();
    let holders = match words.as_slice() {
        [.., "app"] => r#"["Application"]"#,
        [.., "both"] => r#"["User", "Application"]"#,
        _ => r#"["User"]"#,
    };
    let value = words[0];
    let enabled = !words.contains(&"off");
    format!(r#"{{"value": {value:?}, "isEnabled": {enabled}, "allowedMemberTypes": {holders}}}"#)
}

/// A folder in memory with the file `m.json`.
struct OneFile(String);

impl OneFile {
    fn folder() -> PathBuf {
        path::absolute("package").unwrap()
    }
}

impl Files for OneFile {
    fn kind(&self, path: &Path) -> FileKind {
        match path.strip_prefix(Self::folder()).map(Path::to_str) {
            Ok(Some("m.json")) => FileKind::File { bytes: self.0.len() as u64 },
            _ => FileKind::Nothing,
        }
    }

    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}
