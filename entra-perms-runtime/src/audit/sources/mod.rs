//! The source check: every `#[requires]` of the sources must guard a function of the program.
//!
//! In data order:
//!
//! - `files`: the files of the sources;
//! - `walk`: their tokens, module by module, which yield the guards of the sources. It uses
//!   `attributes`, `harmless`, `conditions`, `context`, `items` and `imports`;
//! - `program`: the guards of the program;
//! - `missing`: the guards of the sources that the program lacks;
//! - `lost`: the messages.
//!
//! `invocations` uses the walk to find `permissions!`, and `guards` compares with the guards of a
//! file. Both are for the command `cargo entra-perms`.

mod attributes;
mod conditions;
mod context;
mod files;
#[cfg(feature = "__internals")]
pub mod guards;
mod harmless;
mod imports;
#[cfg(feature = "__internals")]
pub mod invocations;
mod items;
mod lost;
mod missing;
mod program;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::TokenStream;

pub use self::lost::LostGuards;

use self::conditions::Configuration;
use self::files::SourceFile;
use self::lost::{Defect, Finding};
use self::program::Program;
use self::walk::Walk;
use super::Recorded;
use crate::guard::GuardedFunction;

/// The sources of a crate, for a test that finds lost guards.
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
/// guard. It can also store the result for one caller and return it to another. And if another
/// crate's attribute `requires` is imported, that attribute is used. So this test reads the
/// sources, and compares them with the guards that are registered in the program. It fails
///
/// - if a guard of the sources is not in the program;
/// - if an attribute above a guard is not known to be harmless: put `#[requires]` **first**. This
///   does not depend on any `cfg` or `cfg_attr`, because the next build may have the attribute;
/// - if a file cannot be found or read, or if there are no guards at all.
///
/// The error names each place with the remedy. The check compares guards of all models, by file,
/// line and module.
///
/// # Names of the guard
///
/// A guard is an attribute whose path ends in `requires`, also inside `cfg_attr`. A rename by an
/// import of the same crate counts too, also in several steps: `use entra_perms_runtime::requires
/// as guard`, then `use guard as secured`. If another crate has an attribute `requires`, write its
/// full path and pass that to [`foreign_attribute`](Self::foreign_attribute).
///
/// The check follows `mod name;`, `#[path]`, inline modules, and `include!` with a literal path. If
/// a package has several crates, such as a library and a program, check each root file.
///
/// # Conditions
///
/// If the `cfg` of a guard does not hold, the guard is not missing. The check knows `test`, `unix`,
/// `windows`, `target_os`, `target_family`, `target_arch`, `target_pointer_width` and
/// `target_endian`, also combined with `not`, `any` and `all`. It does not know the features of
/// your crate. If a missing guard depends on a feature, the check fails until the test sets the
/// feature with [`cfg`](Self::cfg).
///
/// # Macros
///
/// rustc reports the first line of a macro call for everything that the macro writes. So guards
/// inside a call (`endpoints! { … }`) are matched by their own line, or counted for the lines of
/// the call. If every rule of a `macro_rules!` writes a guard, each call of the macro in the same
/// crate must have registered one.
///
/// # Limits
///
/// The check does not see
///
/// - guards in generated code (`include!(concat!(env!("OUT_DIR"), …))`);
/// - guards that another crate's macro writes, or a `macro_rules!` with some rules that do not;
/// - a guard that another crate renamed (`pub use entra_perms_runtime::requires as …`);
/// - attributes that a macro inserts above a guard (`$(#[$attribute])*`), and attributes of the
///   `impl`, `trait` or `mod` around the function, such as `#[async_trait]`. It sees only whether
///   the guard is still there;
/// - guards that are not compiled in tests, such as one under `#[cfg(not(test))]`;
/// - the crate of a guard, if two crates of a package have one file as the same module.
#[derive(Clone, Debug)]
pub struct Sources {
    root: PathBuf,
    given: BTreeMap<String, bool>,
    foreign: Vec<String>,
}

impl Sources {
    /// Creates a check of the crate with this root file, such as `src/main.rs`, `src/lib.rs` or
    /// `tests/api.rs`.
    ///
    /// A relative path starts in the working directory of the test: for `cargo test`, the folder of
    /// its package.
    #[must_use]
    pub fn new(root: impl AsRef<Path>) -> Self {
        Self { root: root.as_ref().to_owned(), given: BTreeMap::new(), foreign: Vec::new() }
    }

