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
    let mut names = BTreeSet::from([NAME.to_owned()]);
    loop {
        let walk = walk(&root, &given, &names);
        let others = Others::new(other_crates, &walk);
        let own_renames = walk.renames.iter().filter(|rename| !others.has(&rename.source()));
        let all_names = imports::names_of(NAME, &own_renames);
        // A file that was read before may use a name that a later file gives to the macro.
        if all_names != names {
            names = all_names;
            continue;
        }
        if let Some(defect) = walk.findings.first() {
            return Err(unreadable(defect));
        }
        let own = walk.invocations.iter().filter(|invocation| {
            let is_own_macro = walk.templates.contains_key(&invocation.name.to_string());
            let is_other = invocation.path.is_empty() && is_own_macro;
            !is_other && !others.have(invocation)
        });
        return Ok(own.map(Invocation::new).collect());
    }
}

fn walk<'a>(
    root: &Rc<SourceFile>,
    given: &'a BTreeMap<String, bool>,
    names: &'a BTreeSet<String>,
) -> Walk<'a> {
    // Guards do not matter, so no attribute is one.
    static NO_GUARDS: BTreeSet<String> = BTreeSet::new();
    let configuration = Configuration { evaluates: false, given, test: true };
    Walk::new(configuration, &[], &NO_GUARDS)
        .of_macros(names)
        .crate_root(Rc::clone(root))
}

fn unreadable(finding: &Finding) -> UnreadableSource {
    let message = finding.defect.to_string();
    let message = message.lines().next().unwrap_or("cannot read the source").to_owned();
    UnreadableSource { file: finding.file.clone(), line: finding.line, message }
}

/// The crates whose macro of this name is another macro, and the names that imports give to their
/// modules and macros.
struct Others<'a> {
    crates: &'a BTreeSet<String>,
    /// The names that every import takes from these crates. If one import takes a name from this
    /// crate or the runtime, the name counts as theirs, because no module is resolved.
    names: BTreeSet<String>,
    /// The modules of this crate, which win against names in the same way.
    modules: &'a BTreeSet<String>,
}

impl<'a> Others<'a> {
    fn new(crates: &'a BTreeSet<String>, walk: &'a Walk<'_>) -> Self {
        let mut sources: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for path in &walk.imported {
            if let Some((_, name)) = path.rsplit_once("::") {
                sources.entry(name).or_default().push(path.clone());
            }
        }
        for rename in &walk.renames {
            sources.entry(&rename.other).or_default().push(rename.source());
        }
        let mut others = Self { crates, names: BTreeSet::new(), modules: &walk.modules };
        // An import may begin with a name that another import gives.
        loop {
            let found = sources
                .iter()
                .filter(|(_, paths)| paths.iter().all(|path| others.has(path)))
                .map(|(name, _)| (*name).to_owned());
            let names: BTreeSet<_> = found.collect();
            if names == others.names {
                return others;
            }
            others.names = names;
        }
    }

    fn have(&self, invocation: &SourceInvocation) -> bool {
        if invocation.path.is_empty() {
            self.names.contains(&invocation.name.to_string().replace("r#", ""))
        } else {
            self.has(&invocation.path)
        }
    }

    /// Checks that a path begins with one of the crates, or with a name from one of them.
    fn has(&self, path: &str) -> bool {
        path.split("::").next().is_some_and(|first| {
            let is_name = self.names.contains(first) && !self.modules.contains(first);
            self.crates.contains(first) || is_name
        })
    }
}

impl Invocation {
    fn new(found: &SourceInvocation) -> Self {
        let start = found.start.start();
        Self {
            file: found.file.shown.clone(),
            line: start.line,
            column: start.column + 1,
            module: found.module.clone(),
            cfg: found.condition.predicate(),
            input: found.input.stream(),
        }
    }
}
