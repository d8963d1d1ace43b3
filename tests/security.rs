//! The tests and files that `SECURITY.md` names exist.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_test_and_file_in_the_threat_model_exists() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let runtime = workspace.join("entra-perms-runtime/src");
    let mut files = Vec::new();
    for folder in [
        "entra-perms-runtime/src",
        "entra-perms-macros/src",
        "entra-perms-model/src",
        "cargo-entra-perms",
        "tests",
    ] {
        add_sources(&workspace.join(folder), &mut files);
    }
    let code: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let page = fs::read_to_string(workspace.join("SECURITY.md")).unwrap();

    let mut checked = 0;
    for row in rows(&page) {
        let [_, defenses, tests] = row.as_slice() else { panic!("{row:?} has not three cells") };
        assert!(!tests.is_empty(), "no test shows {row:?}");
        let files = defenses.iter().filter(|name| Path::new(name).extension().is_some());
        for name in files.chain(tests) {
            let is_file = [
                runtime.join(name),
                runtime.join("validator/tests").join(name),
                workspace.join(name),
            ]
            .iter()
            .any(|path| path.is_file());
            let is_test = code.contains(&format!("fn {name}("));
            assert!(is_file || is_test, "`{name}` is neither a file nor a test");
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}

/// Returns the code spans of each row of the tables, cell by cell.
fn rows(page: &str) -> impl Iterator<Item = Vec<Vec<&str>>> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    rows.map(|row| {
        row.split(" | ")
            .map(|cell| cell.split('`').skip(1).step_by(2).collect())
            .collect()
    })
}

/// Adds the Rust files below a folder. Files in target folders are not sources.
fn add_sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() && entry.file_name() != "target" {
            add_sources(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.path());
        }
    }
}
