//! The defects of the shared key.

use core::fmt;
use std::error::Error;
use std::io;
use std::path::PathBuf;

/// A reason for which programs cannot share a development key.
#[derive(Debug)]
#[non_exhaustive]
pub enum SharedKeyError {
    /// The target folder of cargo, which has the key, is not known.
    NoTargetFolder,
    /// No RSA key can be generated.
    KeyGeneration,
    /// The file of the key cannot be read.
    #[non_exhaustive]
    Read {
        /// The file of the key.
        file: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file of the key cannot be made.
    #[non_exhaustive]
    Write {
        /// The file of the key.
        file: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// There is a folder, a link or a pipe in place of the file.
    #[non_exhaustive]
    NotAFile {
        /// The file of the key.
        file: PathBuf,
    },
    /// The file is not a key: it is truncated, or another program wrote it.
    #[non_exhaustive]
    NotAKey {
        /// The file of the key.
        file: PathBuf,
    },
    /// Other users can read or write the file, or replace it in its folder.
    #[non_exhaustive]
    OpenToOthers {
        /// The file of the key, or its folder.
        path: PathBuf,
    },
    /// The file system does not keep who may open a file, as some folders that are shared with
    /// another system.
    #[non_exhaustive]
    NoRights {
        /// The folder of the key.
        folder: PathBuf,
    },
    /// The file or its folder belongs to another user.
    #[non_exhaustive]
    OwnedByAnother {
        /// The file of the key, or its folder.
        path: PathBuf,
    },
}

/// The remedy for a key that cannot be used. It is not replaced silently: services that run would
/// refuse the tokens of a new key.
const DELETE: &str = "delete it, start the services again, and they share a new key";

impl SharedKeyError {
    /// Returns the defect in one line.
    #[doc(hidden)]
    #[must_use]
    pub fn defect(&self) -> String {
        match self {
            Self::NoTargetFolder => {
                "cannot find the target folder of cargo, which has the development key".to_owned()
            }
            Self::KeyGeneration => "cannot generate an RSA key".to_owned(),
            Self::Read { file, source } => {
                format!("cannot read the development key `{}`: {}", file.display(), source.kind())
            }
            Self::Write { file, source } => {
                format!("cannot make the development key `{}`: {}", file.display(), source.kind())
            }
            Self::NotAFile { file } => {
                format!("the development key `{}` is not a file", file.display())
            }
            Self::NotAKey { file } => {
                format!("the development key `{}` is damaged", file.display())
            }
            Self::OpenToOthers { path } => format!("other users can open `{}`", path.display()),
            Self::NoRights { folder } => {
                format!("the file system of `{}` does not protect files", folder.display())
            }
            Self::OwnedByAnother { path } => {
                format!("`{}` belongs to another user", path.display())
            }
        }
    }

    /// Returns the remedy, if there is one.
    #[doc(hidden)]
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::NoTargetFolder => Some(
                "start the program with `cargo run`, or set `CARGO_TARGET_DIR` to an absolute path",
            ),
            Self::NoRights { .. } => {
                Some("set `CARGO_TARGET_DIR` to a folder of another file system")
            }
            Self::KeyGeneration | Self::Read { .. } | Self::Write { .. } => None,
            Self::NotAFile { .. }
            | Self::NotAKey { .. }
            | Self::OpenToOthers { .. }
            | Self::OwnedByAnother { .. } => Some(DELETE),
        }
    }
}

impl fmt::Display for SharedKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.defect())?;
        match self.remedy() {
            Some(remedy) => write!(f, ": {remedy}"),
            None => Ok(()),
        }
    }
}

impl Error for SharedKeyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            Self::NoTargetFolder
            | Self::KeyGeneration
            | Self::NotAFile { .. }
            | Self::NotAKey { .. }
            | Self::NoRights { .. }
            | Self::OpenToOthers { .. }
            | Self::OwnedByAnother { .. } => None,
        }
    }
}
