//! Whether every `#[requires]` of the sources guards a function of the program.
//!
//! `files` → `walk` (tokens, module by module; `attributes`, `harmless`, `conditions`, `items`,
//! `imports`) → guards, which are compared with those of the `program` → `lost`.

mod attributes;
mod conditions;
mod files;
mod harmless;
mod imports;
mod items;
mod lost;
mod program;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;
use std::path::{Path, PathBuf};

pub use self::lost::LostGuards;

use self::conditions::{Condition, Configuration};
use self::files::Sourcefile;
use self::lost::{Finding, Problem};
use self::program::Program;
use self::walk::{Guard, Walk};
use super::Recorded;
use crate::guard::GuardedFunction;

/// The sources of a crate, for a test that finds the guards that are lost on the way from the
/// sources into the program.
///
/// ```no_run
/// # use entra_perms_runtime::audit;
/// #[test]
/// fn no_guard_is_lost() {
///     audit::Sources::new("src/main.rs").check().unwrap();
/// }
/// ```
///
/// `#[requires]` cannot see an attribute that expands before it. Such an attribute can drop the
/// guard, or store what the guarded function returned for one caller and give it to another. And if
/// another crate's attribute `requires` is imported by name, `#[requires]` is that one. So this test
/// reads the sources, and compares them with what the guards themselves have entered into the
/// program. It fails
///
/// - if a guard of the sources is not in the program;
/// - if an attribute is above a guard that is not known to be harmless: put `#[requires]` **first**.
///   This does not depend on any `cfg` or `cfg_attr`: the next build may have the attribute;
/// - if a file cannot be found or read, or if there is no guard at all.
///
/// The error names each place with the remedy. Guards of all models are compared. Guards are known by
/// file, line and module.
///
/// # What counts as a guard
///
/// An attribute whose path ends in `requires`, also in `cfg_attr`, and under each name that imports in
/// the same crate give it, also in several steps (`use entra_perms_runtime::requires as guard`, then
/// `use guard as secured`). Another crate's attribute of that name must be written with its full path
/// and named with [`foreign_attribute`](Self::foreign_attribute).
///
/// The check follows `mod name;`, `#[path]`, inline modules and `include!` with a literal path. A
/// package with several crates, such as a library and a program, needs a check for each root file.
///
/// # Conditions
///
/// A guard whose `cfg` does not hold is not missing. The check knows `test`, `unix`, `windows`,
/// `target_os`, `target_family`, `target_arch`, `target_pointer_width` and `target_endian`, and what
/// follows from them with `not`, `any` and `all`. It does not know the features of your crate. A guard
/// that depends on one and is not in the program is an error until the test says whether the feature
/// is on: see [`cfg`](Self::cfg).
///
/// # Macros
///
/// The compiler takes everything that a function-like macro writes for its call's first line. So
/// guards in a call (`endpoints! { … }`) are found by their own line, or counted by the lines of the
/// call. If each rule of a `macro_rules!` writes a guard, then each call of the macro in the same
/// crate must have entered one.
///
/// # What it does not see
///
/// - Guards in generated code (`include!(concat!(env!("OUT_DIR"), …))`), and guards that another
///   crate's macro writes, or a `macro_rules!` of which only some rules write one.
/// - A guard under a name that another crate gave it (`pub use entra_perms_runtime::requires as …`).
/// - Attributes above a guard that a macro inserts (`$(#[$attribute])*`), and attributes of the
///   `impl`, `trait` or `mod` around the function, such as `#[async_trait]`: it sees only whether the
///   guard is still there.
/// - Whether a guard is there that is not compiled in tests, such as one under `#[cfg(not(test))]`.
/// - Which of two crates of a package a guard is in if both have the file as the same module.
#[derive(Clone, Debug)]
pub struct Sources {
    root: PathBuf,
    given: BTreeMap<String, bool>,
    others: Vec<String>,
}

impl Sources {
    /// The sources of the crate with this root file, such as `src/main.rs`, `src/lib.rs` or
    /// `tests/api.rs`. A relative path begins where the test runs, which for `cargo test` is the
    /// folder of its package.
    #[must_use]
    pub fn new(root: impl AsRef<Path>) -> Self {
        Self { root: root.as_ref().to_owned(), given: BTreeMap::new(), others: Vec::new() }
    }

    /// Says whether a condition holds that the check does not know, such as a feature.
    ///
    /// ```
    /// # use entra_perms_runtime::audit::Sources;
    /// let sources = Sources::new("src/main.rs")
    ///     .cfg(r#"feature = "reports""#, cfg!(feature = "reports"));
    /// ```
    #[must_use]
    pub fn cfg(mut self, predicate: &str, holds: bool) -> Self {
        let tokens: Vec<_> = predicate.parse().map_or_else(
            |_| Vec::new(),
            |tokens: proc_macro2::TokenStream| tokens.into_iter().collect(),
        );
        self.given.insert(conditions::spelling(&tokens), holds);
        self
    }

    /// Says that attributes of this full path, such as `contracts::requires`, are another crate's.
    ///
    /// A name without a path stays a guard: which crate's it is depends on imports, and a wrong
    /// import is what the check is for.
    #[must_use]
    pub fn foreign_attribute(mut self, path: &str) -> Self {
        let path: String = path.split_whitespace().collect();
        let path = path.trim_start_matches("::");
        self.others.extend(path.contains("::").then(|| path.to_owned()));
        self
    }

