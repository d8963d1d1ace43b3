//! The invocations of `permissions!` in the sources of a workspace.

use std::path::{Path, PathBuf};

use entra_perms_runtime::audit::invocations::{self, Invocation, UnreadableSource};

use super::FoundModel;
use super::lost_guards::Root;
use super::unread::{self, Unread};
use super::workspace::{CargoWorkspace, Package};
use crate::error::Failure;
use crate::place::shown;

/// Finds the models of the workspace, or of the package with this name.
pub(super) fn find(
    workspace: &CargoWorkspace,
    name: Option<&str>,
) -> Result<Vec<FoundModel>, Failure> {
    let mut found = Vec::new();
    for package in packages(workspace, name)? {
        add_models(package, &mut found)?;
    }
    if found.is_empty() { Err(no_model(name, &folders(workspace, name)?)) } else { Ok(found) }
}

/// Returns the folders of all packages, or of the package with this name.
pub(super) fn folders(
    workspace: &CargoWorkspace,
    name: Option<&str>,
) -> Result<Vec<PathBuf>, Failure> {
    let packages = packages(workspace, name)?;
    Ok(packages.into_iter().map(|package| package.folder().to_owned()).collect())
}

fn packages<'w>(
    workspace: &'w CargoWorkspace,
    name: Option<&str>,
) -> Result<Vec<&'w Package>, Failure> {
    let is_chosen = |package: &&Package| name.is_none_or(|name| package.name == name);
    let packages: Vec<_> = workspace.packages.iter().filter(is_chosen).collect();
    match (name, packages.as_slice()) {
        (Some(name), []) => Err(unknown_package(workspace, name)),
        _ => Ok(packages),
    }
}

/// Returns the root files of all targets of the workspace, or of the package with this name.
pub(super) fn roots(workspace: &CargoWorkspace, name: Option<&str>) -> Vec<Root> {
    let packages = workspace
        .packages
        .iter()
        .filter(|package| name.is_none_or(|name| package.name == name));
    let roots = packages.flat_map(|package| {
        package.targets.iter().map(|target| Root {
            package: package.folder().to_owned(),
            file: target.src_path.clone(),
            krate: target.krate(),
            is_product: target.is_product(),
        })
    });
    roots.collect()
}

/// Finds the models of all packages, or of the package with this name if there is one.
pub(super) fn all(
    workspace: &CargoWorkspace,
    name: Option<&str>,
) -> Result<Vec<FoundModel>, Failure> {
    let is_chosen = |package: &&Package| name.is_some_and(|name| package.name == name);
    let mut packages: Vec<_> = workspace.packages.iter().filter(is_chosen).collect();
    if packages.is_empty() {
        packages.extend(&workspace.packages);
    }
    let mut found = Vec::new();
    for package in packages {
        add_models(package, &mut found)?;
    }
    Ok(found)
}

/// Adds the models of a package. Several targets may share a module.
fn add_models(package: &Package, found: &mut Vec<FoundModel>) -> Result<(), Failure> {
    let other_crates = package.other_crates();
    for target in &package.targets {
        let root = &target.src_path;
        let invocations = invocations::find(package.folder(), root, &other_crates)
            .map_err(|unreadable| failure(package.folder(), &unreadable))?;
        for invocation in invocations {
            let model = model(package, target.krate(), invocation);
            let is_same = |other: &FoundModel| {
                other.folder == model.folder
                    && other.file == model.file
                    && (other.line, other.column) == (model.line, model.column)
            };
            if !found.iter().any(is_same) {
                found.push(model);
            }
        }
    }
    Ok(())
}

fn model(package: &Package, krate: String, invocation: Invocation) -> FoundModel {
    let module = if invocation.module.is_empty() {
        krate
    } else {
        format!("{krate}::{}", invocation.module)
    };
    let file = package.folder().join(invocation.file);
    FoundModel {
        package: package.name.clone(),
        folder: package.folder().to_owned(),
        shown: shown(&file),
        file,
        line: invocation.line,
        column: invocation.column,
        module,
        cfg: invocation.cfg,
        input: invocation.input,
    }
}

fn failure(folder: &Path, unreadable: &UnreadableSource) -> Failure {
    let file = shown(&folder.join(&unreadable.file));
    Failure::new(format_args!("{file}:{}: {}", unreadable.line, unreadable.message))
        .help("run `cargo check`, which shows the defect")
}

fn no_model(package: Option<&str>, folders: &[PathBuf]) -> Failure {
    let failure = match package {
        Some(name) => Failure::new(format_args!("the package `{name}` has no `permissions!`")),
        None => Failure::new("the workspace has no `permissions!`"),
    };
    let failure = match unread::first(folders) {
        Some(Unread::Invocation(place)) => failure.note(format_args!(
            "`permissions!` at {place} is not read: it is in another macro, in no module of a \
             target, or of another crate"
        )),
        Some(Unread::Include(place)) => failure.note(format_args!(
            "the file of `include!` at {place} is not read: it is missing, or an expression names \
             it"
        )),
        None => failure,
    };
    failure.help(
        "start with an exported app registration: `cargo entra-perms init manifests/api.json`",
    )
}

fn unknown_package(workspace: &CargoWorkspace, name: &str) -> Failure {
    let names = workspace.packages.iter().map(|package| package.name.as_str());
    let failure = Failure::new(format_args!("the workspace has no package `{name}`"));
    match entra_perms_model::suggestion::closest(name, names) {
        Some(meant) => failure.help(format_args!("did you mean `{meant}`?")),
        None => failure.note(format_args!("it has {}", listed(workspace))),
    }
}

/// Returns the packages of a workspace in words.
fn listed(workspace: &CargoWorkspace) -> String {
    /// The number of packages that are listed. Nobody reads more.
    const MAX_LISTED: usize = 20;
    let names = workspace.packages.iter().take(MAX_LISTED);
    let mut names: Vec<_> = names.map(|package| format!("`{}`", package.name)).collect();
    match workspace.packages.len().checked_sub(MAX_LISTED) {
        None | Some(0) => {}
        Some(more) => names.push(format!("{more} more packages")),
    }
    entra_perms_model::suggestion::in_words(&names, "and")
}
