//! The differences between the environments, and their messages.

use std::collections::HashMap;

use proc_macro2::Span;

use super::table::{Cell, Row, Table, TableKind};
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Damage, Manifest, Members, Shown};
use crate::suggestion::{closest, in_words};

/// The spellings of one value that are compared. A hostile manifest could contain thousands.
const MAX_SPELLINGS: usize = 100;

/// A value that some environments do not have.
enum Difference<'t, 'a> {
    /// These environments have a value that differs only in case.
    Misspelled { row: &'t Row<'a>, other: &'t Row<'a> },
    /// These environments do not have the value in any spelling.
    Missing { row: &'t Row<'a>, lacking: Vec<&'a Manifest> },
}

/// Reports the values that some environments do not have.
pub(super) fn check_values(table: &Table<'_>, findings: &mut Findings) {
    if let Some(first) = table.manifests.first() {
        for manifest in table.empty.iter().filter(|manifest| manifest.damage < Damage::Values) {
            findings.push(no_entries(table.kind, manifest, first).at(manifest.span()));
        }
    }
    for (span, difference) in differences(table) {
        // To word a finding that is not shown would take time.
        if findings.is_full(Rule::NotEverywhere) {
            findings.count(Rule::NotEverywhere, span, 1);
        } else {
            findings.push(difference.finding(table).at(span));
        }
    }
}

/// Returns each difference once, with the string literal that it is reported at.
fn differences<'t, 'a>(table: &'t Table<'a>) -> Vec<(Span, Difference<'t, 'a>)> {
    let mut spellings: HashMap<String, Vec<&Row<'_>>> = HashMap::new();
    for row in &table.rows {
        let rows = spellings.entry(row.value().to_ascii_lowercase()).or_default();
        if rows.len() < MAX_SPELLINGS {
            rows.push(row);
        }
    }
    let mut differences = Vec::new();
    for row in &table.rows {
        let lacking = table.lacking(row);
        if let [first, ..] = lacking.as_slice() {
            let span = span(table, row, first);
            let spellings = spellings.get(&row.value().to_ascii_lowercase());
            let others = spellings.into_iter().flatten().copied();
            differences.extend(difference(row, lacking, others).map(|found| (span, found)));
        }
    }
    differences
}

/// Returns the difference of a row, unless an earlier row has the same one. `spellings` are all
/// rows that differ only in case.
fn difference<'t, 'a>(
    row: &'t Row<'a>,
    lacking: Vec<&'a Manifest>,
    spellings: impl Iterator<Item = &'t Row<'a>> + Clone,
) -> Option<Difference<'t, 'a>> {
    let mut earlier = spellings.clone().take_while(|other| !std::ptr::eq(*other, row));
    if earlier.any(|other| row.is_apart_from(other)) {
        return None;
    }
    let mut all = spellings;
    Some(match all.find(|other| row.is_apart_from(other)) {
        Some(other) => Difference::Misspelled { row, other },
        None => Difference::Missing { row, lacking },
    })
}

/// Returns the literal of the environment at fault: one that lacks the value or, if the first
/// environment lacks it, the first one that has the value.
fn span(table: &Table<'_>, row: &Row<'_>, lacking: &Manifest) -> Span {
    let is_in_first = table.manifests.first().is_some_and(|first| row.is_in(first));
    if is_in_first { lacking.span() } else { row.first.manifest.span() }
}

impl Difference<'_, '_> {
    fn finding(&self, table: &Table<'_>) -> Finding {
        match self {
            Self::Misspelled { row, other } => misspelled(table.kind, row, other),
            Self::Missing { row, lacking } => missing(table, row, lacking),
        }
    }
}

fn misspelled(kind: TableKind, row: &Row<'_>, other: &Row<'_>) -> Finding {
    let message = format!("{kind} `{}` has two spellings", Shown(row.value()));
    not_everywhere(message, row)
        .note(format_args!(
            "the other one is `{}` at {}",
            Shown(other.value()),
            other.first.place()
        ))
        .note("Entra compares values byte by byte")
}

fn missing(table: &Table<'_>, row: &Row<'_>, lacking: &[&Manifest]) -> Finding {
    let kind = table.kind;
    let value = Shown(row.value());
    let names: Vec<_> = lacking.iter().map(|manifest| manifest.name()).collect();
    let finding = match names.as_slice() {
        [name] => not_everywhere(format!("{kind} `{value}` is missing in {name}"), row),
        names => {
            let message = format!("{kind} `{value}` is missing in {} environments", names.len());
            not_everywhere(message, row)
                .note(format_args!("the files are {}", in_words(names, "and")))
        }
    };
    let finding = match similar(table, row) {
        Some(other) => finding.note(format_args!("{other} is similar")),
        None => finding,
    };
    match lacking {
        [_] => finding.help("add it to that registration, and export the registration again"),
        _ => finding.help("add it to those registrations, and export them again"),
    }
}

/// Returns a value with a similar name that only other environments have. One of the two values is
/// probably a misspelling.
fn similar<'t, 'a>(table: &'t Table<'a>, row: &Row<'a>) -> Option<&'t Cell<'a>> {
    let others = table.rows.iter().filter(|other| row.is_apart_from(other));
    let value = closest(row.value(), others.map(Row::value))?;
    let other = table.rows.iter().find(|other| other.value() == value)?;
    Some(&other.first)
}

fn not_everywhere(message: String, row: &Row<'_>) -> Finding {
    let Cell { manifest, entry } = row.first;
    manifest.locate(entry, Finding::new(Rule::NotEverywhere, message))
}

/// Returns the finding that one environment lacks all app roles or all scopes. Its other files are
/// often not named.
fn no_entries(kind: TableKind, manifest: &Manifest, other: &Manifest) -> Finding {
    let message = format!("{} has no {kind}s", manifest.name());
    let finding =
        Finding::new(Rule::MissingHalf, message).note(format_args!("{} has {kind}s", other.name()));
    match manifest.forms() {
        [form] if !form.is_whole() => {
            finding.note(format_args!("{} is {form}", manifest.name())).help(
                "put all files of an environment into one list: \
                 `environments = [[\"roles.json\", \"scopes.json\"]]`",
            )
        }
        _ => finding,
    }
}

/// Reports the app roles that the environments give to different members.
pub(super) fn check_members(roles: &Table<'_>, findings: &mut Findings) {
    for row in &roles.rows {
        // Another error is reported about the members in a damaged manifest.
        let cells = row.cells.iter().filter(|cell| cell.manifest.damage == Damage::Nothing);
        let cells: Vec<_> = cells.collect();
        let Some(other) = with_other_members(&cells) else { continue };
        let span = other.manifest.span();
        if findings.is_full(Rule::DifferentHolders) {
            findings.count(Rule::DifferentHolders, span, 1);
        } else {
            findings.push(different_members(&cells, other).at(span));
        }
    }
}

/// Returns the first cell whose members differ from the members of the first cell.
fn with_other_members<'t, 'a>(cells: &[&'t Cell<'a>]) -> Option<&'t Cell<'a>> {
    let first = cells.first()?;
    cells.iter().find(|cell| cell.entry.members != first.entry.members).copied()
}

fn different_members(cells: &[&Cell<'_>], other: &Cell<'_>) -> Finding {
    let message = format!("app role `{}` has different member types", Shown(&other.entry.value));
    let mut finding = Finding::new(Rule::DifferentHolders, message)
        .in_manifest(other.place())
        .note("`allowedMemberTypes` must be equal in all environments");
    let mut described: Vec<Members> = Vec::new();
    for cell in cells {
        let members = cell.entry.members;
        if !described.contains(&members) {
            described.push(members);
            let equal = cells.iter().filter(|cell| cell.entry.members == members);
            let places: Vec<_> = equal.map(|cell| cell.place().to_string()).collect();
            finding = finding.note(format_args!("{members} at {}", in_words(&places, "and")));
        }
    }
    finding
}
