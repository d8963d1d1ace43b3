//! The files of one manifest → one registration: `export` (one file → entries with places) →
//! `fragments` (the files of one application) → `registration` (the rules of a registration).
//! `report` collects the findings on the way, and `value` knows the values that Entra accepts.

mod export;
mod fragments;
mod registration;
mod report;
mod value;

use proc_macro2::Span;

pub use self::export::Form;
pub(crate) use self::export::{AppChoice, Kind};
pub(crate) use self::registration::Registration;
pub use self::registration::{Members, Registered};
use self::report::Report;
pub(crate) use self::report::{Damage, Shown};
use crate::files::{self, Source};
use crate::finding::{Finding, Findings};
use crate::model::App;

/// A manifest as far as it could be read.
#[derive(Debug)]
pub struct Manifest {
    /// Its files, at least one.
    pub(crate) files: Vec<Source>,
    /// The form of export of each file.
    pub(crate) forms: Vec<Form>,
    /// What it registers.
    pub(crate) registration: Registration,
    /// How much of it is missing or in doubt, and so which checks would only repeat earlier errors.
    pub(crate) damage: Damage,
}

impl Manifest {
    /// Reads the files of a manifest. If they list several applications, `app` names one.
    ///
    /// Returns `None` if the files do not contain any names.
    pub(crate) fn read(
        files: Vec<Source>,
        app: Option<AppChoice<'_>>,
        findings: &mut Findings,
    ) -> Option<Self> {
        if files.is_empty() {
            return None;
        }
        let mut report = Report::new(&files);
        let mut exports = Vec::new();
        for (index, source) in files.iter().enumerate() {
            exports.extend(export::read(&source.text, app, &mut report.file(index)));
        }
        let merged = fragments::merge(exports, &mut report);
        let forms = merged.as_ref().map(|merged| merged.forms.clone()).unwrap_or_default();
        let registration = merged.map(|merged| registration::resolve(merged, &mut report));
        let (found, damage) = report.finish();
        findings.extend(found);
        Some(Self { forms, registration: registration?, files, damage })
    }

    /// Returns the application itself.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.registration.app
    }

    /// Returns the app roles, each value once, in the order of the files.
    #[must_use]
    pub fn roles(&self) -> &[Registered] {
        &self.registration.roles
    }

    /// Returns the scopes, each value once, in the order of the files.
    #[must_use]
    pub fn scopes(&self) -> &[Registered] {
        &self.registration.scopes
    }

    /// Returns the form of export of each file.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// The same manifest, of which a file is missing.
    pub(crate) fn damaged(self) -> Self {
        Self { damage: Damage::Values, ..self }
    }

    /// The string literal that names its first file.
    pub(crate) fn span(&self) -> Span {
        self.files.first().map_or_else(Span::call_site, |file| file.span)
    }

    /// The string literal that names the file in which an entry stands.
    pub(crate) fn span_of(&self, entry: &Registered) -> Span {
        self.files.get(entry.at.file).map_or_else(Span::call_site, |file| file.span)
    }

    /// Where an entry stands, such as `manifests/crm.json:12:7`.
    pub(crate) fn place(&self, entry: &Registered) -> String {
        self.files
            .get(entry.at.file)
            .map(|file| file.place(entry.at.bytes()).to_string())
            .unwrap_or_default()
    }

    /// Adds the place of an entry to a finding.
    pub(crate) fn locate(&self, entry: &Registered, finding: Finding) -> Finding {
        match self.files.get(entry.at.file) {
            Some(file) => finding.in_manifest(file.place(entry.at.bytes())),
            None => finding,
        }
    }

    /// Returns the paths of the files, as the user wrote them.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.written.as_str())
    }

    /// Its files, as messages name them.
    pub(crate) fn name(&self) -> String {
        files::names(&self.files)
    }
}
