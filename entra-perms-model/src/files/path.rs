//! Paths without `.` and `..`.

use std::path::{Component, Path, PathBuf};

/// Returns the path of a file in a folder.
///
/// The dots are resolved here and not by the file system: the parent of a folder that is a symbolic
/// link is the parent of the link.
pub(super) fn place(folder: &Path, written: &str) -> PathBuf {
    without_dots(&folder.join(written))
}

/// Returns the path without `.` and `..`.
pub(super) fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            // The parent of the file system's root is the root.
            Component::ParentDir => _ = plain.pop(),
            _ => plain.push(component),
        }
    }
    plain
}
