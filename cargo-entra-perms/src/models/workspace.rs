//! The packages and targets of a workspace, which `cargo metadata` lists.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::{Command, Stdio};

use entra_perms_model::Workspace;
use serde::Deserialize;

use crate::error::Failure;

/// The crate with `permissions!`.
const RUNTIME: &str = "entra-perms-runtime";

/// A workspace, as cargo reports it.
#[derive(Debug)]
pub(super) struct CargoWorkspace {
    pub(super) packages: Vec<Package>,
    /// The target folder.
    pub(super) target: PathBuf,
    /// The folders, for the lookup of files.
    pub(super) files: Workspace,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    manifest_path: PathBuf,
    pub(super) targets: Vec<Target>,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Target {
    pub(super) name: String,
    kind: BTreeSet<String>,
    pub(super) src_path: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    rename: Option<String>,
    /// The registry or repository. A package of a path has none.
    source: Option<String>,
}

impl Package {
    /// Returns the folder with the `Cargo.toml`.
    pub(super) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }

    /// Returns the crates whose `permissions!` is another macro: all dependencies from a registry
    /// or repository, except the runtime. A package of a path may re-export the runtime.
    pub(super) fn other_crates(&self) -> BTreeSet<String> {
        let others = self
            .dependencies
            .iter()
            .filter(|dependency| dependency.source.is_some() && dependency.name != RUNTIME);
        others
            .map(|dependency| dependency.rename.as_ref().unwrap_or(&dependency.name))
            .map(|name| name.replace('-', "_"))
            .collect()
    }
}

impl Target {
    /// Returns the name of the crate.
    pub(super) fn krate(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Returns whether the target is a library or a program, and not a test or an example.
    pub(super) fn is_product(&self) -> bool {
        let others = ["test", "bench", "example", "custom-build"];
        !others.iter().any(|kind| self.kind.contains(*kind))
    }
}

/// Asks cargo for the workspace.
pub(super) fn read(manifest_path: Option<&Path>) -> Result<CargoWorkspace, Failure> {
    // Cargo sets `CARGO` if it runs the command.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["metadata", "--no-deps", "--offline", "--format-version=1"]);
    if let Some(path) = manifest_path {
        command.arg("--manifest-path").arg(path);
    }
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::new(format_args!("cannot run cargo: {}", error.kind())))?;
    if !output.status.success() {
        return Err(refused(&String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let metadata: Result<Metadata, _> = serde_json::from_str(&text);
    match (metadata, Workspace::from_metadata(&text)) {
        (Ok(Metadata { packages, target_directory: target }), Some(files)) => {
            Ok(CargoWorkspace { packages, target, files })
        }
        _ => Err(Failure::new("cannot read the output of `cargo metadata`")),
    }
}

/// Words the refusal of cargo: its first line, the place, and the causes.
fn refused(stderr: &str) -> Failure {
    let text = without_current_folder(stderr);
    let mut lines = text.lines().map(str::trim);
    let message = lines.find_map(|line| line.strip_prefix("error: "));
    let message = message.unwrap_or("cargo cannot read the workspace");
    let is_missing = ["could not find", "manifest path"].iter().any(|it| message.starts_with(it));
    let mut failure = Failure::new(message);
    let mut is_cause = false;
    for line in lines {
        match line.strip_prefix("--> ") {
            Some(place) => failure = failure.note(format_args!("at {place}")),
            None if is_cause && !line.is_empty() => failure = failure.note(line),
            None => is_cause = line == "Caused by:",
        }
    }
    if is_missing { failure.help("name a `Cargo.toml` with `--manifest-path`") } else { failure }
}

/// Shortens the absolute paths of cargo.
fn without_current_folder(text: &str) -> String {
    match env::current_dir() {
        Ok(folder) => {
            let folder = folder.display();
            let below = text.replace(&format!("{folder}{MAIN_SEPARATOR}"), "");
            below.replace(&format!("`{folder}`"), "the current folder")
        }
        Err(_) => text.to_owned(),
    }
}
