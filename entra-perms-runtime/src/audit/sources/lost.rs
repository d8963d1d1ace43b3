//! What the check finds, in words.

use core::fmt;
use std::path::{Path, PathBuf};

/// The guards that the sources have and the program has not, or may not have. It prints as a list of
/// places, each with its remedy, also when a test unwraps it.
pub struct LostGuards {
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) file: PathBuf,
    pub(super) line: usize,
    pub(super) problem: Problem,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The program has no guard of this line.
    Lost { function: String },
    /// The program has no guard of this macro call, or fewer than it is given.
    LostInCall { function: String },
    /// The program has no guard of this line, and need not have.
    Unknown { function: String, unknown: Vec<String> },
    /// An attribute expands before the guard.
    Above { attribute: String, function: String },
    /// A module has no file.
    NoFile { module: String, looked: Vec<PathBuf>, unknown: Vec<String> },
    /// The file of a module has a path that is not known.
    UnknownPath { unknown: Vec<String> },
    /// A file cannot be read.
    Unreadable { reason: String },
    /// There is nothing to check.
    NoGuards,
    /// The test is not part of the crate, and the program has no guard of it.
    NotLinked,
    /// The compiler was told other paths.
    Moved { caller: String },
}

impl Problem {
    /// Whether a guard is not in the program that must be there.
    pub(super) fn is_loss(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::LostInCall { .. })
    }
}

impl std::error::Error for LostGuards {}

impl fmt::Display for LostGuards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "not every guard of the sources is in the program")?;
        for Finding { file, line, problem } in &self.findings {
            write!(f, "\n{}:{line}: {problem}", slashed(file))?;
        }
        Ok(())
    }
}

/// As [`Display`](fmt::Display): a test that unwraps or returns the error prints it so.
impl fmt::Debug for LostGuards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The problem on one line, then the remedy on lines of its own.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { function } => writeln!(
                f,
                "the guard of `{function}` is not in the program
  note: an attribute around it dropped the guard, or this `requires` is another crate's
  help: put `#[requires]` above all other attributes of the function, and import no other `requires`
  help: if it is another crate's on purpose, write its full path, and name that to the check: \
`.foreign_attribute(\"path::requires\")`"
            ),
            Self::LostInCall { function } => writeln!(
                f,
                "the guard of `{function}` is not in the program, or less often than the macro call has it
  help: write the function outside of the macro call"
            ),
            Self::Unknown { function, unknown } => {
                writeln!(f, "it is not known whether the guard of `{function}` is compiled")?;
                say_unknown(f, unknown)
            }
            Self::Above { attribute, function } => writeln!(
                f,
                "`#[{attribute}]` is above the guard of `{function}` and expands first
  note: it may store results, skip the body or copy the function, and the guard with it
  help: put `#[requires]` above `#[{attribute}]`"
            ),
            Self::NoFile { module, looked, unknown } => {
                let looked: Vec<_> = looked.iter().map(|file| format!("`{}`", slashed(file))).collect();
                writeln!(f, "the file of `mod {module}` is not there: looked for {}", looked.join(" and "))?;
                say_unknown(f, unknown)
            }
            Self::UnknownPath { unknown } => {
                writeln!(f, "it is not known which file this `path` means")?;
                say_unknown(f, unknown)
            }
            Self::Unreadable { reason } => writeln!(f, "the source cannot be read: {reason}"),
            Self::NoGuards => writeln!(
                f,
                "there is no `#[requires]` in this crate
  help: check the root file of the crate that has the guards, such as `src/main.rs` or `src/lib.rs`"
            ),
            Self::NotLinked => writeln!(
                f,
                "the program has no guard of this crate
  note: nothing of the crate is linked into a test that does not name it
  help: name something of the crate in the file of the test, such as `use my_crate as _;`
  note: if the test does name it, each guard is lost: run this check in a unit test of the crate"
            ),
            Self::Moved { caller } => writeln!(
                f,
                "the compiler was told another path of the sources: there is no `{caller}` in the package
  help: run this test without `--remap-path-prefix` and in the folder of the package, as cargo does"
            ),
        }
    }
}

/// Names the lines that settle what is not known.
fn say_unknown(f: &mut fmt::Formatter<'_>, unknown: &[String]) -> fmt::Result {
    for predicate in unknown {
        writeln!(f, "  help: say whether it is: `.cfg(r#\"{predicate}\"#, cfg!({predicate}))`")?;
    }
    Ok(())
}

/// With `/`, so that a place reads the same everywhere.
fn slashed(file: &Path) -> String {
    file.display().to_string().replace('\\', "/")
}
