//! Path → text: `workspace` (what cargo says about a package) → `search_folders` (the folders that
//! a package may read) → `lookup` (a path → one file) → `encoding` (bytes → text) → `source` (text
//! with positions). The files themselves are read through the trait [`Files`].

mod encoding;
mod lookup;
mod path;
mod search_folders;
mod source;
mod workspace;

use std::io;
use std::path::{Path, PathBuf};

pub use self::lookup::Lookup;
pub(crate) use self::source::{LoadError, Source, names};
pub use self::workspace::Workspace;
pub(crate) use crate::finding::EXPORT;

/// Access to files. This crate never reads a file in another way.
///
/// An implementation can read the disk, a revision in a version control system, or memory. All paths
/// are absolute, and contain neither `.` nor `..`.
pub trait Files {
    /// Returns what a path leads to, if links are followed.
    fn kind(&self, path: &Path) -> FileKind;

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Returns the error of the storage. Its [`kind`](io::Error::kind) is shown to the user.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Returns the names of the files in a folder, in any order. Returns none if the folder cannot
    /// be read.
    fn file_names(&self, folder: &Path) -> Vec<String>;

    /// Returns whether two paths lead to one file or folder, for example through links.
    fn is_same(&self, one: &Path, other: &Path) -> bool;

    /// Returns the path without symbolic links, or `None` if nothing is there.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;

    /// Returns the workspace of the package in this folder. [`Workspace::from_metadata`] reads it
    /// from the output of `cargo metadata`.
    ///
    /// Returns `None` if the package has no workspace, or is not a member of the workspace around
    /// it.
    fn workspace(&self, package: &Path) -> Option<Workspace>;
}

/// What a path leads to.
#[derive(Debug)]
pub enum FileKind {
    /// Nothing.
    Nothing,
    /// A folder.
    Folder,
    /// A file with this number of bytes.
    File {
        /// The number of bytes.
        bytes: u64,
    },
    /// Something that is not a file, for example a pipe.
    Other,
    /// Something that cannot be read, for example a link to nowhere.
    Unreadable(io::Error),
}

impl FileKind {
    /// Returns whether there is something that would have to be read, even if it cannot be: a link
    /// to nowhere must not give way to a file further up.
    fn is_to_be_read(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Folder)
    }
}
