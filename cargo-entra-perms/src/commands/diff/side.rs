//! One side of a comparison.

use std::env;
use std::path::{Path, PathBuf};

use crate::arguments::GlobalArguments;
use crate::error::Failure;
use crate::history::Repository;
use crate::models::{Export, Models};

/// One side of a comparison.
pub(super) enum Side {
    /// All models of the working tree or of a revision.
    Models(Box<Models>),
    /// An export.
    Export(Export),
}

impl Side {
    /// Reads the working tree.
    pub(super) fn working_tree(global: &GlobalArguments) -> Result<Self, Failure> {
        Models::all(global).map(Box::new).map(Self::Models)
    }

    /// Reads a file or a revision.
    pub(super) fn named(name: &str, global: &GlobalArguments) -> Result<Self, Failure> {
        let path = Path::new(name);
        // A pipe of a shell is a file, too.
        let is_file = name == "-" || (path.exists() && !path.is_dir());
        let repository = Repository::around(&folder(global));
        match repository {
            Ok(repository) if is_file && repository.has(name) => {
                Err(Failure::new(format_args!("`{name}` is a file and a revision"))
                    .help(format_args!("write `./{name}` for the file, `refs/…` for the revision")))
            }
            _ if is_file => Export::read(path).map(Self::Export),
            Ok(repository) if path.is_dir() && !repository.has(name) => Err(Failure::new(
                format_args!("`{name}` is a directory, and not an export or a revision"),
            )),
            Ok(repository) => {
                let snapshot = repository.snapshot(name)?;
                Models::of_revision(snapshot, global).map(Box::new).map(Self::Models)
            }
            Err(failure) => Err(failure.about(&format!("`{name}` is not a file, and "))),
        }
    }
}

/// Returns the folder in which cargo would be called.
fn folder(global: &GlobalArguments) -> PathBuf {
    let current = || env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    let parent = global.manifest_path.as_deref().and_then(Path::parent);
    match parent {
        Some(parent) if parent.as_os_str().is_empty() => current(),
        Some(parent) => parent.to_owned(),
        None => current(),
    }
}
