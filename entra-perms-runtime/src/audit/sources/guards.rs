//! The guards of the sources, compared with the guards of a file. Only `cargo entra-perms` reads
//! them, so this module is not a part of the API.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::conditions::Configuration;
use super::files::SourceFile;
use super::imports;
use super::lost::{Defect, Finding};
use super::missing::missing;
use super::program::Program;
use super::walk::Walk;

/// A guard that is lost, or may be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LostGuard {
    /// The stable id of the defect.
    pub id: &'static str,
    /// `true` if the guard cannot be judged, for example because of a `cfg`.
    pub is_unknown: bool,
    /// The source file, relative to the folder of the package if it is below that folder.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The message: one line, then notes and remedies. Their lines begin with `note: ` or `help: `.
    pub message: String,
}

/// The defects with their ids, and one sentence about each.
pub const DEFECTS: &[(&str, &str)] = &[
    (LOST, "A guard of the sources must be in the program."),
    (ABOVE, "An attribute above a guard must be known to be harmless."),
    (UNKNOWN, "A guard that depends on a `cfg` may be lost."),
];

const LOST: &str = "lost_guard";
const ABOVE: &str = "attribute_above_guard";
/// The id of a guard that cannot be judged.
pub const UNKNOWN: &str = "unknown_guard";

/// Compares the guards in the crate with this root file with these guards: the path of the module,
/// the file and the line of each, as the compiler knows them. Their relative paths start in
/// `folder`.
///
/// Returns `None` if the program has no guard of this crate. Then only attributes could be judged.
pub fn compare<'a>(
    package: &Path,
    root: &Path,
    folder: &Path,
    guards: impl Iterator<Item = (&'a str, &'a str, u32)>,
) -> Option<Vec<LostGuard>> {
    let shown = root.strip_prefix(package).unwrap_or(root);
    let root = Rc::new(SourceFile::new(package, shown).ok()?);
    let given = BTreeMap::new();
    // The program need not be a test, so guards under `cfg(test)` may be missing.
    let configuration = Configuration { evaluates: true, given: &given, test: false };
    let no_names = BTreeSet::new();
    let names = Walk::new(configuration.clone(), &[], &no_names).crate_root(Rc::clone(&root));
    let names = imports::names_of("requires", &names.renames.iter());
    let walk = Walk::new(configuration, &[], &names).crate_root(root);
    let program = Program::new(guards, folder);
    if !walk.files.iter().any(|file| program.has_guard_of(&file.real)) {
        return None;
    }
    let mut findings = walk.findings;
    findings.extend(missing(walk.guards, walk.guarded_calls, program));
    findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    Some(findings.into_iter().filter_map(lost_guard).collect())
}

fn lost_guard(finding: Finding) -> Option<LostGuard> {
    let id = match &finding.defect {
        Defect::Lost { .. } | Defect::LostInCall { .. } => LOST,
        Defect::Above { .. } => ABOVE,
        Defect::Unknown { .. } => UNKNOWN,
        // The build reports files that it cannot read.
        _ => return None,
    };
    Some(LostGuard {
        id,
        is_unknown: id == UNKNOWN,
        file: finding.file,
        line: finding.line,
        message: finding.defect.to_string(),
    })
}
