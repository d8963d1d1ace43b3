//! The registrations of one API in several environments: they have the same values, each for the same holders. Ids, texts, and
//! what they say of tokens may differ.

use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, Findings, Lint, Rule};
use crate::manifest::{Damage, Kind, Manifest, Members, Registered, Registration};
use crate::suggestion::in_words;

/// Reports each difference once, and disables in the first of `manifests` what any other disables.
pub(crate) fn agree(manifests: &mut [Manifest], findings: &mut Findings) {
    if manifests.len() < 2 {
        return;
    }
    let compared = of_one_api(manifests, findings);
    check_client_ids(&compared, findings);
    let roles = table("app role", &compared, |registration| &registration.roles, findings);
    let scopes = table("scope", &compared, |registration| &registration.scopes, findings);
    let rows = || roles.iter().chain(&scopes);
    rows().for_each(|row| check_members(row, findings));
    for manifest in &compared {
        warn_of_disabled(manifest, rows(), findings);
    }
    let disabled = |rows: &[Row<'_>]| -> HashMap<String, String> {
        let disabled = |row: &Row<'_>| Some((row.value.to_owned(), row.disabled().next()?.place()));
        rows.iter().filter_map(disabled).collect()
    };
    let (roles, scopes) = (disabled(&roles), disabled(&scopes));
    if let Some(first) = manifests.first_mut() {
        disable(&mut first.registration.roles, &roles);
        disable(&mut first.registration.scopes, &scopes);
    }
}

fn disable(entries: &mut [Registered], disabled: &HashMap<String, String>) {
    for entry in entries {
        if let Some(place) = disabled.get(&entry.value) {
            entry.enabled = false;
            entry.disabled_at = Some(place.clone());
        }
    }
}

/// The manifests that are of one API, each of another registration. Of others, every single value would be a difference.
fn of_one_api<'a>(manifests: &'a [Manifest], findings: &mut Findings) -> Vec<&'a Manifest> {
    let mut compared: Vec<&Manifest> = Vec::new();
    // Of a file that is no JSON, what is known is a guess.
    let is_known =
        |manifest: &&Manifest| manifest.forms.iter().all(|form| form.kind() != Kind::Broken);
    for manifest in manifests.iter().filter(is_known) {
        let id = &manifest.registration.app.client_id;
        let same = compared
            .iter()
            .find(|other| id.is_some() && other.registration.app.client_id == *id);
        if let Some(same) = same {
            let message = format!(
                "{} and {} are the manifests of one registration (`appId` `{}`); expected another one in each environment",
                same.name(),
                manifest.name(),
                id.as_deref().unwrap_or_default()
            );
            findings.push(Finding::from(message).at(manifest.span()));
            continue;
        }
        if let Some(first) = compared.first()
            && manifest.damage < Damage::Values
            && first.damage < Damage::Values
            && has_both_halves(first)
            && has_both_halves(manifest)
            && !have_common_value(first, manifest)
        {
            let message = format!(
                "{} has none of the app roles and scopes of {}; expected the manifest of the same API in another environment",
                manifest.name(),
                first.name()
            );
            findings.push(Finding::from(message).at(manifest.span()));
            continue;
        }
        compared.push(manifest);
    }
    compared
}

fn has_both_halves(manifest: &Manifest) -> bool {
    !manifest.registration.roles.is_empty() && !manifest.registration.scopes.is_empty()
}

fn have_common_value(one: &Manifest, other: &Manifest) -> bool {
    let values = |manifest: &Manifest| {
        let entries = manifest.registration.roles.iter().chain(&manifest.registration.scopes);
        entries.map(|entry| entry.value.to_ascii_lowercase()).collect::<HashSet<_>>()
    };
    !values(one).is_disjoint(&values(other))
}

/// The validator is built for one of them, chosen by its client id.
fn check_client_ids(manifests: &[&Manifest], findings: &mut Findings) {
    let mut unstated = manifests
        .iter()
        .filter(|manifest| manifest.registration.app.client_id.is_none());
    let Some(first) = unstated.next() else { return };
    let message = format!(
        "the client id (`appId`) of {} is not known, so that any which is no other environment's is taken for it",
        first.name()
    );
    findings.push(Finding::new(Rule::Lint(Lint::NoClientId), message).at(first.span()));
    for other in unstated {
        // Bare lists of roles and scopes, which say nothing, say the same.
        if first.registration.app.without_names() != other.registration.app.without_names() {
            let message = format!(
                "the client ids (`appId`) of {} and of {} are not known, and they differ in what they say of tokens, so that no \
                 validator could tell which of them it is for",
                first.name(),
                other.name()
            );
            findings.push(Finding::from(message).at(other.span()));
        }
    }
}

fn warn_of_disabled<'a>(
    manifest: &Manifest,
    rows: impl Iterator<Item = &'a Row<'a>>,
    findings: &mut Findings,
) {
    let disabled_here = |row: &Row<'_>| {
        let cell = row.disabled().find(|cell| std::ptr::eq(cell.manifest, manifest))?;
        let is_enabled_elsewhere = row.found().any(|cell| cell.entry.enabled);
        is_enabled_elsewhere.then(|| format!("`{}` ({})", row.value, cell.place()))
    };
    let disabled: Vec<_> = rows.filter_map(disabled_here).collect();
    if !disabled.is_empty() {
        let message = format!(
            "{} disables {}: what one environment disables counts as disabled in all of them",
            manifest.name(),
            in_words(&disabled, "and")
        );
        findings
            .push(Finding::new(Rule::Lint(Lint::DisabledElsewhere), message).at(manifest.span()));
    }
}

