//! A file that is checked in, which a test compares with the program, or writes.

use core::fmt;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// A kind of checked-in file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckedFile {
    /// The beginning of the message about a difference, such as "the matrix differs".
    pub(crate) differs: &'static str,
    /// The environment variable that, set to `overwrite`, writes the file.
    pub(crate) variable: &'static str,
}

impl CheckedFile {
    /// Compares a text with the file, or writes the file if the environment variable says so.
    ///
    /// `differences` lists the lines that only the text in the file and only the new text have. An
    /// empty list means that there are none.
    pub(crate) fn check(
        self,
        path: &Path,
        text: &str,
        differences: fn(&str, &str) -> String,
    ) -> Result<(), CheckedFileError> {
        if env::var_os(self.variable).is_some_and(|value| value == "overwrite") {
            Self::write(path, text)
        } else {
            self.compare(path, text, differences)
        }
    }

    /// Writes the file, and creates its folder.
    pub(crate) fn write(path: &Path, text: &str) -> Result<(), CheckedFileError> {
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::write(path, text))
            .map_err(|source| CheckedFileError::Write { path: path.to_owned(), source })
    }

    pub(crate) fn compare(
        self,
        path: &Path,
        text: &str,
        differences: fn(&str, &str) -> String,
    ) -> Result<(), CheckedFileError> {
        let Self { differs, variable } = self;
        let path = path.to_owned();
        let expected = match fs::read_to_string(&path) {
            Ok(expected) => expected,
            Err(source) => return Err(CheckedFileError::Read { path, variable, source }),
        };
        // A checkout on Windows may have changed the line ends.
        let differences = differences(&expected.replace("\r\n", "\n"), text);
        if differences.is_empty() {
            Ok(())
        } else {
            Err(CheckedFileError::Differs { path, variable, differs, differences })
        }
    }
}

/// A difference between the program and a file that is checked in, or a file that cannot be read or
/// written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum CheckedFileError {
    /// The program differs from the file.
    #[error(
        "{differs} from {path} (`-` expected, `+` found):{differences}\n\n\
         help: to accept the change, run the test once with {variable}=overwrite",
        path = path.display()
    )]
    #[non_exhaustive]
    Differs {
        /// The file.
        path: PathBuf,
        /// The environment variable that accepts the change.
        variable: &'static str,
        /// The beginning of the message.
        differs: &'static str,
        /// The lines that differ, each after a line break and `-` or `+`.
        differences: String,
    },
    /// The file cannot be read.
    #[error(
        "cannot read {path}\n\
         help: to write the file, run the test once with {variable}=overwrite",
        path = path.display()
    )]
    #[non_exhaustive]
    Read {
        /// The file.
        path: PathBuf,
        /// The environment variable that writes the file.
        variable: &'static str,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {path}", path = path.display())]
    #[non_exhaustive]
    Write {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// Prints the message and its source. `Debug` is not derived, because a test that unwraps or
/// returns the error prints it with `Debug`, and the differences must stay readable.
impl fmt::Debug for CheckedFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match self {
            Self::Differs { .. } => Ok(()),
            Self::Read { source, .. } | Self::Write { source, .. } => {
                write!(f, "\nnote: {source}")
            }
        }
    }
}
