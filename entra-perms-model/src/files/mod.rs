//! Path → text: `workspace` (the output of cargo) → `search_folders` (the folders that a package
//! may read) → `lookup` (a path → one file) → `encoding` (bytes → text) → `source` (a text with
//! positions). All of them read files through the trait in `storage`.

mod encoding;
mod lookup;
mod path;
mod search_folders;
mod source;
mod storage;
mod workspace;

pub use self::lookup::Lookup;
pub(crate) use self::source::{Source, names};
pub use self::storage::{FileKind, Files};
pub use self::workspace::Workspace;
pub(crate) use crate::finding::EXPORT;
