//! The guards of the sources that a program does not have.

use std::path::PathBuf;

use entra_perms_runtime::audit::guards::{self, LostGuard};

use super::Models;
use crate::error::Failure;
use crate::guards::Guards;
use crate::place::{Location, shown};

/// The root file of a target, and the folder of its package.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) package: PathBuf,
    pub(super) file: PathBuf,
}

/// A guard that is lost, or may be.
#[derive(Debug)]
pub(crate) struct LostGuardPlace {
    pub(crate) id: &'static str,
    /// `true` if the guard cannot be judged.
    pub(crate) is_unknown: bool,
    pub(crate) location: Location,
    /// One line, then notes and remedies on lines of their own.
    pub(crate) message: String,
}

impl Models {
    /// Compares the guards of the sources with the guards of a program.
    ///
    /// A target without any guard of the program is another program, which is left out. If no
    /// target has one, the file is of another workspace.
    pub(crate) fn lost_guards(&self, program: &Guards) -> Result<Vec<LostGuardPlace>, Failure> {
        let mut found: Vec<LostGuardPlace> = Vec::new();
        let mut has_target = false;
        for root in &self.roots {
            let guards = program.guards.iter();
            let guards =
                guards.map(|guard| (guard.module.as_str(), guard.file.as_str(), guard.line));
            let Some(lost) = guards::compare(&root.package, &root.file, &self.folder, guards)
            else {
                continue;
            };
            has_target = true;
            for guard in lost {
                let guard = place(root, guard);
                let is_same = |other: &LostGuardPlace| {
                    other.id == guard.id && other.location == guard.location
                };
                // Two targets may share a module.
                if !found.iter().any(is_same) {
                    found.push(guard);
                }
            }
        }
        if has_target {
            Ok(found)
        } else {
            Err(Failure::new("no guard of the file is in the sources of the workspace")
                .help("write the file again: run its test with `ENTRA_PERMS_GUARDS=overwrite`"))
        }
    }
}

fn place(root: &Root, guard: LostGuard) -> LostGuardPlace {
    let file = shown(&root.package.join(&guard.file));
    LostGuardPlace {
        id: guard.id,
        is_unknown: guard.is_unknown,
        location: Location { file, line: guard.line, column: 1 },
        message: guard.message,
    }
}
