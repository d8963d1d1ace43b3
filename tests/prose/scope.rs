//! Chooses the files that the check reads.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::source::Form;

/// Folders without sources.
const NEVER_READ: [&str; 2] = [".git", "target"];

/// The file by which cargo marks a target folder of any name.
const TARGET_MARK: &str = "CACHEDIR.TAG";

/// Restricts the check to files whose path starts with its value.
const PREFIX: &str = "ENTRA_PERMS_PROSE";

/// The workspace, and the part of it that is checked.
pub(crate) struct Scope {
    pub(crate) root: PathBuf,
    prefix: Option<String>,
}

impl Scope {
    /// Reads the environment: the package's folder, and the prefix.
    pub(crate) fn from_environment() -> Self {
        let package =
            env::var("CARGO_MANIFEST_DIR").expect("CARGO_MANIFEST_DIR is the tests folder");
        let root = Path::new(&package).parent().unwrap().to_owned();
        Self { root, prefix: env::var(PREFIX).ok().filter(|prefix| !prefix.is_empty()) }
    }

    /// Returns the files with their paths from the workspace's root, in order.
    pub(crate) fn files(&self) -> Vec<(String, Form)> {
        let mut files = Vec::new();
        self.walk("", &mut files);
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        assert!(!files.is_empty(), "no file has the prefix {:?}", self.prefix);
        files
    }

    fn walk(&self, folder: &str, files: &mut Vec<(String, Form)>) {
        for entry in fs::read_dir(self.root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let full = self.root.join(&path);
            if full.is_dir() {
                if !NEVER_READ.contains(&name.as_str()) && !full.join(TARGET_MARK).exists() {
                    self.walk(&path, files);
                }
            } else if let Some(form) = Form::from_path(&path).filter(|_| self.is_checked(&path)) {
                files.push((path, form));
            }
        }
    }

    fn is_checked(&self, path: &str) -> bool {
        self.prefix.as_ref().is_none_or(|prefix| path.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(prefix: Option<&str>) -> Scope {
        Scope { root: PathBuf::new(), prefix: prefix.map(str::to_owned) }
    }

    #[test]
    fn every_file_is_checked_without_a_prefix() {
        assert!(scope(None).is_checked("entra-perms-runtime/src/lib.rs"));
    }

    #[test]
    fn a_prefix_chooses_files_of_every_folder() {
        let scope = scope(Some("tests/prose"));
        assert!(scope.is_checked("tests/prose/main.rs"));
        assert!(!scope.is_checked("tests/ui.rs"));
    }
}
