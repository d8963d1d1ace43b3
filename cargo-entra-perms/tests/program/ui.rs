//! `check` agrees with the build on every case of `tests/ui/permissions`: the messages, and the
//! pieces of source that they point at.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

use crate::workspace::run;

/// A message, and its place as `line:column`.
type Message = (String, String);

/// The messages of guards, and of rustc, which are not about a model.
const OTHERS: &[&str] = &["the_manifest_was_not_read", "the_manifest_was_read_in_part"];

#[test]
fn check_agrees_with_the_build() {
    let workspace = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
    // The packages of the published crates do not have these tests.
    let cases = cases(&workspace.join("tests/ui/permissions"));
    assert!(cases.len() > 100, "{}", cases.len());
    // A package that a build generated finds the files of the package with the calling source.
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    fs::create_dir_all(&package).unwrap();
    let mut text = "[package]\nname = \"ui\"\nedition = \"2024\"\n[workspace]\n".to_owned();
    for (number, case) in cases.iter().enumerate() {
        let _ = writeln!(text, "[[bin]]\nname = \"case{number}\"\npath = {case:?}");
    }
    fs::write(package.join("Cargo.toml"), text).unwrap();
    let manifest = package.join("Cargo.toml");
    let arguments = ["check", "--format", "json", "--manifest-path", manifest.to_str().unwrap()];
    let run = run(&workspace, &arguments);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&run.stdout).unwrap();

    let mut found: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for item in report["items"].as_array().unwrap() {
        let place = item["related"].get(0).unwrap_or(&item["place"]);
        let file = place["file"].as_str().unwrap().to_owned();
        let place = format!("{}:{}", place["line"], place["column"]);
        found
            .entry(file)
            .or_default()
            .push((item["message"].as_str().unwrap().to_owned(), place));
    }
    let mut wrong = String::new();
    for case in &cases {
        let name = case.strip_prefix(&workspace).unwrap().to_str().unwrap();
        let mut found = found.remove(name).unwrap_or_default();
        found.sort();
        let expected = expected(&case.with_extension("stderr"));
        if found != expected {
            let _ = writeln!(wrong, "{name}\n  check: {found:#?}\n  build: {expected:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Returns the Rust files below a folder, sorted.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            cases.extend(self::cases(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            cases.push(path);
        }
    }
    cases.sort();
    cases
}

/// Returns the messages of a file in the form of rustc. A case that compiles has no such file.
fn expected(file: &Path) -> Vec<Message> {
    let Ok(text) = fs::read_to_string(file) else { return Vec::new() };
    let mut messages = Vec::new();
    let mut message = None;
    for line in text.lines() {
        if let Some((level, text)) = line.split_once(": ")
            && ["error", "warning"].contains(&level.split('[').next().unwrap())
            && !line.starts_with(' ')
        {
            message = Some(text.to_owned());
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some(message) = message.take()
            && !OTHERS.contains(&message.as_str())
        {
            let (_, place) = place.split_once(".rs:").unwrap();
            messages.push((message, place.to_owned()));
        }
    }
    messages.sort();
    messages
}
