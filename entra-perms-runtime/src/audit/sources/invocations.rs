//! The invocations of `permissions!` in the sources of a crate. Only `cargo entra-perms` reads
//! them, so this module is not a part of the API.
//!
//! No `cfg` is evaluated: an invocation under any condition is found, and names its condition.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::TokenStream;

use super::conditions::Configuration;
use super::files::SourceFile;
use super::imports;
use super::lost::Finding;
use super::walk::{SourceInvocation, Walk};

/// The macro.
const NAME: &str = "permissions";

/// An invocation of `permissions!`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// The source file: relative to the folder of the package if it is below that folder.
    pub file: PathBuf,
    /// The line of the macro's path, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The module below the crate, such as `api::permissions`. Empty for the root.
    pub module: String,
    /// The predicate of the `cfg` under which the code is compiled, if there is one.
    pub cfg: Option<String>,
    /// The arguments: the tokens between the braces.
    pub input: TokenStream,
}

/// The first source that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadableSource {
    /// The source file: relative to the folder of the package if it is below that folder.
    pub file: PathBuf,
    /// The line of the defect, from 1.
    pub line: usize,
    /// The defect, on one line.
    pub message: String,
}

/// Finds the invocations in the crate with this root file, in the order of the sources.
///
/// `root` is absolute or relative to the folder `package`. A path that begins with one of
/// `other_crates` is not the macro.
///
/// # Errors
/// Returns the first source that is missing or not made of Rust tokens.
pub fn find(
    package: &Path,
    root: &Path,
    other_crates: &BTreeSet<String>,
) -> Result<Vec<Invocation>, UnreadableSource> {
    let shown = root.strip_prefix(package).unwrap_or(root);
    let root = SourceFile::new(package, shown).map_err(|error| UnreadableSource {
        file: shown.to_owned(),
        line: 1,
        message: format!("cannot read the source: {}", error.kind()),
    })?;
    let root = Rc::new(root);
    let given = BTreeMap::new();
    let foreign: Vec<_> = other_crates.iter().map(|name| format!("{name}::{NAME}")).collect();
    let mut names = BTreeSet::from([NAME.to_owned()]);
    loop {
        let walk = walk(&root, &given, &foreign, &names);
        let all_names = imports::names_of(NAME, &walk.renames);
        // A file that was read before may use a name that a later file gives to the macro.
        if all_names != names {
            names = all_names;
            continue;
        }
        if let Some(defect) = walk.findings.into_iter().next() {
            return Err(unreadable(defect));
        }
        let of_others = Others { crates: other_crates, imported: &walk.imported };
        let own = walk.invocations.into_iter().filter(|invocation| {
            let is_own_macro = walk.templates.contains_key(&invocation.name.to_string());
            let is_other = invocation.path.is_empty() && is_own_macro;
            !is_other && !of_others.have(invocation)
        });
        return Ok(own.map(Invocation::new).collect());
    }
}

fn walk<'a>(
    root: &Rc<SourceFile>,
    given: &'a BTreeMap<String, bool>,
    foreign: &'a [String],
    names: &'a BTreeSet<String>,
) -> Walk<'a> {
    // Guards do not matter, so no attribute is one.
    static NO_GUARDS: BTreeSet<String> = BTreeSet::new();
    let configuration = Configuration { evaluates: false, given, test: true };
    Walk::new(configuration, foreign, &NO_GUARDS)
        .of_macros(names)
        .crate_root(Rc::clone(root))
}

fn unreadable(finding: Finding) -> UnreadableSource {
    let message = finding.defect.to_string();
    let message = message.lines().next().unwrap_or("cannot read the source").to_owned();
    UnreadableSource { file: finding.file, line: finding.line, message }
}

/// The crates whose macros of this name are other macros.
struct Others<'a> {
    crates: &'a BTreeSet<String>,
    imported: &'a BTreeSet<String>,
}

impl Others<'_> {
    fn have(&self, invocation: &SourceInvocation) -> bool {
        if !invocation.path.is_empty() {
            return self.has(&invocation.path);
        }
        // Imports of the name from this crate or the runtime win, because no module is resolved.
        let last = format!("::{}", invocation.name.to_string().replace("r#", ""));
        let mut imports = self.imported.iter().filter(|path| path.ends_with(&last)).peekable();
        imports.peek().is_some() && imports.all(|path| self.has(path))
    }

    /// Checks that a path begins with one of the crates.
    fn has(&self, path: &str) -> bool {
        path.split("::").next().is_some_and(|first| self.crates.contains(first))
    }
}

impl Invocation {
    fn new(found: SourceInvocation) -> Self {
        let start = found.start.start();
        Self {
            file: found.file.shown.clone(),
            line: start.line,
            column: start.column + 1,
            module: found.module,
            cfg: found.condition.predicate(),
            input: found.input.stream(),
        }
    }
}
