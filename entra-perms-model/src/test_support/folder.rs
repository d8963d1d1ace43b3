//! A folder for one test, which is removed when the test ends.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

/// A new folder in the temporary folder of the system.
pub(crate) struct TestFolder(PathBuf);

impl TestFolder {
    /// Creates an empty folder.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("entra-perms-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Creates a workspace without members.
    pub(crate) fn workspace() -> Self {
        let folder = Self::new();
        folder.write("Cargo.toml", "[workspace]\n");
        folder
    }

    /// Writes a file, and creates the folders of its path.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Returns the absolute path of the folder.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        // A test does not fail because its temporary folder cannot be removed.
        let _ = fs::remove_dir_all(&self.0);
    }
}
