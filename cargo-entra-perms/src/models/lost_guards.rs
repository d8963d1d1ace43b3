//! The guards of the sources that a program does not have.

use std::path::PathBuf;

use entra_perms_runtime::audit::guards::{self, LostGuard};

use super::Models;
use crate::error::Failure;
use crate::guards::Guards;
use crate::place::{Location, shown};

/// The id of a target whose guards are not in the program.
pub(crate) const OTHER_TARGET: &str = "other_target";
/// The id of a guard below an attribute, which is a defect in every program.
const ABOVE: &str = "attribute_above_guard";

/// The root file of a target, and the folder of its package.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) package: PathBuf,
    pub(super) file: PathBuf,
    /// The name of the crate. A library and a program of one package can share it.
    pub(super) krate: String,
    /// `true` if the target is a library or a program, and not a test or an example.
    pub(super) is_product: bool,
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
    /// A target without any guard of the program is another program, or all of its guards are lost.
    /// If no target has one, the file is of another workspace.
    pub(crate) fn lost_guards(&self, program: &Guards) -> Result<Vec<LostGuardPlace>, Failure> {
        let mut found = Vec::new();
        let mut in_program: Vec<&Root> = Vec::new();
        let mut others = Vec::new();
        for root in &self.roots {
            match self.compare(root, program, None) {
                Some(lost) => {
                    in_program.push(root);
                    add(&mut found, lost.into_iter().map(|guard| place(root, guard)));
                }
                None if root.is_product => others.push(root),
                // A test or an example serves nobody.
                None => {}
            }
        }
        if in_program.is_empty() {
            return Err(Failure::new("no guard of the file is in the sources of the workspace")
                .help("write the file again: run its test with `ENTRA_PERMS_GUARDS=overwrite`"));
        }
        for root in others {
            let lost = self.compare(root, program, root.file.to_str()).unwrap_or_default();
            // The library and the program of a package are in one program.
            let is_same = |other: &&Root| {
                (&other.package, &other.krate) == (&root.package, &root.krate) && other.is_product
            };
            let is_linked = in_program.iter().any(is_same);
            let lost: Vec<_> = lost.into_iter().map(|guard| place(root, guard)).collect();
            let lost = if is_linked { with_remedy(root, lost) } else { as_other(root, lost) };
            add(&mut found, lost.into_iter());
        }
        Ok(found)
    }

    /// Compares the guards of a target. Returns `None` if the program has no guard of it.
    ///
    /// With a `source` of the target, it is judged as if the program had a guard in this file.
    fn compare(
        &self,
        root: &Root,
        program: &Guards,
        source: Option<&str>,
    ) -> Option<Vec<LostGuard>> {
        let guards = program.guards.iter();
        let guards = guards.map(|guard| (guard.module.as_str(), guard.file.as_str(), guard.line));
        // Lines start at 1, so that no guard of the sources is this one.
        let guards = guards.chain(source.map(|source| ("", source, 0)));
        guards::compare(&root.package, &root.file, &self.folder, guards)
    }
}

/// Adds the remedy for guards of a library alone, in whose test no program is linked.
fn with_remedy(root: &Root, mut lost: Vec<LostGuardPlace>) -> Vec<LostGuardPlace> {
    for guard in lost.iter_mut().filter(|guard| guard.id != ABOVE) {
        let file = shown(&root.file);
        let help =
            format!("\n  help: if the test that writes the file is not in `{file}`, move it");
        guard.message.truncate(guard.message.trim_end().len());
        guard.message.push_str(&help);
    }
    lost
}

/// Replaces the guards that are not in the program by one note about their target. The attributes
/// above guards are judged without the program.
fn as_other(root: &Root, lost: Vec<LostGuardPlace>) -> Vec<LostGuardPlace> {
    let (mut kept, missing): (Vec<_>, Vec<_>) = lost.into_iter().partition(|it| it.id == ABOVE);
    if let Some(first) = missing.into_iter().next() {
        let file = shown(&root.file);
        let message = format!(
            "the guards in the sources of `{file}` are not in the program
  note: it is another program, or all of its guards are lost
  help: compare it with the guards of its own program, or choose a package with `-p`"
        );
        kept.push(LostGuardPlace { id: OTHER_TARGET, is_unknown: true, message, ..first });
    }
    kept
}

/// Adds guards that are not known yet. Two targets may share a module.
fn add(found: &mut Vec<LostGuardPlace>, guards: impl Iterator<Item = LostGuardPlace>) {
    for guard in guards {
        let is_same =
            |other: &LostGuardPlace| other.id == guard.id && other.location == guard.location;
        if !found.iter().any(is_same) {
            found.push(guard);
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
