//! The table and its file.

use core::fmt::{self, Display};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::checked_file::{CheckedFile, CheckedFileError};

/// The outcomes of a [`Matrix`](super::Matrix): for each operation, the outcome for each caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The operations, each with its lines.
    pub(super) operations: Vec<(String, Vec<String>)>,
    pub(super) senders: Senders,
    /// `true` if the callers include the clients of the model.
    pub(super) has_clients: bool,
    /// The numbers of the authentication contexts that some of the users have met.
    pub(super) contexts: Vec<u8>,
}

/// The senders of the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Senders {
    Callers,
    CallersAndAnonymous,
}

/// Prints the table.
impl Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        if !self.contexts.is_empty() {
            f.write_str(HEAD_CONTEXTS)?;
        }
        if self.has_clients {
            f.write_str(HEAD_CLIENTS)?;
        }
        if self.senders == Senders::CallersAndAnonymous {
            f.write_str(HEAD_ANONYMOUS)?;
        }
        f.write_str(HEAD_END)?;
        for (operation, lines) in &self.operations {
            write!(f, "\n{operation}\n")?;
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

const HEAD: &str = "\
# For each operation: the most common outcome, then the callers with other outcomes.
# A caller is its kind, its role and, for a user, the scopes of its client. `-` means none.
# An AI agent is `agent for user`, `agent account` (a user account of its own) or `agent app`. It is
# listed only where its outcome differs from that of the same caller without an agent.
";

const HEAD_CONTEXTS: &str = "\
# A user whose token has authentication contexts is `in context`. It is listed only where its outcome
# differs from that of the same caller without them.
";

const HEAD_CLIENTS: &str = "\
# A `client` has the permissions that its registration asks for: scopes, for a user who holds every
# role, or app roles, as itself. It is listed only where its outcome is not the most common one.
# A caller `through` a client has one role, and a user one scope. It is listed only where its
# outcome differs from that of the same caller through another client.
";

const HEAD_ANONYMOUS: &str = "\
# A request without a token is `anonymous`. It is listed only where it need not sign in (401).
";

const HEAD_END: &str = "\
# A test writes this table with ENTRA_PERMS_MATRIX=overwrite. A change here is a change of access.
";

impl Outcomes {
    /// Compares the outcomes with the table in a file.
    ///
    /// If the environment variable `ENTRA_PERMS_MATRIX` is `overwrite`, writes the file instead. A
    /// relative path starts in the working directory of the test: for `cargo test`, the folder of
    /// its package.
    ///
    /// # Errors
    /// Returns [`CheckedFileError`], with each line that differs, or if the file cannot be read or
    /// written.
    pub fn check(&self, path: impl AsRef<Path>) -> Result<(), CheckedFileError> {
        FILE.check(path.as_ref(), &self.to_string(), differences)
    }

    #[cfg(test)]
    pub(super) fn write(&self, path: &Path) -> Result<(), CheckedFileError> {
        CheckedFile::write(path, &self.to_string())
    }

    #[cfg(test)]
    pub(super) fn compare(&self, path: &Path) -> Result<(), CheckedFileError> {
        FILE.compare(path, &self.to_string(), differences)
    }
}

const FILE: CheckedFile =
    CheckedFile { differs: "the matrix differs", variable: "ENTRA_PERMS_MATRIX" };

/// Returns, by operation, the lines that only one of the tables contains.
fn differences(expected: &str, found: &str) -> String {
    let expected = by_operation(expected);
    let found = by_operation(found);
    let operations: BTreeSet<&str> = expected.keys().chain(found.keys()).copied().collect();
    let mut differences = String::new();
    for operation in operations {
        let expected = expected.get(operation).map_or(&[][..], Vec::as_slice);
        let found = found.get(operation).map_or(&[][..], Vec::as_slice);
        let removed = expected.iter().filter(|line| !found.contains(line));
        let added = found.iter().filter(|line| !expected.contains(line));
        let lines: String = removed
            .map(|line| format!("\n- {line}"))
            .chain(added.map(|line| format!("\n+ {line}")))
            .collect();
        if !lines.is_empty() {
            differences.extend(["\n", operation, &lines]);
        }
    }
    differences
}

/// Parses a table. Lines that begin with `#` are comments.
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
