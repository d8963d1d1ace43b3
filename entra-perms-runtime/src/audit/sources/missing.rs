//! The guards of the sources that are missing from the program.

use super::conditions::Condition;
use super::lost::{Defect, Finding};
use super::program::Program;
use super::walk::SourceGuard;

/// Returns the guards that the program does not have.
///
/// Each guard of the program matches one guard of the sources, so the order matters. Guards that
/// are certainly compiled come first, and guards in code come before guards in macro calls.
pub(super) fn missing(
    mut guards: Vec<SourceGuard>,
    calls: Vec<SourceGuard>,
    mut program: Program,
) -> Vec<Finding> {
    guards.retain(is_possible);
    guards.sort_by_key(|guard| (guard.call.is_some(), guard.condition != Condition::Holds));
    guards.retain(|guard| {
        let line = guard.line..=guard.line;
        !program.take(&guard.file.real, &guard.module, &line)
    });
    // rustc may report any line of a macro call for the guards in it.
    guards.extend(calls.into_iter().filter(is_possible));
    guards.retain(|guard| {
        let lines = guard.call.clone().unwrap_or(guard.line..=guard.line);
        !program.take(&guard.file.real, &guard.module, &lines)
    });
    guards.into_iter().map(finding).collect()
}

fn is_possible(guard: &SourceGuard) -> bool {
    guard.condition != Condition::Fails
}

fn finding(guard: SourceGuard) -> Finding {
    let function = guard.function;
    let defect = match (&guard.condition, &guard.call) {
        (Condition::Unknown(_) | Condition::Written(_), _) => {
            Defect::Unknown { function, unknown: guard.condition.unknown() }
        }
        (_, Some(_)) => Defect::LostInCall { function },
        (_, None) => Defect::Lost { function },
    };
    Finding { file: guard.file.shown.clone(), line: guard.line, defect }
}
