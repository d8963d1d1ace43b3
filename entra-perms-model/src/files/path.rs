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

/// Returns a path, as messages name it: `` `manifests/crm.json` ``.
///
/// A long path would make the first line of a message too long, so only the file name is shown:
/// `` `…/crm.json` ``. The compiler shows the whole path, in the marked line of the Rust source.
pub(crate) fn name(written: &str) -> String {
    const MAX_NAME: usize = 32;
    if written.chars().count() <= MAX_NAME {
        return format!("`{written}`");
    }
    let file_name = written.rsplit(['/', '\\']).next().unwrap_or(written);
    match file_name.char_indices().nth_back(MAX_NAME - 3) {
        Some((start, _)) if start > 0 => {
            format!("`…{}`", file_name.get(start..).unwrap_or(file_name))
        }
        _ => format!("`…/{file_name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_is_shown_by_its_file_name() {
        assert_eq!(name("manifests/crm.json"), "`manifests/crm.json`");
        assert_eq!(name("services/crm/api/manifests/crm.json"), "`…/crm.json`");
        let long = format!("{}.json", "registration".repeat(4));
        assert_eq!(name(&long), "`…nregistrationregistration.json`");
        assert_eq!(name(&format!("folder/{long}")), "`…nregistrationregistration.json`");
    }
}
