//! What `SECURITY.md` names is there: a threat model that speaks of another program defends nothing.

use std::fs;
use std::path::{Path, PathBuf};

/// The code spans of the rows of its tables, cell by cell.
fn rows(page: &str) -> impl Iterator<Item = Vec<Vec<&str>>> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    rows.map(|row| {
        row.split(" | ")
            .map(|cell| cell.split('`').skip(1).step_by(2).collect())
            .collect()
    })
}

/// Every source file below a folder, but none that a build has made.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() && entry.file_name() != "target" {
            sources(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.path());
        }
    }
}

#[test]
fn each_test_and_each_file_that_the_threat_model_names_is_there() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let runtime = workspace.join("entra-perms-runtime/src");
    let mut files = Vec::new();
    sources(&runtime, &mut files);
    for folder in ["entra-perms-macros/src", "entra-perms-model/src", "tests"] {
        sources(&workspace.join(folder), &mut files);
    }
    let code: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let page = fs::read_to_string(workspace.join("SECURITY.md")).unwrap();

    let mut checked = 0;
    for row in rows(&page) {
        let [_, stops, shown_by] = row.as_slice() else { panic!("{row:?} has not three cells") };
        assert!(!shown_by.is_empty(), "nothing shows {row:?}");
        for name in stops
            .iter()
            .filter(|name| Path::new(name).extension().is_some())
            .chain(shown_by)
        {
            let is_there = [
                runtime.join(name),
                runtime.join("validator/tests").join(name),
                workspace.join(name),
            ]
            .iter()
            .any(|path| path.is_file());
            assert!(is_there || code.contains(&format!("fn {name}(")), "there is no `{name}`");
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}
