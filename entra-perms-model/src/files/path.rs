//! Paths without `.` and `..`.

use std::path::{Component, Path, PathBuf};

use crate::finding::Finding;

/// Returns the path of a file in a folder.
///
/// The dots are resolved in the text of the path. The file system would follow links first: it
/// takes `link/..` as the parent of the folder that `link` leads to.
pub(super) fn join(folder: &Path, written: &str) -> PathBuf {
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

/// Adds the remedy for a path that does not lead to a file.
pub(super) fn with_example(finding: Finding) -> Finding {
    finding.help("write the path of a manifest, such as `manifests/crm.json`")
}
