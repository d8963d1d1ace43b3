//! One manifest, in one file or in fragments: `source` (disk → bytes, and by `encoding` → text) → `raw` (text → entries with
//! positions, file by file) → `merge` (the fragments of one application) → `resolve` (the rules of a registration) →
//! `environments` (the registrations of one API agree) → `model` (what code generation reads). Findings on the way go to a
//! `report`.

mod encoding;
pub(crate) mod environments;
mod merge;
pub(crate) mod model;
mod raw;
mod report;
mod resolve;
pub(crate) mod source;
#[cfg(test)]
pub(crate) mod test_folder;

use proc_macro2::Span;

use self::raw::Form;
pub(crate) use self::raw::Wanted;
pub(crate) use self::report::Damage;
use self::report::Report;
pub(crate) use self::resolve::{Members, Registered, Registration};
use self::source::Source;
use crate::errors::Errors;
use crate::warnings::Warnings;

/// A manifest as far as it could be read.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Its files, at least one.
    pub files: Vec<Source>,
    /// The form of export of each file.
    pub forms: Vec<Form>,
    /// What it registers.
    pub registration: Registration,
    /// How much of it is missing or in doubt, and so which checks would only repeat earlier errors.
    pub damage: Damage,
}

impl Manifest {
    /// Reads the texts of a manifest, of several apps the one that `app` names; `None` where they hold nothing to generate from.
    pub(crate) fn read(
        files: Vec<Source>,
        app: Option<Wanted<'_>>,
        errors: &mut Errors,
        warnings: &mut Warnings,
    ) -> Option<Self> {
        if files.is_empty() {
            return None;
        }
        let mut report = Report::new(&files);
        let read_one = |(index, source): (usize, &Source)| {
            report.read(index, |report| raw::read(&source.text, app, report))
        };
        let raw: Vec<_> = files.iter().enumerate().filter_map(read_one).collect();
        let merged = merge::merge(raw, &mut report);
        let forms = merged.as_ref().map(|merged| merged.forms.clone()).unwrap_or_default();
        let registration = merged.map(|merged| resolve::resolve(merged, &mut report));
        let (found, warned, damage) = report.finish();
        errors.extend(found);
        warnings.extend(warned);
        Some(Self { forms, registration: registration?, files, damage })
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
            .map(|file| file.at(entry.at.byte))
            .unwrap_or_default()
    }

    /// Its files, as messages name them.
    pub(crate) fn name(&self) -> String {
        source::names(&self.files)
    }
}
