//! The models of a workspace: `workspace` (the packages and targets that cargo knows) → `discovery`
//! (the invocations of `permissions!` in their sources) → `choice` (one of them, if a command needs
//! one) → the analysis of each. `lost_guards` compares the guards of the sources with a program,
//! and `guard_findings` compares the guards of a program with a model.

mod choice;
mod discovery;
mod guard_findings;
mod lost_guards;
mod workspace;

use std::path::PathBuf;

use entra_perms_model::{
    Analysis, Disk, Lookup, Manifest, Model, Workspace, analyze, read_manifests,
};
use proc_macro2::TokenStream;

pub(crate) use self::lost_guards::LostGuardPlace;
use self::lost_guards::Root;
use crate::arguments::GlobalArguments;
use crate::error::Failure;
use crate::place::{Location, shown};

/// The models of a workspace, or of one of its packages.
#[derive(Debug)]
pub(crate) struct Models {
    /// At least one model, in the order of the packages, targets and sources.
    pub(crate) list: Vec<FoundModel>,
    /// The targets that were searched.
    roots: Vec<Root>,
    /// The root of the workspace, in which the paths of the compiler start.
    folder: PathBuf,
    disk: Disk,
}

/// An invocation of `permissions!`.
#[derive(Clone, Debug)]
pub(crate) struct FoundModel {
    /// The name of the package.
    pub(crate) package: String,
    /// The folder of the package, in which relative paths of the arguments start.
    pub(crate) folder: PathBuf,
    /// The source file, as an absolute path.
    pub(crate) file: PathBuf,
    /// The line of the macro's path, from 1.
    pub(crate) line: usize,
    /// The column of the macro's path in characters, from 1.
    pub(crate) column: usize,
    /// The module with its crate, such as `crm::permissions`.
    pub(crate) module: String,
    /// The predicate of the `cfg` around it. It is shown and not evaluated.
    pub(crate) cfg: Option<String>,
    /// The arguments.
    pub(crate) input: TokenStream,
}

impl Models {
    /// Finds the models. A workspace without one is a failure.
    pub(crate) fn find(global: &GlobalArguments) -> Result<Self, Failure> {
        let workspace = workspace::read(global.manifest_path.as_deref())?;
        let list = discovery::find(&workspace, global.package.as_deref())?;
        let list = choice::named(list, global.model.as_deref())?;
        let roots = discovery::roots(&workspace, global.package.as_deref());
        let folder = workspace.files.root.clone();
        Ok(Self { list, roots, folder, disk: Disk::with_workspace(workspace.files) })
    }

    /// Returns the one model that a command works on. Several models without a choice are a
    /// failure that names them.
    pub(crate) fn only(&self, command: &str) -> Result<&FoundModel, Failure> {
        choice::only(&self.list, command)
    }

    /// Analyzes a model as the build does.
    pub(crate) fn analyze(&self, model: &FoundModel) -> Analysis {
        analyze(model.input.clone(), &self.lookup(model))
    }

    /// Returns a model that has no errors. A model with errors is a failure.
    pub(crate) fn model(&self, found: &FoundModel) -> Result<Model, Failure> {
        let analysis = self.analyze(found);
        let has_errors = analysis.has_errors();
        match analysis.model {
            Some(model) if !has_errors => Ok(model),
            Some(_) | None => {
                let message =
                    format_args!("the model at {} has errors", found.location()).to_string();
                Err(Failure::new(message).help("list them with `cargo entra-perms check`"))
            }
        }
    }

    /// Reads the registrations of a model: `manifest`, then each of `environments`. An error in one
    /// of them is a failure.
    pub(crate) fn registrations(&self, model: &FoundModel) -> Result<Vec<Manifest>, Failure> {
        let reading = read_manifests(model.input.clone(), &self.lookup(model));
        match Failure::of_findings(&reading.findings) {
            None => Ok(reading.manifests),
            Some(failure) => Err(failure.help("`cargo entra-perms check` shows all findings")),
        }
    }

    /// Returns the rules by which the package of a model finds files.
    pub(crate) fn lookup(&self, model: &FoundModel) -> Lookup<'_> {
        Lookup::new(&self.disk, Some(model.folder.clone()), Some(model.file.clone()))
    }
}

/// The packages of a workspace.
#[derive(Debug)]
pub(crate) struct Packages {
    pub(crate) workspace: Workspace,
    /// The folders of all packages, or of the package that the command line names.
    pub(crate) folders: Vec<PathBuf>,
}

impl Packages {
    /// Finds the packages. Returns `None` outside of workspaces.
    pub(crate) fn find(global: &GlobalArguments) -> Result<Option<Self>, Failure> {
        match workspace::read(global.manifest_path.as_deref()) {
            Ok(found) => {
                let folders = discovery::folders(&found, global.package.as_deref())?;
                Ok(Some(Self { workspace: found.files, folders }))
            }
            Err(_) if global.manifest_path.is_none() && global.package.is_none() => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

impl FoundModel {
    /// Returns the place of the macro's path.
    pub(crate) fn location(&self) -> Location {
        Location { file: shown(&self.file), line: self.line, column: self.column }
    }
}
