//! The files that an engine copies into the first stage: the files of git that are not ignored.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::recipe::repository;

/// The file at the root folder that Docker, Podman and Buildah read.
const IGNORED: &str = ".dockerignore";

/// Brings a folder up to date. Files that are equal keep their times, because cargo compares them.
pub(crate) fn update(folder: &Path) {
    let files = files();
    for file in &files {
        let from = repository().join(file);
        let to = folder.join(file);
        if fs::read(&to).ok() != Some(fs::read(&from).unwrap()) {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&from, &to).unwrap();
        }
    }
    remove_others(folder, folder, &files);
}

/// Removes the files that are not in the list, except for the files of cargo.
fn remove_others(root: &Path, folder: &Path, files: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path == root.join("target") {
            continue;
        }
        if path.is_dir() {
            remove_others(root, &path, files);
        } else if !files.contains(path.strip_prefix(root).unwrap()) {
            fs::remove_file(path).unwrap();
        }
    }
}

/// Returns the files, including new ones that are not added to git yet.
fn files() -> BTreeSet<PathBuf> {
    let git = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(git).current_dir(repository()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let ignored = ignored();
    let files = String::from_utf8(output.stdout).unwrap();
    let files = files.lines().map(PathBuf::from);
    let is_copied = |file: &PathBuf| {
        let is_ignored = ignored.iter().any(|pattern| is_match(pattern, file));
        // A file that was removed, and not yet from git.
        !is_ignored && repository().join(file).is_file()
    };
    let files: BTreeSet<_> = files.filter(is_copied).collect();
    assert!(files.len() > 100, "{}", files.len());
    files
}

/// Returns the patterns of the ignored files.
fn ignored() -> Vec<String> {
    let text = fs::read_to_string(repository().join(IGNORED)).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// Returns whether a pattern has the file, or a folder above it. `**/` stands for any folders at
/// its start. No other special signs are used.
fn is_match(pattern: &str, file: &Path) -> bool {
    let name = pattern.strip_prefix("**/");
    assert!(!name.unwrap_or(pattern).contains(['*', '?', '[', '!', '\\']), "{pattern}");
    match name {
        None => file.starts_with(pattern),
        Some(name) => file.iter().any(|folder| folder == name),
    }
}

/// The build needs no more than a clean checkout, and an image must not contain secrets.
#[test]
fn a_build_does_not_copy_the_history_and_the_results_of_other_builds() {
    let ignored = ignored();
    let is_ignored = |file: &str| ignored.iter().any(|it| is_match(it, Path::new(file)));
    for file in [".git/config", "target/debug/crm", "benches/target/debug/x", "docs/guide/mcp.md"] {
        assert!(is_ignored(file), "{file}");
    }
    for file in ["Cargo.lock", "manifests/crm.json", "entra-perms-runtime/docs/requires.md"] {
        assert!(!is_ignored(file), "{file}");
    }
}
