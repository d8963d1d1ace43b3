//! The access to files, which the caller of this crate implements.

use std::io;
use std::path::{Path, PathBuf};

use super::workspace::Workspace;

/// Access to the files of a user.
///
/// This crate reads all files through this trait. An implementation can read the disk, a revision
/// in a version control system, or memory. All paths are absolute, without `.` and `..`.
///
/// The default methods are for a storage without links and without workspaces. On a disk they would
/// be too strict: a package reads its own folder only, and two links to one file are an error.
///
/// # Examples
///
/// One manifest in memory, in a package without a workspace:
///
/// ```
/// use std::io;
/// use std::path::{Path, PathBuf};
///
/// use entra_perms_model::{FileKind, Files, Lookup, read_manifest};
///
/// struct Memory {
///     path: PathBuf,
///     text: String,
/// }
///
/// impl Files for Memory {
///     fn kind(&self, path: &Path) -> FileKind {
///         if path == self.path {
///             FileKind::File { bytes: self.text.len() as u64 }
///         } else {
///             FileKind::Nothing
///         }
///     }
///
///     fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
///         if path == self.path {
///             Ok(self.text.clone().into_bytes())
///         } else {
///             Err(io::ErrorKind::NotFound.into())
///         }
///     }
/// }
///
/// # if cfg!(unix) {
/// let files = Memory {
///     path: PathBuf::from("/shop/manifest.json"),
///     text: r#"{"oauth2PermissionScopes": [{"value": "Shop.Read"}]}"#.to_owned(),
/// };
/// let lookup = Lookup::new(&files, Some(PathBuf::from("/shop")), None);
/// let reading = read_manifest(&["manifest.json"], None, &lookup);
/// assert!(reading.findings.is_empty());
/// assert_eq!(reading.manifest.unwrap().scopes()[0].value, "Shop.Read");
/// # }
/// ```
pub trait Files {
    /// Returns the kind of the file at a path. Symbolic links are followed.
    fn kind(&self, path: &Path) -> FileKind;

    /// Returns the content of a file.
    ///
    /// # Errors
    ///
    /// Returns the error of the storage. A [`Finding`](crate::Finding) then shows its
    /// [`kind`](io::Error::kind).
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Returns the names of the files in a folder, in any order, for a "did you mean". Returns an
    /// empty list if the folder cannot be read.
    fn file_names(&self, folder: &Path) -> Vec<String> {
        let _ = folder;
        Vec::new()
    }

    /// Returns whether two paths lead to one file or folder, for example through a link.
    fn is_same(&self, one: &Path, other: &Path) -> bool {
        one == other
    }

    /// Returns the path without symbolic links, or `None` if the path leads nowhere.
    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        Some(path.to_owned())
    }

    /// Returns the workspace of the package in this folder. [`Workspace::from_metadata`] reads it
    /// from the output of `cargo metadata`.
    ///
    /// Returns `None` if the package is not a member of a workspace.
    fn workspace(&self, package: &Path) -> Option<Workspace> {
        let _ = package;
        None
    }
}

/// The kind of file at a path.
#[derive(Debug)]
pub enum FileKind {
    /// The path leads nowhere.
    Nothing,
    /// A folder.
    Folder,
    /// A regular file.
    File {
        /// The number of bytes.
        bytes: u64,
    },
    /// Anything else, for example a pipe or a device.
    Other,
    /// The kind cannot be read, for example because a symbolic link is broken.
    Unreadable(io::Error),
}

impl FileKind {
    /// Returns whether a lookup stops at this path, even if the file cannot be read. If a broken
    /// link were skipped, a file of another folder would silently replace it.
    pub(super) fn ends_lookup(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Folder)
    }
}
