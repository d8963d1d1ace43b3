//! The findings of the source check, and their messages.

use core::fmt;
use std::path::{Path, PathBuf};

/// The guards of the sources that are lost, or may be.
///
/// It prints as a list of places, each with its remedy.
pub struct LostGuards {
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) file: PathBuf,
    pub(super) line: usize,
    pub(super) defect: Defect,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Defect {
    /// The program does not have a guard of this line.
    Lost { function: String },
    /// The program does not have a guard of this macro call, or not enough of them.
    LostInCall { function: String },
    /// The program does not have a guard of this line, which may not be compiled.
    Unknown { function: String, unknown: Vec<String> },
    /// An attribute expands before the guard.
    Above { attribute: String, function: String },
    /// A module does not have a file.
    NoFile { module: String, candidates: Vec<PathBuf>, unknown: Vec<String> },
    /// The `path` attribute of a module depends on unknown conditions, or cannot be read.
    UnknownPath { unknown: Vec<String> },
    /// A file cannot be read.
    Unreadable { reason: String },
    /// The crate does not have guards.
    NoGuards,
    /// The test is not part of the crate, and the program does not have any of its guards.
    NotLinked,
    /// The compiler knows the sources by other paths.
    Moved { caller: String },
}

impl Defect {
    /// Checks that a guard is missing that the program must have.
    pub(super) fn is_loss(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::LostInCall { .. })
    }
}

impl std::error::Error for LostGuards {}

impl fmt::Display for LostGuards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "some guards of the sources are lost, or may be")?;
        for Finding { file, line, defect } in &self.findings {
            write!(f, "\n{}:{line}: {defect}", slashed(file))?;
        }
        Ok(())
    }
}

/// Prints the message. `Debug` is not derived, because a test that unwraps or returns the error
/// prints it with `Debug`, and the list must stay readable.
impl fmt::Debug for LostGuards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Prints the defect on one line, then notes and remedies on further lines.
impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { function } => writeln!(
                f,
                "the guard of `{function}` is not in the program
  note: an attribute around it dropped the guard, or this `requires` is another crate's
  help: put `#[requires]` above all other attributes of the function
  help: do not import another `requires`
  help: if another crate's `requires` is intended, write its full path, \
and add `.foreign_attribute(\"path::requires\")` to the check"
            ),
            Self::LostInCall { function } => writeln!(
                f,
                "a guard of `{function}` in this macro call is not in the program
  help: write the function outside of the macro call"
            ),
            Self::Unknown { function, unknown } => {
                writeln!(f, "cannot tell whether the guard of `{function}` is compiled")?;
                help_with_unknown(f, unknown)
            }
            Self::Above { attribute, function } => writeln!(
                f,
                "`#[{attribute}]` is above the guard of `{function}` and expands first
  note: it may store results, skip the body or copy the function, including the guard
  help: put `#[requires]` above `#[{attribute}]`"
            ),
            Self::NoFile { module, candidates, unknown } => {
                let candidates: Vec<String> =
                    candidates.iter().map(|file| format!("`{}`", slashed(file))).collect();
                let candidates = candidates.join(" and ");
                writeln!(f, "cannot find the file of `mod {module}`: looked for {candidates}")?;
                help_with_unknown(f, unknown)
            }
            Self::UnknownPath { unknown } => {
                writeln!(f, "cannot tell which file this `path` means")?;
                help_with_unknown(f, unknown)
            }
            Self::Unreadable { reason } => writeln!(f, "cannot read the source: {reason}"),
            Self::NoGuards => writeln!(
                f,
                "this crate does not have a `#[requires]`
  help: check the root file of the crate with the guards, such as `src/main.rs` or `src/lib.rs`"
            ),
            Self::NotLinked => writeln!(
                f,
                "the program has no guard of this crate
  note: a crate is linked into a test only if the test names it
  help: name the crate in the file of the test, such as `use my_crate as _;`
  note: if the test does name it, every guard is lost: run this check in a unit test of the crate"
            ),
            Self::Moved { caller } => writeln!(
                f,
                "the compiler knows the sources by another path: the package has no `{caller}`
  help: run this test without `--remap-path-prefix` and in the folder of the package, as cargo does"
            ),
        }
    }
}

/// Suggests the lines of the test that settle unknown conditions.
fn help_with_unknown(f: &mut fmt::Formatter<'_>, unknown: &[String]) -> fmt::Result {
    for predicate in unknown {
        writeln!(f, "  help: add to the check: `.cfg(r#\"{predicate}\"#, cfg!({predicate}))`")?;
    }
    Ok(())
}

/// Writes a path with `/`, so that messages are the same on every platform.
fn slashed(file: &Path) -> String {
    file.display().to_string().replace('\\', "/")
}
