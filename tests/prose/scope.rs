//! Chooses the files that the check reads.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::source::Form;

/// Folders and files in the old style. The whole check skips them until their text is rewritten. A
/// prefix in `ENTRA_PERMS_PROSE` may name them.
const NOT_REWRITTEN_YET: [&str; 0] = [];

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
        match &self.prefix {
            Some(prefix) => path.starts_with(prefix),
            None => !is_one_of(path, &NOT_REWRITTEN_YET),
        }
    }
}

/// Returns `true` if the list has the path, or a folder above it.
fn is_one_of(path: &str, list: &[&str]) -> bool {
    let mut rests = list.iter().filter_map(|listed| path.strip_prefix(listed));
    rests.any(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(prefix: Option<&str>) -> Scope {
        Scope { root: PathBuf::new(), prefix: prefix.map(str::to_owned) }
    }

    #[test]
    fn listed_folders_and_files_are_skipped() {
        let list = ["tests/ui", "tests/ui.rs"];
        assert!(is_one_of("tests/ui.rs", &list) && is_one_of("tests/ui/a/b.rs", &list));
        assert!(!is_one_of("tests/ui.md", &list) && !is_one_of("tests/a.rs", &list));
        assert!(scope(None).is_checked("entra-perms-runtime/src/lib.rs"));
    }

    #[test]
    fn a_prefix_chooses_files_of_every_folder() {
        let scope = scope(Some("tests/prose"));
        assert!(scope.is_checked("tests/prose/main.rs"));
        assert!(!scope.is_checked("tests/ui.rs"));
    }
}
