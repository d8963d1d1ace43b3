//! One manifest file: `source` (disk → text) → `raw` (text → entries with positions) → `resolve` (the rules of
//! a registration) → `model` (what code generation reads). Findings on the way go to a `report`.

pub(crate) mod model;
mod raw;
mod report;
mod resolve;
pub(crate) mod source;
#[cfg(test)]
pub(crate) mod test_folder;

use proc_macro2::Span;

pub(crate) use self::report::Damage;
use self::report::Report;
pub(crate) use self::resolve::{Registered, Registration};
use self::source::Source;
use crate::errors::Errors;

/// A manifest as far as it could be read.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// The file.
    pub source: Source,
    /// The string literal that names the file.
    pub span: Span,
    /// What it registers.
    pub registration: Registration,
    /// How much of it is missing or in doubt, and so which checks would only repeat earlier errors.
    pub damage: Damage,
}

impl Manifest {
    /// Reads the text of a manifest; `None` where it holds nothing to generate from.
    pub(crate) fn read(source: Source, span: Span, errors: &mut Errors) -> Option<Self> {
        let mut report = Report::new(&source, span);
        let raw = raw::read(&source.text, &mut report);
        let registration = raw.map(|raw| resolve::resolve(raw, &mut report));
        let (found, damage) = report.finish();
        errors.extend(found);
        Some(Self { registration: registration?, source, span, damage })
    }

    /// Where an entry stands, such as `manifests/crm.json:12:7`.
    pub(crate) fn place(&self, entry: &Registered) -> String {
        self.source.at(entry.at)
    }
}
