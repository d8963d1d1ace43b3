//! Findings of the model → items.

use entra_perms_model::{Finding, Lookup, Note, Place, Rule, Severity};

use super::{Item, Level, Remark};
use crate::models::FoundModel;
use crate::place::{Location, shown};

/// Returns a finding about a model as an item.
///
/// `lookup` is the lookup of the model, which finds the file of a manifest.
pub(crate) fn item(finding: &Finding, model: &FoundModel, lookup: &Lookup<'_>) -> Item {
    let source = in_source(finding, model);
    let manifest = finding.place().map(|place| in_manifest(place, lookup));
    let (place, related) = match manifest {
        Some(place) => (place, vec![source]),
        None => (source, Vec::new()),
    };
    Item { related, ..at(finding, place) }
}

/// Returns a finding as an item at this place.
pub(crate) fn at(finding: &Finding, place: Location) -> Item {
    let mut remarks: Vec<_> = finding.notes().iter().map(remark).collect();
    if let Rule::Lint(lint) = finding.rule() {
        let name = lint.name();
        remarks.push(Remark::help(format!("if this is intended, add `allow = [{name}]`")));
    }
    Item {
        id: finding.rule().id(),
        level: match finding.severity() {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
        },
        class: None,
        message: finding.message().to_owned(),
        place: Some(place),
        related: Vec::new(),
        remarks,
    }
}

/// Returns the place of an argument. A finding about no argument is at the invocation.
fn in_source(finding: &Finding, model: &FoundModel) -> Location {
    let span = finding.span();
    let start = span.start();
    // Only the span of the call site, which belongs to no file, is empty.
    if start == span.end() {
        return model.location();
    }
    Location { file: shown(&model.file), line: start.line, column: start.column + 1 }
}

/// Returns a place in a manifest. `lookup` turns the path in the argument into the file.
fn in_manifest(place: &Place, lookup: &Lookup<'_>) -> Location {
    let file = lookup.file(&place.file).map(|file| shown(&file));
    let file = file.unwrap_or_else(|| place.file.clone());
    Location { file, line: place.line, column: place.column }
}

fn remark(note: &Note) -> Remark {
    match note {
        Note::Help(text) => Remark::help(text),
        Note::Note(text) => Remark::note(text),
        // A kind of a later version is a fact.
        other => Remark::note(other.to_string()),
    }
}
