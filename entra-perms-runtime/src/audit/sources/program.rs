//! The guards that the program has, by place.

use std::collections::HashMap;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::guard::GuardedFunction;

/// Where the relative paths begin that the compiler was told: the folder of the workspace.
///
/// `file` is a file of this program, as the compiler was told of it. Cargo runs a test in the folder
/// of its package, so the file is below that folder or one of its parents.
pub(super) fn folder_of_paths(package: &Path, file: &str) -> Option<PathBuf> {
    let file = native(file);
    package
        .ancestors()
        .find(|folder| folder.join(&file).is_file())
        .map(Path::to_owned)
}

/// The path for this machine: a path from another one can have the other separator.
pub(super) fn native(file: &str) -> PathBuf {
    file.replace('\\', std::path::MAIN_SEPARATOR_STR).into()
}

/// The guards that are not yet accounted for.
#[derive(Debug)]
pub(super) struct Program {
    guards: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    file: PathBuf,
    module: String,
    line: usize,
}

impl Program {
    /// The guards of these functions, whose relative paths begin at the folder.
    pub(super) fn new(functions: impl Iterator<Item = GuardedFunction>, folder: &Path) -> Self {
        let mut files: HashMap<&str, Option<PathBuf>> = HashMap::new();
        let guards = functions.filter_map(|function| {
            let real = files.entry(function.file).or_insert_with(|| {
                // The sources of what else is linked in need not be there.
                fs::canonicalize(folder.join(native(function.file))).ok()
            });
            let (_, module) = function.module_path.split_once("::").unwrap_or_default();
            let line = usize::try_from(function.line).ok()?;
            Some(Place { file: real.clone()?, module: module.replace("r#", ""), line })
        });
        Self { guards: guards.collect() }
    }

    /// Whether there is a guard of this file.
    pub(super) fn has_guard_of(&self, file: &Path) -> bool {
        self.guards.iter().any(|place| place.file == file)
    }

    /// Takes one guard of these lines out, if there is one.
    pub(super) fn take(
        &mut self,
        file: &Path,
        module: &str,
        lines: &RangeInclusive<usize>,
    ) -> bool {
        let found = self.guards.iter().position(|place| {
            place.file == file && place.module == module && lines.contains(&place.line)
        });
        found.map(|found| self.guards.swap_remove(found)).is_some()
    }
}
