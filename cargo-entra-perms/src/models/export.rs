//! An export of a registration that no model names: a file, or the standard input.

use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

use entra_perms_model::{
    Analysis, FileKind, Files, Finding, Lookup, Note, Reading, Rule, Severity, analyze_export,
    read_manifest,
};

use super::FoundModel;
use crate::error::Failure;
use crate::place::shown;

/// The largest export that is read, in bytes. The model refuses larger files.
const MAX_BYTES: u64 = 16 << 20;
/// The name of the standard input in messages.
const STANDARD_INPUT: &str = "standard input";

/// The text of an export, which the model reads as a file with this name.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    /// The path as the user wrote it.
    name: String,
    bytes: Vec<u8>,
    /// The application, if the text lists several.
    app: Option<String>,
}

impl Export {
    /// Reads a file. `-` is the standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Self::from_standard_input();
        }
        let name = shown(&current(path));
        let failure = |reason: &dyn std::fmt::Display| {
            Failure::new(format!("cannot read `{name}`: {reason}"))
        };
        let found = fs::metadata(path).map_err(|error| failure(&error.kind()))?;
        if found.is_dir() {
            return Err(failure(&"it is a directory"));
        }
        let file = fs::File::open(path).map_err(|error| failure(&error.kind()))?;
        let bytes = read_all(file).map_err(|error| failure(&error.kind()))?;
        Ok(Self { name, bytes, app: None })
    }

    fn from_standard_input() -> Result<Self, Failure> {
        let input = io::stdin();
        if input.is_terminal() {
            return Err(Failure::new("the standard input is a terminal").help(
                "pipe an export into the command: `az ad app show --id <app id> -o json | …`, or \
                 name a file",
            ));
        }
        let bytes = read_all(input.lock()).map_err(|error| {
            Failure::new(format_args!("cannot read the standard input: {}", error.kind()))
        })?;
        Ok(Self { name: STANDARD_INPUT.to_owned(), bytes, app: None })
    }

    /// Returns the name, as messages show it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Reads the registration, without a mapping. If the text lists several applications, takes the
    /// first one with one of these client ids.
    ///
    /// A text that is not a registration is a failure.
    pub(crate) fn registration(
        &mut self,
        client_ids: &[&str],
    ) -> Result<entra_perms_model::Manifest, Failure> {
        let mut reading = self.reading();
        if lists_several(&reading) {
            for id in client_ids {
                self.app = Some((*id).to_owned());
                let chosen = self.reading();
                if !lists_several(&chosen) {
                    reading = chosen;
                    break;
                }
                self.app = None;
            }
        }
        let errors = reading.findings.iter().find(|found| found.severity() == Severity::Error);
        match (errors, reading.manifest) {
            (Some(error), _) => Err(as_failure(error)),
            (None, Some(manifest)) => Ok(manifest),
            (None, None) => {
                Err(Failure::new(format_args!("`{}` is not a registration", self.name)))
            }
        }
    }

    /// Analyzes the arguments of a model as if the export were its only registration.
    pub(crate) fn analyze(&self, model: &FoundModel) -> Analysis {
        analyze_export(model.input.clone(), &self.name, self.app.as_deref(), &self.lookup())
    }

    fn reading(&self) -> Reading {
        read_manifest(&[&self.name], self.app.as_deref(), &self.lookup())
    }

    fn lookup(&self) -> Lookup<'_> {
        Lookup::new(self, Some(folder()), None)
    }

    /// Returns whether a path is the path of the export.
    fn is_at(&self, path: &Path) -> bool {
        path == Path::new(&self.name) || path == path_of(&self.name)
    }
}

/// The export is the only file.
impl Files for Export {
    fn kind(&self, path: &Path) -> FileKind {
        if self.is_at(path) {
            FileKind::File { bytes: self.bytes.len() as u64 }
        } else {
            FileKind::Nothing
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.is_at(path) { Ok(self.bytes.clone()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

/// Returns an error of the model as a failure.
pub(crate) fn as_failure(error: &Finding) -> Failure {
    let failure = Failure::new(error.message());
    let failure = match error.place() {
        Some(place) => failure.note(format_args!("at {place}")),
        None => failure,
    };
    error.notes().iter().fold(failure, |failure, note| match note {
        Note::Help(text) => failure.help(text),
        Note::Note(text) => failure.note(text),
        other => failure.note(other),
    })
}

fn lists_several(reading: &Reading) -> bool {
    reading.findings.iter().any(|finding| finding.rule() == Rule::AppChoice)
}

/// Reads at most one byte more than the limit, so that the model reports the size.
fn read_all(input: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The folder of the package in the lookup: the root, so that no path leads out of it.
fn folder() -> PathBuf {
    PathBuf::from("/")
}

/// Returns the path at which the lookup searches a relative name.
fn path_of(name: &str) -> PathBuf {
    let mut path = folder();
    for step in Path::new(name).components() {
        match step {
            std::path::Component::ParentDir => _ = path.pop(),
            std::path::Component::CurDir => {}
            other => path.push(other),
        }
    }
    path
}

fn current(path: &Path) -> PathBuf {
    env::current_dir().map_or_else(|_| path.to_owned(), |folder| folder.join(path))
}
