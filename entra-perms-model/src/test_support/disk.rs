//! The disk, for tests that need real links and folders.

use std::io;
use std::path::{Path, PathBuf};

use crate::files::{Disk, FileKind, Files, Workspace};

/// A function that returns the workspace of a package.
type WorkspaceOf = dyn Fn(&Path) -> Option<Workspace>;

/// The files on disk. The test, and not cargo, names the workspace of a package.
pub(crate) struct TestDisk(Box<WorkspaceOf>);

impl TestDisk {
    /// Creates a disk that is never dropped, so that a function can return a lookup.
    pub(crate) fn new(
        workspace_of: impl Fn(&Path) -> Option<Workspace> + 'static,
    ) -> &'static Self {
        Box::leak(Box::new(Self(Box::new(workspace_of))))
    }
}

impl Files for TestDisk {
    fn kind(&self, path: &Path) -> FileKind {
        Disk::default().kind(path)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        Disk::default().read(path)
    }

    fn file_names(&self, folder: &Path) -> Vec<String> {
        Disk::default().file_names(folder)
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        Disk::default().is_same(one, other)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        Disk::default().canonical(path)
    }

    fn workspace(&self, package: &Path) -> Option<Workspace> {
        (self.0)(package)
    }
}
