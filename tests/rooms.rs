//! The rooms of the runtime import only from lower rooms.
//!
//! CONTRIBUTING.md lists the rooms, from low to high. Unit tests may import from everywhere.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn no_room_of_the_runtime_imports_from_a_higher_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let contributing = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let rooms = rooms(&contributing);
    let source = root.join("entra-perms-runtime/src");
    let mut folders: Vec<_> = fs::read_dir(&source)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir() && entry.file_name() != "test_support")
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut listed = rooms.clone();
    listed.sort();
    assert_eq!(folders, listed, "CONTRIBUTING.md must list each folder of the runtime once");

    let mut wrong = Vec::new();
    for (floor, room) in rooms.iter().enumerate() {
        for file in rust_files(&source.join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            for higher in imports(&text).filter(|import| rooms[floor + 1..].contains(import)) {
                wrong.push(format!("{} imports from {higher}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn imports_are_found_in_code_and_not_in_tests_or_comments() {
    let text = "use crate::guard::Guard;\n\
                /// See [`crate::audit`].\n\
                #[doc = \"See [`f`](crate::openapi).\"]\n\
                fn f(_: &crate::caller::Caller) {} // crate::openapi\n\
                pub(crate) use crate::{model::Model, testing};\n\
                #[cfg(test)]\nmod tests {\n    use crate::integrations::tower;\n}\n";
    assert_eq!(imports(text).collect::<Vec<_>>(), ["guard", "caller", "model", "testing"]);
}

/// Reads the list in backticks after "from low to high:".
fn rooms(contributing: &str) -> Vec<String> {
    let (_, list) = contributing.split_once("from low to high:").expect("a list of rooms");
    let (list, _) = list.split_once('.').unwrap();
    list.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

/// Returns the rooms that the code names as `crate::room`, or in `crate::{…}`. Comments and docs may
/// link to every room.
fn imports(text: &str) -> impl Iterator<Item = String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let code: String = text
        .lines()
        .filter(|line| !line.contains("doc = \""))
        .map(|line| line.split("//").next().unwrap())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for (place, _) in code.match_indices("crate::") {
        let before = code[..place].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || "_$".contains(c)) {
            continue;
        }
        let path = &code[place + "crate::".len()..];
        match path.strip_prefix('{').and_then(|list| list.split_once(';')) {
            Some((list, _)) => {
                found.extend(list.split(',').map(|item| name(item.trim())));
            }
            None => found.push(name(path)),
        }
    }
    found.into_iter()
}

fn name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Returns the files of a room without its unit tests.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if stem.contains("tests") || stem == "wycheproof" {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