/// One value in all environments.
struct Row<'a> {
    kind: &'static str,
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

/// A row for each value, in the order in which they are found. Values that some manifest lacks are reported.
fn table<'a>(
    kind: &'static str,
    manifests: &[&'a Manifest],
    entries: impl Fn(&'a Registration) -> &'a Vec<Registered>,
    findings: &mut Findings,
) -> Vec<Row<'a>> {
    let entries = |manifest: &'a Manifest| entries(&manifest.registration);
    let has_some = |manifest: &&&'a Manifest| !entries(manifest).is_empty();
    let filled: Vec<_> = manifests.iter().filter(has_some).copied().collect();
    if let Some(first) = filled.first() {
        let empty = manifests
            .iter()
            .filter(|manifest| !has_some(manifest) && manifest.damage < Damage::Values);
        empty.for_each(|manifest| {
            findings.push(Finding::from(half_missing(kind, manifest, first)).at(manifest.span()))
        });
    }
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut row_of = HashMap::new();
    for (environment, manifest) in filled.iter().enumerate() {
        for entry in entries(manifest) {
            let row = *row_of.entry(entry.value.as_str()).or_insert_with(|| {
                rows.push(Row { kind, value: &entry.value, cells: vec![None; filled.len()] });
                rows.len() - 1
            });
            if let Some(cell) = rows.get_mut(row).and_then(|row| row.cells.get_mut(environment)) {
                *cell = Some(Cell { manifest, entry });
            }
        }
    }
    check_values(&rows, &filled, findings);
    rows
}

/// What is missing is one thing, and often in a file that was not named.
fn half_missing(kind: &str, manifest: &Manifest, first: &Manifest) -> String {
    let lack = format!("{} has no {kind}s, which {} has", manifest.name(), first.name());
    match manifest.forms.as_slice() {
        [form] if !form.is_whole() => format!(
            "{lack}: it is {form}; the files in which one environment is kept go into a list of their own, as in \
             `environments = [[\"roles.json\", \"scopes.json\"]]`"
        ),
        _ => lack,
    }
}

impl<'a> Row<'a> {
    fn found(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.cells.iter().flatten()
    }

    fn disabled(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.found().filter(|cell| !cell.entry.enabled)
    }

    /// The manifests that lack the value; what could not be read is not known to lack it.
    fn missing<'m>(&self, manifests: &[&'m Manifest]) -> Vec<&'m Manifest> {
        let cells = self.cells.iter().zip(manifests);
        let missing =
            cells.filter(|(cell, manifest)| cell.is_none() && manifest.damage < Damage::Values);
        missing.map(|(_, manifest)| *manifest).collect()
    }

    /// Whether no environment has both values, which differ only in case: one is the other's misspelling.
    fn is_apart_from(&self, other: &Self) -> bool {
        self.cells
            .iter()
            .zip(&other.cells)
            .all(|(here, there)| here.is_none() || there.is_none())
    }
}

impl Cell<'_> {
    fn place(&self) -> String {
        self.manifest.place(self.entry)
    }
}

fn check_values(rows: &[Row<'_>], manifests: &[&Manifest], findings: &mut Findings) {
    let mut spellings: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        spellings.entry(row.value.to_ascii_lowercase()).or_default().push(index);
    }
    for (index, row) in rows.iter().enumerate() {
        let missing = row.missing(manifests);
        let (Some(lacking), Some(first)) = (missing.first(), row.found().next()) else { continue };
        // On an environment, or on the first one that has the value if `manifest` lacks it.
        let is_first = row.cells.first().is_some_and(Option::is_none);
        let span = if is_first { first.manifest.span() } else { lacking.span() };
        if findings.is_full(Rule::NotEverywhere) {
            findings.count(Rule::NotEverywhere, span, 1);
            continue;
        }
        let (kind, place) = (row.kind, first.place());
        let others = spellings.get(&row.value.to_ascii_lowercase()).into_iter().flatten().copied();
        let mut others = others.filter(|other| *other != index);
        let other = others.find_map(|other| {
            Some((other, rows.get(other).filter(|other| row.is_apart_from(other))?))
        });
        let message = match other {
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
                format!(
                    "the {kind} `{}` ({place}) is missing in {}",
                    row.value,
                    in_words(&names, "and")
                )
            }
        };
        findings.push(Finding::new(Rule::NotEverywhere, message).at(span));
    }
}

fn check_members(row: &Row<'_>, findings: &mut Findings) {
    let mut groups: Vec<(Members, Vec<&Cell<'_>>)> = Vec::new();
    // Where an entry is in doubt, it has been reported.
    for cell in row.found().filter(|cell| cell.manifest.damage == Damage::Nothing) {
        match groups.iter_mut().find(|(members, _)| *members == cell.entry.members) {
            Some((_, cells)) => cells.push(cell),
            None => groups.push((cell.entry.members, vec![cell])),
        }
    }
    let Some((_, [other, ..])) = groups.get(1).map(|(members, cells)| (members, cells.as_slice()))
    else {
        return;
    };
    let groups = groups.iter().map(|(members, cells)| {
        let places: Vec<_> = cells.iter().map(|cell| cell.place()).collect();
        format!("{members} ({})", places.join(", "))
    });
    let groups: Vec<_> = groups.collect();
    let message = format!(
        "the {} `{}` has not the same `allowedMemberTypes` everywhere: {}",
        row.kind,
        row.value,
        groups.join(", but ")
    );
    findings.push(Finding::new(Rule::DifferentHolders, message).at(other.manifest.span()));
}

#[cfg(test)]
mod tests;
