//! An export of a registration that no model names: a file, or the standard input.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use entra_perms_model::{
    Analysis, FileKind, Files, Finding, Lookup, Manifest, Place, Reading, Rule, analyze_export,
    read_manifest,
};

use super::FoundModel;
use crate::error::Failure;
use crate::input::InputFile;
use crate::place::Location;

/// The text of an export, which the model reads as a file with its name.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    input: InputFile,
    /// The client id of the application, if the text lists several.
    app: Option<String>,
}

impl Export {
    /// Reads an export. `-` is the standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        Ok(Self { input: InputFile::read(path)?, app: None })
    }

    /// Returns the name, as messages show it.
    pub(crate) fn name(&self) -> &str {
        &self.input.name
    }

    /// Reads the registration, without a mapping. If the text lists several applications, the one
    /// with one of these client ids is chosen. Several of them are a failure.
    ///
    /// An error that is not `accepted` is a failure, because it may leave a part unknown.
    pub(crate) fn registration(
        &mut self,
        client_ids: &BTreeSet<&str>,
        accepted: &[Rule],
    ) -> Result<Manifest, Failure> {
        let mut reading = self.reading();
        if reading.findings.iter().any(|finding| finding.rule() == Rule::AppChoice) {
            reading = match self.choose(client_ids)? {
                Some(chosen) => chosen,
                None => return Err(self.without_choice(&reading)),
            };
        }
        let is_accepted = |finding: &&Finding| accepted.contains(&finding.rule());
        let (passed, refused): (Vec<_>, Vec<_>) = reading.findings.iter().partition(is_accepted);
        match (reading.manifest, Failure::of_findings(refused)) {
            (_, Some(failure)) => Err(failure),
            (Some(manifest), None) => Ok(manifest),
            (None, None) => {
                Err(Failure::of_findings(passed).unwrap_or_else(|| self.not_a_registration()))
            }
        }
    }

    /// Analyzes the arguments of a model as if the export were its only registration.
    pub(crate) fn analyze(&self, model: &FoundModel) -> Analysis {
        analyze_export(model.input.clone(), self.name(), self.app.as_deref(), &self.lookup())
    }

    /// Returns a place in the export, as messages show it.
    pub(crate) fn location(&self, place: &Place) -> Location {
        Location { file: self.name().to_owned(), line: place.line, column: place.column }
    }

    /// Chooses the application with one of these client ids in a list of applications. Returns
    /// `None` if the list does not have one.
    fn choose(&mut self, client_ids: &BTreeSet<&str>) -> Result<Option<Reading>, Failure> {
        let mut found = Vec::new();
        for id in client_ids {
            let app = Some((*id).to_owned());
            let candidate = Self { app: app.clone(), ..self.clone() };
            let reading = candidate.reading();
            if !reading.findings.iter().any(|finding| finding.rule() == Rule::AppChoice) {
                found.push((app, reading));
            }
        }
        match (found.pop(), found.is_empty()) {
            (None, _) => Ok(None),
            (Some((app, reading)), true) => {
                self.app = app;
                Ok(Some(reading))
            }
            (Some(_), false) => {
                let message = format!("`{}` lists several registrations of the model", self.name());
                Err(Failure::new(message).help("choose one with `--environment`"))
            }
        }
    }

    fn without_choice(&self, reading: &Reading) -> Failure {
        let failure = Failure::of_findings(&reading.findings).map(|failure| {
            failure
                .with_remedy("export the registration of the model: `az ad app show --id <app id>`")
        });
        failure.unwrap_or_else(|| self.not_a_registration())
    }

    fn not_a_registration(&self) -> Failure {
        Failure::new(format_args!("`{}` is not a registration", self.name()))
    }

    fn reading(&self) -> Reading {
        read_manifest(&[self.name()], self.app.as_deref(), &self.lookup())
    }

    fn lookup(&self) -> Lookup<'_> {
        Lookup::new(self, Some(folder()), None)
    }

    /// Returns whether a path is the path of the export.
    fn is_at(&self, path: &Path) -> bool {
        path == Path::new(self.name()) || path == path_of(self.name())
    }
}

/// The export is the only file.
impl Files for Export {
    fn kind(&self, path: &Path) -> FileKind {
        if self.is_at(path) {
            FileKind::File { bytes: self.input.bytes.len() as u64 }
        } else {
            FileKind::Nothing
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.is_at(path) {
            Ok(self.input.bytes.clone())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
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
            Component::ParentDir => _ = path.pop(),
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    path
}
