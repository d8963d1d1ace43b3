//! The disk, for tests that need real links and folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::files::{FileKind, Files, Workspace};

/// A function that returns the workspace of a package.
type WorkspaceOf = dyn Fn(&Path) -> Option<Workspace>;

/// The files on disk. The test, and not cargo, names the workspace of a package.
pub(crate) struct Disk(Box<WorkspaceOf>);

impl Disk {
    /// Creates a disk that is never dropped, so that a function can return a lookup.
    pub(crate) fn new(
        workspace_of: impl Fn(&Path) -> Option<Workspace> + 'static,
    ) -> &'static Self {
        Box::leak(Box::new(Self(Box::new(workspace_of))))
    }
}

impl Files for Disk {
    fn kind(&self, path: &Path) -> FileKind {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => FileKind::Folder,
            Ok(found) if found.is_file() => FileKind::File { bytes: found.len() },
            Ok(_) => FileKind::Other,
            Err(error) => match fs::symlink_metadata(path) {
                Err(missing) if missing.kind() != io::ErrorKind::PermissionDenied => {
                    FileKind::Nothing
                }
                _ => FileKind::Unreadable(error),
            },
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn file_names(&self, folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.path().is_file());
        files.filter_map(|file| file.file_name().into_string().ok()).collect()
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        one == other || identity(one).is_some_and(|one| identity(other) == Some(one))
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn workspace(&self, package: &Path) -> Option<Workspace> {
        (self.0)(package)
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|file| (file.dev(), file.ino())).ok()
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}
