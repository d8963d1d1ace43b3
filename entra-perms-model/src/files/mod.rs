//! Path → text: `workspace` (the output of cargo) → `package` (its relation to a workspace) →
//! `search_folders` (the folders that it may read) → `lookup` (a path → one file) → `encoding`
//! (bytes → text) → `source` (a text with positions). All files are read through the trait in
//! `storage`, which `disk` implements.

mod disk;
mod encoding;
mod lookup;
mod package;
mod path;
mod search_folders;
mod source;
mod storage;
mod workspace;

pub use self::disk::Disk;
pub use self::lookup::Lookup;
pub(crate) use self::path::name;
pub(crate) use self::source::{Source, names};
pub use self::storage::{FileKind, Files};
pub use self::workspace::Workspace;
