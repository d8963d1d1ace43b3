//! Manifests, folders and analyses for unit tests.

pub(crate) mod analysis;
mod disk;
mod expectations;
mod folder;

pub(crate) use self::disk::TestDisk;
pub(crate) use self::expectations::{error_texts, expect_errors, expect_warnings, text, texts};
pub(crate) use self::folder::TestFolder;
