//! The table in its file.

use core::fmt::{self, Display, Write};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What each caller got from each operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// Each with its lines.
    pub(super) operations: Vec<(String, Vec<String>)>,
}

/// The table.
impl Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for (operation, lines) in &self.operations {
            write!(f, "\n{operation}\n")?;
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

const HEAD: &str =
    "# Who gets what: answer, kind of caller, role, and for users the scopes. `-` is none.
# Written by a test where ENTRA_PERMS_MATRIX=overwrite; what changes here changes who may do what.
";

impl Outcomes {
    /// Compares with the table in this file, or writes it, where the environment variable `ENTRA_PERMS_MATRIX` is `overwrite`. A relative
    /// path is looked up where the test runs, which for `cargo test` is the folder of its package.
    ///
    /// # Errors
    /// [`MatrixError`], which names each line that differs.
    pub fn check(&self, path: impl AsRef<Path>) -> Result<(), MatrixError> {
        let overwrite = env::var_os("ENTRA_PERMS_MATRIX").is_some_and(|value| value == "overwrite");
        self.compare(path.as_ref(), overwrite)
    }

    pub(super) fn compare(&self, path: &Path, overwrite: bool) -> Result<(), MatrixError> {
        if overwrite {
            let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
            let written = folder.and_then(|()| fs::write(path, self.to_string()));
            return written.map_err(|error| MatrixError::Write { path: path.to_owned(), error });
        }
        let expected = fs::read_to_string(path)
            .map_err(|error| MatrixError::Read { path: path.to_owned(), error })?
            .replace("\r\n", "\n");
        let differences = differences(&expected, &self.to_string());
        if differences.is_empty() {
            Ok(())
        } else {
            Err(MatrixError::Differs { path: path.to_owned(), differences })
        }
    }
}

/// By operation, the lines that only one of the tables has. What begins with `#` is a comment.
fn differences(expected: &str, found: &str) -> String {
    let (expected, found) = (by_operation(expected), by_operation(found));
    let mut differences = String::new();
    let all: BTreeSet<&str> = expected.keys().chain(found.keys()).copied().collect();
    for operation in all {
        let (expected, found) = (expected.get(operation), found.get(operation));
        let (expected, found) =
            (expected.map_or(&[][..], Vec::as_slice), found.map_or(&[][..], Vec::as_slice));
        let gone = expected.iter().filter(|line| !found.contains(line)).map(|line| ('-', line));
        let new = found.iter().filter(|line| !expected.contains(line)).map(|line| ('+', line));
        for (i, (sign, line)) in gone.chain(new).enumerate() {
            let title = if i == 0 { format!("\n{operation}") } else { String::new() };
            // Writing to a string does not fail.
            let _ = write!(differences, "{title}\n{sign} {line}");
        }
    }
    differences
}

fn by_operation(table: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut operations: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut operation = "";
    for line in table.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(outcome) => operations.entry(operation).or_default().push(outcome.trim_end()),
            None => operation = line.trim_end(),
        }
    }
    operations
}

/// The matrix is not that of the file.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum MatrixError {
    /// Somebody may do more, or less, than the table says.
    #[error("the matrix is not that of {path}, whose lines begin with `-`:{differences}\n\nwhere the change is meant, run the test once with ENTRA_PERMS_MATRIX=overwrite", path = path.display())]
    #[non_exhaustive]
    Differs {
        /// The file.
        path: PathBuf,
        /// The lines that only one of the tables has.
        differences: String,
    },
    /// The file cannot be read.
    #[error("{path}: {error}; to write it, run the test once with ENTRA_PERMS_MATRIX=overwrite", path = path.display())]
    #[non_exhaustive]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The file cannot be written.
    #[error("{path} cannot be written: {error}", path = path.display())]
    #[non_exhaustive]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}

/// As [`Display`]: this is what a test prints that unwraps or returns the error.
impl fmt::Debug for MatrixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}
