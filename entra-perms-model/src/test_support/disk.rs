//! The disk, for tests that need real links and folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::files::{FileKind, Files, Workspace};

/// Answers which workspace a package belongs to.
type Ask = dyn Fn(&Path) -> Option<Workspace>;

/// The files on disk, with an answer of the test's choice in the place of cargo's.
pub(crate) struct Disk(Box<Ask>);

impl Disk {
    /// Returns a disk that lives as long as the tests, so that a lookup can be returned.
    pub(crate) fn new(ask: impl Fn(&Path) -> Option<Workspace> + 'static) -> &'static Self {
        Box::leak(Box::new(Self(Box::new(ask))))
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