    /// Sets whether a condition holds that the check does not know, such as a feature.
    ///
    /// ```
    /// # use entra_perms_runtime::audit::Sources;
    /// let sources = Sources::new("src/main.rs")
    ///     .cfg(r#"feature = "reports""#, cfg!(feature = "reports"));
    /// ```
    #[must_use]
    pub fn cfg(mut self, predicate: &str, holds: bool) -> Self {
        // Text that is not made of Rust tokens cannot be a predicate in the sources.
        if let Ok(tokens) = predicate.parse::<TokenStream>() {
            let tokens: Vec<_> = tokens.into_iter().collect();
            self.given.insert(conditions::spelling(&tokens), holds);
        }
        self
    }

    /// Excludes the attribute with this full path, such as `contracts::requires`, which belongs to
    /// another crate.
    ///
    /// Ignores a name without a path: imports determine the crate of a bare name, and the check is
    /// meant to find wrong imports.
    #[must_use]
    pub fn foreign_attribute(mut self, path: &str) -> Self {
        let path: String = path.split_whitespace().collect();
        let path = path.trim_start_matches("::");
        if path.contains("::") {
            self.foreign.push(path.to_owned());
        }
        self
    }

    /// Compares the sources with the guards of this program.
    ///
    /// Call it in a unit test of the crate, or in an integration test of its package.
    ///
    /// An integration test must name the crate. Otherwise the compiler does not link the crate into
    /// the test, and the program has no guards of it:
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
    /// Returns [`LostGuards`], which names each place and the remedy.
    #[track_caller]
    pub fn check(&self) -> Result<(), LostGuards> {
        let functions = inventory::iter::<Recorded>().map(Recorded::function);
        let findings = match std::env::current_dir() {
            Ok(package) => self.compare(&package, Location::caller().file(), functions),
            Err(error) => self.at_root(Defect::Unreadable { reason: error.to_string() }),
        };
        if findings.is_empty() { Ok(()) } else { Err(LostGuards { findings }) }
    }

    /// Compares the sources with the guards of these functions.
    ///
    /// `caller` is the file of the test, as the compiler knows it.
    fn compare(
        &self,
        package: &Path,
        caller: &str,
        functions: impl Iterator<Item = GuardedFunction>,
    ) -> Vec<Finding> {
        let root = match SourceFile::new(package, &self.root) {
            Ok(root) => Rc::new(root),
            Err(error) => return self.at_root(Defect::Unreadable { reason: error.to_string() }),
        };
        let Some(folder) = program::folder_of_paths(package, caller) else {
            return self.at_root(Defect::Moved { caller: caller.to_owned() });
        };

        // Any file may rename `requires`, so the first two walks only find its names.
        let no_names = BTreeSet::new();
        let with_tests = self.walk(&root, true, &no_names);
        let without_tests = self.walk(&root, false, &no_names);
        let renames = with_tests.renames.iter().chain(&without_tests.renames);
        let names = imports::names_of("requires", &renames);
        let caller = std::fs::canonicalize(folder.join(program::native(caller))).ok();
        let is_unit_test = with_tests.files.iter().any(|file| Some(&file.real) == caller.as_ref());

        let walk = self.walk(&root, is_unit_test, &names);
        if walk.guards.is_empty() && walk.guarded_calls.is_empty() && walk.findings.is_empty() {
            return self.at_root(Defect::NoGuards);
        }
        let places = functions.map(|function| (function.module_path, function.file, function.line));
        let program = Program::new(places, &folder);
        let is_linked =
            is_unit_test || walk.files.iter().any(|file| program.has_guard_of(&file.real));
        let mut findings = walk.findings;
        let missing = missing::missing(walk.guards, walk.guarded_calls, program);
        // If the crate is not linked, that is the one cause of all losses.
        if !is_linked && missing.iter().any(|finding| finding.defect.is_loss()) {
            findings.extend(self.at_root(Defect::NotLinked));
        } else {
            findings.extend(missing);
        }
        findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
        findings
    }

    /// Walks through the sources. `test` is true if the test is part of the crate.
    fn walk<'a>(
        &'a self,
        root: &Rc<SourceFile>,
        test: bool,
        names: &'a BTreeSet<String>,
    ) -> Walk<'a> {
        let configuration = Configuration { evaluates: true, given: &self.given, test };
        Walk::new(configuration, &self.foreign, names).crate_root(Rc::clone(root))
    }

    fn at_root(&self, defect: Defect) -> Vec<Finding> {
        vec![Finding { file: self.root.clone(), line: 1, defect }]
    }
}