    /// Compares the sources with the guards of this program. Call it from the crate itself, or from
    /// an integration test of its package.
    ///
    /// An integration test must name something of the crate. Otherwise the compiler links nothing of
    /// it into the test, and the program has none of its guards:
    ///
    /// ```no_run
    /// # use core as my_crate;
    /// use entra_perms_runtime::audit;
    /// use my_crate as _;
    ///
    /// #[test]
    /// fn no_guard_is_lost() {
    ///     audit::Sources::new("src/lib.rs").check().unwrap();
    /// }
    /// ```
    ///
    /// # Errors
    /// [`LostGuards`], which names each place and the remedy.
    #[track_caller]
    pub fn check(&self) -> Result<(), LostGuards> {
        let functions = inventory::iter::<Recorded>().map(Recorded::function);
        let findings = match std::env::current_dir() {
            Ok(package) => self.compare(&package, Location::caller().file(), functions),
            Err(error) => self.at_root(Problem::Unreadable { reason: error.to_string() }),
        };
        if findings.is_empty() { Ok(()) } else { Err(LostGuards { findings }) }
    }

    /// `caller` is the file of the test, as the compiler was told of it.
    fn compare(
        &self,
        package: &Path,
        caller: &str,
        functions: impl Iterator<Item = GuardedFunction>,
    ) -> Vec<Finding> {
        let root = match Sourcefile::new(package, &self.root) {
            Ok(root) => root,
            Err(error) => return self.at_root(Problem::Unreadable { reason: error.to_string() }),
        };
        let Some(folder) = program::folder_of_paths(package, caller) else {
            return self.at_root(Problem::Moved { caller: caller.to_owned() });
        };

        // `test` holds if the test is part of the crate.
        let walked = |test, names| {
            let mut walk =
                Walk::new(Configuration { given: &self.given, test }, &self.others, names);
            let calls = walk.crate_root(root.clone());
            (walk, calls)
        };
        // Any file can give `requires` another name, so the names are known after a first walk.
        let none = BTreeSet::new();
        let (with_tests, _) = walked(true, &none);
        let (without_tests, _) = walked(false, &none);
        let names = imports::names_of_guard(&(&with_tests.renames | &without_tests.renames));
        let caller = std::fs::canonicalize(folder.join(program::native(caller))).ok();
        let test = with_tests.files.iter().any(|file| Some(&file.real) == caller.as_ref());

        let (walk, calls) = walked(test, &names);
        if walk.guards.is_empty() && calls.is_empty() && walk.findings.is_empty() {
            return self.at_root(Problem::NoGuards);
        }
        let Walk { files, guards, mut findings, .. } = walk;
        let program = Program::new(functions, &folder);
        let is_linked = test || files.iter().any(|file| program.has_guard_of(&file.real));
        let missing = missing(guards, calls, &files, program);
        // Linking is one cause of all the losses.
        if !is_linked && missing.iter().any(|finding| finding.problem.is_loss()) {
            findings.extend(self.at_root(Problem::NotLinked));
        } else {
            findings.extend(missing);
        }
        findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
        findings
    }

    fn at_root(&self, problem: Problem) -> Vec<Finding> {
        vec![Finding { file: self.root.clone(), line: 1, problem }]
    }
}

/// The guards that the program does not have. Those that it must have are looked for first.
fn missing(
    guards: Vec<Guard>,
    calls: Vec<Guard>,
    files: &[Sourcefile],
    mut program: Program,
) -> Vec<Finding> {
    let compiled = guards.into_iter().filter(|guard| guard.condition != Condition::Fails);
    let (certain, uncertain): (Vec<_>, Vec<_>) =
        compiled.partition(|guard| guard.condition == Condition::Holds);
    let (in_calls, in_code): (Vec<_>, Vec<_>) =
        certain.into_iter().chain(uncertain).partition(|guard| guard.call.is_some());
    let mut missing = Vec::new();
    let mut look_for = |guard: &Guard, lines| {
        let file = files.get(guard.file)?;
        (!program.take(&file.real, &guard.module, &lines)).then_some(file)
    };
    // By the line of the attribute: code, then what stands in calls of macros.
    let left: Vec<Guard> = in_code
        .into_iter()
        .chain(in_calls)
        .filter(|guard| look_for(guard, guard.line..=guard.line).is_some())
        .collect();
    // By the lines of the call.
    let calls = calls.into_iter().filter(|call| call.condition != Condition::Fails);
    for guard in left.into_iter().chain(calls) {
        let lines = guard.call.clone().unwrap_or(guard.line..=guard.line);
        let Some(file) = look_for(&guard, lines) else { continue };
        let function = guard.function;
        let problem = match (guard.condition, guard.call) {
            (condition @ Condition::Unknown(_), _) => {
                Problem::Unknown { function, unknown: condition.unknown() }
            }
            (_, Some(_)) => Problem::LostInCall { function },
            (_, None) => Problem::Lost { function },
        };
        missing.push(Finding { file: file.shown.clone(), line: guard.line, problem });
    }
    missing
}
