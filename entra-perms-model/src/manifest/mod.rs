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
pub(crate) use self::report::Damage;
use self::report::Report;
use crate::files::{self, Source};
use crate::finding::Findings;
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
        let mut report = Report::new(&files)?;
        let exports = report.read_files(|file| export::read(app, file));
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
        entry.at.source(&self.files).span
    }

    /// Where an entry stands, such as `manifests/crm.json:12:7`.
    pub(crate) fn place(&self, entry: &Registered) -> String {
        entry.at.place(&self.files).to_string()
    }

    /// Its files, as messages name them.
    pub(crate) fn name(&self) -> String {
        files::names(&self.files)
    }
}
