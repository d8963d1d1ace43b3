//! The registrations of one API in several environments: they have the same values, each for the same holders. Ids, texts, and
//! what they say of tokens may differ.

use std::collections::HashMap;

use super::{Damage, Manifest, Members, Registered};
use crate::errors::Errors;
use crate::suggest::in_words;
use crate::warnings::{Lint, Warnings};

/// Reports each difference once, and disables in the first of `manifests` what any other disables.
pub(crate) fn agree(manifests: &mut [Manifest], errors: &mut Errors, warnings: &mut Warnings) {
    if manifests.len() < 2 {
        return;
    }
    check_applications(manifests, errors);
    let roles = table(manifests, |manifest| &manifest.registration.roles);
    let scopes = table(manifests, |manifest| &manifest.registration.scopes);
    for (kind, rows) in [("app role", &roles), ("scope", &scopes)] {
        check_values(kind, rows, manifests, errors);
        for row in rows {
            check_members(kind, row, errors);
        }
    }
    let disabled: Vec<_> = roles.iter().chain(&scopes).filter_map(Row::disabled_somewhere).collect();
    if let (Some(first), [_, ..]) = (manifests.first(), disabled.as_slice()) {
        let message = format!(
            "what one environment disables counts as disabled in all of them: {}",
            in_words(&disabled, "and")
        );
        warnings.push(first.span(), Lint::DisabledElsewhere, message);
    }
    let enabled =
        |rows: &[Row<'_>]| rows.iter().map(|row| (row.value.to_owned(), row.is_enabled())).collect();
    let (roles, scopes): (HashMap<_, _>, HashMap<_, _>) = (enabled(&roles), enabled(&scopes));
    if let Some(first) = manifests.first_mut() {
        let registration = &mut first.registration;
        registration.roles.iter_mut().for_each(|role| role.enabled = roles.get(&role.value) == Some(&true));
        registration
            .scopes
            .iter_mut()
            .for_each(|scope| scope.enabled = scopes.get(&scope.value) == Some(&true));
    }
}

/// The validator is built for one of them, chosen by its client id.
fn check_applications(manifests: &[Manifest], errors: &mut Errors) {
    let mut first_of: HashMap<&str, &Manifest> = HashMap::new();
    for manifest in manifests {
        let Some(id) = manifest.registration.app.client_id.as_deref() else { continue };
        if let Some(first) = first_of.get(id) {
            let message = format!(
                "{} and {} are the manifests of one registration (`appId` `{id}`); expected another one in each environment",
                first.name(),
                manifest.name()
            );
            errors.push(manifest.span(), message);
        } else {
            first_of.insert(id, manifest);
        }
    }
}

/// One value in all environments.
struct Row<'a> {
    value: &'a str,
    /// By environment.
    cells: Vec<Option<Cell<'a>>>,
}

/// An entry, and the manifest in which it stands.
#[derive(Clone, Copy)]
struct Cell<'a> {
    manifest: &'a Manifest,
    entry: &'a Registered,
}

/// A row for each value, in the order in which they are found.
fn table<'a>(
    manifests: &'a [Manifest],
    entries: impl Fn(&'a Manifest) -> &'a Vec<Registered>,
) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut row_of = HashMap::new();
    for (environment, manifest) in manifests.iter().enumerate() {
        for entry in entries(manifest) {
            let row = *row_of.entry(entry.value.as_str()).or_insert_with(|| {
                rows.push(Row { value: &entry.value, cells: vec![None; manifests.len()] });
                rows.len() - 1
            });
            if let Some(cell) = rows.get_mut(row).and_then(|row| row.cells.get_mut(environment)) {
                *cell = Some(Cell { manifest, entry });
            }
        }
    }
    rows
}

impl<'a> Row<'a> {
    fn found(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.cells.iter().flatten()
    }

    /// The manifests that lack the value; what could not be read is not known to lack it.
    fn missing<'m>(&self, manifests: &'m [Manifest]) -> Vec<&'m Manifest> {
        let cells = self.cells.iter().zip(manifests);
        let missing = cells.filter(|(cell, manifest)| cell.is_none() && manifest.damage < Damage::Values);
        missing.map(|(_, manifest)| manifest).collect()
    }

    /// Whether no environment has both values, which differ only in case: one is the other's misspelling.
    fn is_spelling_of(&self, other: &Self) -> bool {
        self.value != other.value
            && self.value.eq_ignore_ascii_case(other.value)
            && self.cells.iter().zip(&other.cells).all(|(here, there)| here.is_none() || there.is_none())
    }

    fn is_enabled(&self) -> bool {
        self.found().all(|cell| cell.entry.enabled)
    }

    /// A value that is enabled elsewhere, and where it is not.
    fn disabled_somewhere(&self) -> Option<String> {
        let disabled: Vec<_> = self.found().filter(|cell| !cell.entry.enabled).map(Cell::place).collect();
        let is_mixed = !disabled.is_empty() && disabled.len() < self.found().count();
        is_mixed.then(|| format!("`{}` ({})", self.value, disabled.join(", ")))
    }
}

impl Cell<'_> {
    fn place(&self) -> String {
        self.manifest.place(self.entry)
    }
}

fn check_values(kind: &str, rows: &[Row<'_>], manifests: &[Manifest], errors: &mut Errors) {
    for (index, row) in rows.iter().enumerate() {
        let missing = row.missing(manifests);
        let (Some(lacking), Some(first)) = (missing.first(), row.found().next()) else { continue };
        let place = first.place();
        let mut spellings = rows.iter().enumerate().filter(|(_, other)| row.is_spelling_of(other));
        let message = match spellings.next() {
            // One difference, which has been reported.
            Some((earlier, _)) if earlier < index => continue,
            Some((_, other)) => {
                let there = other.found().next().map(Cell::place).unwrap_or_default();
                format!(
                    "the {kind} `{}` ({place}) is spelled `{}` at {there}; Entra compares values byte by byte",
                    row.value, other.value
                )
            }
            None => {
                let names: Vec<_> = missing.iter().map(|manifest| manifest.name()).collect();
                format!("the {kind} `{}` ({place}) is missing in {}", row.value, in_words(&names, "and"))
            }
        };
        // On an environment: where `manifest` lacks the value, on the first environment that has it.
        let is_first = row.cells.first().is_some_and(Option::is_none);
        errors.push(if is_first { first.manifest.span() } else { lacking.span() }, message);
    }
}

fn check_members(kind: &str, row: &Row<'_>, errors: &mut Errors) {
    let mut groups: Vec<(Members, Vec<&Cell<'_>>)> = Vec::new();
    // Where an entry is in doubt, it has been reported.
    for cell in row.found().filter(|cell| cell.manifest.damage == Damage::Nothing) {
        match groups.iter_mut().find(|(members, _)| *members == cell.entry.members) {
            Some((_, cells)) => cells.push(cell),
            None => groups.push((cell.entry.members, vec![cell])),
        }
    }
    let Some((_, [other, ..])) = groups.get(1).map(|(members, cells)| (members, cells.as_slice())) else {
        return;
    };
    let groups = groups.iter().map(|(members, cells)| {
        let places: Vec<_> = cells.iter().map(|cell| cell.place()).collect();
        format!("{members} ({})", places.join(", "))
    });
    let groups: Vec<_> = groups.collect();
    let message = format!(
        "the {kind} `{}` has not the same `allowedMemberTypes` everywhere: {}",
        row.value,
        groups.join(", but ")
    );
    errors.push(other.manifest.span(), message);
}

#[cfg(test)]
mod tests;
