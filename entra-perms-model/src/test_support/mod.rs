//! Manifests, folders and analyses for unit tests.

pub(crate) mod analysis;
mod disk;
mod folder;

pub(crate) use self::disk::Disk;
pub(crate) use self::folder::TestFolder;
