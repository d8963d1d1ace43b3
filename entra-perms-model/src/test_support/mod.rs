//! Manifests, folders and analyses for unit tests.

pub(crate) mod analysis;
mod disk;
mod expectations;
mod folder;

pub(crate) use self::disk::Disk;
pub(crate) use self::expectations::{errors_of, expect_errors, expect_warnings, text};
pub(crate) use self::folder::TestFolder;
