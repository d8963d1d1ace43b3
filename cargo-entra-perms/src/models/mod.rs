//! The models of a workspace: `workspace` (the packages and targets that cargo knows) → `discovery`
//! (the invocations of `permissions!` in their sources, or else an `unread` place) → `choice` (one
//! of them, if a command needs one) → the analysis of each. `export`: a registration that no model
//! names. `environment`: the registrations of the models, and the one that an export belongs to.
//! `clients`: the files of the clients. `lost_guards` compares the guards of the sources with a
//! program, and `guard_findings` the guards of a program with a model.

mod choice;
mod clients;
mod discovery;
mod environment;
mod export;
mod guard_findings;
mod lost_guards;
mod unread;
mod workspace;

use std::path::{Path, PathBuf};

use entra_perms_model::{
    Analysis, Disk, Files, Lookup, Model, Reading, Workspace, analyze, analyze_environment,
    read_environment, registration_files,
};
use proc_macro2::TokenStream;

pub(crate) use self::environment::Environment;
pub(crate) use self::export::Export;
use self::lost_guards::Root;
pub(crate) use self::lost_guards::{LostGuardPlace, OTHER_TARGET};
use self::workspace::CargoWorkspace;
use crate::arguments::GlobalArguments;
use crate::error::Failure;
use crate::history::Snapshot;
use crate::place::{Location, shown};

/// The models of a workspace, or of one of its packages.
pub(crate) struct Models {
    /// At least one model, in the order of the packages, targets and sources.
    pub(crate) list: Vec<FoundModel>,
    /// The targets that were searched.
    roots: Vec<Root>,
    /// The root of the workspace, in which the paths of the compiler start.
    folder: PathBuf,
    /// The target folder of cargo.
    pub(crate) target: PathBuf,
    files: Source,
}

/// The place of all files of a workspace.
enum Source {
    Disk(Disk),
    Revision(Box<Snapshot>),
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
    /// The source file, as messages show it.
    pub(crate) shown: String,
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
        Ok(Self::on_disk(list, roots, workspace))
    }

    /// Finds the models of a revision, whatever the options choose. Only if it has the package of
    /// the options, other packages are left out. The list may be empty.
    pub(crate) fn of_revision(
        snapshot: Snapshot,
        global: &GlobalArguments,
    ) -> Result<Self, Failure> {
        let package = global.package.as_deref();
        let cargo_toml = snapshot.cargo_toml()?;
        let found = workspace::read(Some(&cargo_toml)).and_then(|workspace| {
            Ok((discovery::all(&workspace, package)?, workspace.target, workspace.files))
        });
        let (mut list, target, workspace) = found.map_err(|failure| snapshot.rename(failure))?;
        for model in &mut list {
            model.shown = snapshot.shown(&model.file);
        }
        let folder = workspace.root.clone();
        let files = Source::Revision(Box::new(snapshot.with_workspace(workspace)));
        Ok(Self { list, roots: Vec::new(), folder, target, files })
    }

    /// Keeps the models that the options choose. If there is none, it is a failure.
    pub(crate) fn chosen(mut self, global: &GlobalArguments) -> Result<Self, Failure> {
        self.list.retain(|model| model.is_chosen(global));
        if self.list.is_empty() {
            return Err(Failure::new("no `permissions!` is chosen by the options"));
        }
        Ok(self)
    }

    /// Finds the models on disk in the same way.
    pub(crate) fn all(global: &GlobalArguments) -> Result<Self, Failure> {
        let workspace = workspace::read(global.manifest_path.as_deref())?;
        let list = discovery::all(&workspace, global.package.as_deref())?;
        let roots = discovery::roots(&workspace, None);
        Ok(Self::on_disk(list, roots, workspace))
    }

    fn on_disk(list: Vec<FoundModel>, roots: Vec<Root>, workspace: CargoWorkspace) -> Self {
        let CargoWorkspace { target, files, .. } = workspace;
        let folder = files.root.clone();
        Self { list, roots, folder, target, files: Source::Disk(Disk::with_workspace(files)) }
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

    /// Reads one registration of a model without its mapping: 0 is `manifest`, the others are
    /// `environments`.
    pub(crate) fn read_environment(&self, model: &FoundModel, index: usize) -> Reading {
        read_environment(model.input.clone(), index, &self.lookup(model))
    }

    /// Analyzes one registration of a model as if it were the only one: 0 is `manifest`, the others
    /// are `environments`.
    pub(crate) fn analyze_environment(&self, model: &FoundModel, index: usize) -> Analysis {
        analyze_environment(model.input.clone(), index, &self.lookup(model))
    }

    /// Returns the rules by which the package of a model finds files.
    pub(crate) fn lookup(&self, model: &FoundModel) -> Lookup<'_> {
        Lookup::new(self.files(), Some(model.folder.clone()), Some(model.file.clone()))
    }

    fn files(&self) -> &dyn Files {
        match &self.files {
            Source::Disk(disk) => disk,
            Source::Revision(snapshot) => snapshot.as_ref(),
        }
    }

    /// Returns a path as messages show it.
    pub(crate) fn shown(&self, file: &Path) -> String {
        match &self.files {
            Source::Disk(_) => shown(file),
            Source::Revision(snapshot) => snapshot.shown(file),
        }
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
    /// Returns the paths of the files of each registration, as the arguments name them.
    pub(crate) fn registration_files(&self) -> Vec<Vec<String>> {
        registration_files(self.input.clone())
    }

    /// Returns the place of the macro's path.
    pub(crate) fn location(&self) -> Location {
        Location { file: self.shown.clone(), line: self.line, column: self.column }
    }
}
