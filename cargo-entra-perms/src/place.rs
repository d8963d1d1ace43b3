//! Places in files, with paths from the current folder.

use std::env;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A place in a file. It prints as editors and terminals recognize it: `src/main.rs:12:7`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Location {
    /// The path from the current folder, with `/`.
    pub(crate) file: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The column in characters, from 1.
    pub(crate) column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Returns a path as messages show it: from the current folder, with `/`.
pub(crate) fn shown(file: &Path) -> String {
    // Without a current folder, the path stays absolute.
    let path = env::current_dir().ok().and_then(|folder| relative(file, &folder));
    let path = path.as_deref().unwrap_or(file);
    path.display().to_string().replace('\\', "/")
}

/// Returns the path from a folder to a file, both absolute.
fn relative(file: &Path, folder: &Path) -> Option<PathBuf> {
    let file = without_dots(file);
    let common = folder.ancestors().find(|ancestor| file.starts_with(ancestor))?;
    // Nothing but the root is common, so the path would lead through all folders.
    common.parent()?;
    let up = folder.strip_prefix(common).ok()?.components().map(|_| Component::ParentDir);
    let down = file.strip_prefix(common).ok()?;
    let path: PathBuf = up.chain(down.components()).collect();
    let is_folder_itself = path.as_os_str().is_empty();
    Some(if is_folder_itself { PathBuf::from(".") } else { path })
}

/// Removes `.` and `..` from a path.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                plain.push(component);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_current_folder() {
        for (file, expected) in [
            ("/shop/api/src/main.rs", Some("src/main.rs")),
            ("/shop/manifests/crm.json", Some("../manifests/crm.json")),
            ("/shop/api/src/../crm.json", Some("crm.json")),
            ("/shop/api", Some(".")),
            ("/shop", Some("..")),
            ("/other/crm.json", None),
        ] {
            let path = relative(Path::new(file), Path::new("/shop/api"));
            assert_eq!(path.as_deref(), expected.map(Path::new), "{file}");
        }
    }
}
