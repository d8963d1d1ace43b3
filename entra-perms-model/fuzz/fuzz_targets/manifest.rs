//! Whatever bytes a manifest has, the analysis does not panic, and every name of the model is Rust.
//!
//! With `cargo install cargo-fuzz`, and a C++ compiler, in `entra-perms-model`:
//!
//! ```sh
//! mkdir -p fuzz/corpus/manifest
//! cargo fuzz run --sanitizer none manifest fuzz/corpus/manifest ../tests/manifests -- \
//!     -max_total_time=300
//! ```
//!
//! Stable Rust is enough: there is no `unsafe` code that a sanitizer could check. New inputs go to
//! the first folder; the second has the first inputs. An input that fails goes to `fuzz/artifacts`;
//! name that file in place of the folders to run it again.

#![no_main]

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use entra_perms_model::{Entry, FileKind, Files, Lookup, Model, analyze};
use libfuzzer_sys::fuzz_target;

/// Begins another file. JSON never contains it, so an input without it is one manifest.
const SEPARATOR: u8 = 0x1E;
const FILES: [&str; 3] = ["first.json", "second.json", "environment.json"];
/// The arguments for one, two and three files.
const MANIFESTS: [&str; 3] = [
    r#"manifest = "first.json""#,
    r#"manifest = ["first.json", "second.json"]"#,
    r#"manifest = ["first.json", "second.json"], environments = ["environment.json"]"#,
];
/// Some are without errors for manifests with roles for users, and some for manifests without.
const MAPPINGS: [&str; 4] = [
    r#"scopes = { "*" => ["*"] }, constraints = ["My", "Team", "All"]"#,
    r#"scopes = { "*" => [] }"#,
    r#"scopes = { "*.All" => ["*.All"], "*" => ["*"] }, not_delegated = ["*"]"#,
    r#"scopes = { "*" => ["*"] }, never = {
        "*.Read.*" => ["*"], user_consent => ["*.All", "*.*.My"], app => ["*"],
    }"#,
];
const FOLDER: &str = "/package";

fuzz_target!(|bytes: &[u8]| {
    let contents = bytes.split(|byte| *byte == SEPARATOR);
    let files: HashMap<_, _> = FILES
        .into_iter()
        .zip(contents)
        .map(|(name, content)| (Path::new(FOLDER).join(name), content))
        .collect();
    let manifests = MANIFESTS[files.len() - 1];
    let mapping = MAPPINGS[bytes.len() % MAPPINGS.len()];
    let arguments = format!("{manifests}, {mapping}");
    let memory = Memory(files);
    let lookup = Lookup::new(&memory, Some(FOLDER.into()), None);
    let analysis = analyze(arguments.parse().unwrap(), &lookup);
    assert!(analysis.model.is_some() || analysis.has_errors());
    assert!(!analysis.lacks_names || analysis.has_errors());
    if let Some(model) = analysis.model {
        check_names(&model);
    }
});

/// Checks that every name is an identifier, and that no two entries have one variant.
fn check_names(model: &Model) {
    let roles: Vec<_> = model.roles.iter().map(|role| &role.entry).collect();
    let scopes: Vec<_> = model.scopes.iter().map(|scope| &scope.entry).collect();
    for entries in [roles, scopes] {
        let mut variants: Vec<_> = entries.iter().map(|entry| &entry.name.variant).collect();
        entries.iter().flat_map(|entry| names(entry)).for_each(|name| {
            syn::parse_str::<syn::Ident>(name).unwrap();
        });
        variants.sort_unstable();
        let count = variants.len();
        variants.dedup();
        assert_eq!(variants.len(), count);
    }
}

fn names(entry: &Entry) -> impl Iterator<Item = &String> {
    std::iter::once(&entry.name.variant).chain(&entry.name.path)
}

/// The files of one input.
struct Memory<'a>(HashMap<PathBuf, &'a [u8]>);

impl Files for Memory<'_> {
    fn kind(&self, path: &Path) -> FileKind {
        match self.0.get(path) {
            Some(content) => FileKind::File { bytes: content.len() as u64 },
            None => FileKind::Nothing,
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0
            .get(path)
            .map(|content| content.to_vec())
            .ok_or(io::ErrorKind::NotFound.into())
    }

    fn file_names(&self, _: &Path) -> Vec<String> {
        FILES.map(str::to_owned).to_vec()
    }
}
