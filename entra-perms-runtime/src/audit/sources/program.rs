//! The guards in the program, by place.

use std::collections::HashMap;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Returns the folder that the compiler's relative paths start in: the folder of the workspace.
///
/// `file` is a path of this program as the compiler knows it. Cargo runs a test in the folder of
/// its package, so the file is below that folder or one of its parents.
pub(super) fn folder_of_paths(package: &Path, file: &str) -> Option<PathBuf> {
    let file = native(file);
    package
        .ancestors()
        .find(|folder| folder.join(&file).is_file())
        .map(Path::to_owned)
}

/// Converts a path to the separator of this machine. A cross-compiled program may have the other.
pub(super) fn native(file: &str) -> PathBuf {
    file.replace('\\', std::path::MAIN_SEPARATOR_STR).into()
}

/// The guards that are not matched with the sources yet.
#[derive(Debug)]
pub(super) struct Program {
    guards: Vec<LinkedGuard>,
}

/// The place of a guard in the program.
#[derive(Debug)]
struct LinkedGuard {
    file: PathBuf,
    module: String,
    line: usize,
}

impl Program {
    /// Collects guards: the path of the module, the file and the line of each. The relative paths
    /// start in `folder`.
    pub(super) fn new<'a>(
        functions: impl Iterator<Item = (&'a str, &'a str, u32)>,
        folder: &Path,
    ) -> Self {
        let mut files: HashMap<&str, Option<PathBuf>> = HashMap::new();
        let mut guards = Vec::new();
        for (module_path, file, line) in functions {
            let file = files
                .entry(file)
                .or_insert_with(|| fs::canonicalize(folder.join(native(file))).ok());
            // The sources of other linked crates may be missing.
            let Some(file) = file.clone() else { continue };
            let Ok(line) = usize::try_from(line) else { continue };
            let module = module_path.split_once("::").map_or("", |(_, module)| module);
            guards.push(LinkedGuard { file, module: module.replace("r#", ""), line });
        }
        Self { guards }
    }

    /// Checks that the program has a guard of this file.
    pub(super) fn has_guard_of(&self, file: &Path) -> bool {
        self.guards.iter().any(|guard| guard.file == file)
    }

    /// Removes one guard of these lines. Returns `false` if there is none.
    pub(super) fn take(
        &mut self,
        file: &Path,
        module: &str,
        lines: &RangeInclusive<usize>,
    ) -> bool {
        let found = self.guards.iter().position(|guard| {
            guard.file == file && guard.module == module && lines.contains(&guard.line)
        });
        let Some(found) = found else { return false };
        self.guards.swap_remove(found);
        true
    }
}
