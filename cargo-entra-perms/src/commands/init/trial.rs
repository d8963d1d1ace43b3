//! The analysis of the build, which must accept a draft. Values that would become one identifier
//! get names on the way.

use std::collections::{BTreeMap, BTreeSet};

use entra_perms_model::{Analysis, Finding, Lookup, Rule, Severity, analyze};

use super::arguments;
use super::draft::Draft;
use super::first_reading::{FirstReading, failure};
use super::input::{Home, Input, Preview};
use crate::error::Failure;

/// A draft that the build accepts.
pub(super) struct Trial {
    pub(super) draft: Draft,
    /// The ids of the warnings that the build shows.
    pub(super) warnings: BTreeSet<&'static str>,
}

/// Changes the draft of a registration until its analysis finds no error.
pub(super) fn accepted_draft(
    reading: &FirstReading,
    inputs: &[Input],
    home: &Home,
) -> Result<Trial, Failure> {
    let draft = named_draft(reading, inputs, home)?;
    // The macro finds the manifests on the disk, by other rules than the command line.
    let written: Vec<_> = inputs.iter().map(|input| input.written.as_str()).collect();
    let preview = Preview::of_disk(inputs, home);
    let analysis = analysis(&draft, reading, &written, &preview, home)?;
    if let Some(error) = first_error(&analysis) {
        return Err(failure(error));
    }
    let warnings = analysis.findings.iter().map(|finding| finding.rule().id());
    Ok(Trial { draft, warnings: warnings.collect() })
}

/// Gives names to values that would collide. Each round settles at least one error.
fn named_draft(reading: &FirstReading, inputs: &[Input], home: &Home) -> Result<Draft, Failure> {
    let names: Vec<_> = inputs.iter().map(|input| input.shown.as_str()).collect();
    let preview = Preview::of_names(inputs, home);
    let mut draft = Draft::new(&reading.model);
    let mut used = Identifiers::new(reading);
    // Each value may be renamed once, and the constraints may be dropped.
    let rounds = reading.model.roles.len() + reading.model.scopes.len() + 2;
    for _ in 0..rounds {
        let analysis = analysis(&draft, reading, &names, &preview, home)?;
        let Some(error) = first_error(&analysis) else { return Ok(draft) };
        if !draft.settle(&analysis, reading, &mut used) {
            return Err(failure(error));
        }
    }
    Err(Failure::new("the values of the manifest cannot get different identifiers"))
}

fn analysis(
    draft: &Draft,
    reading: &FirstReading,
    names: &[&str],
    preview: &Preview<'_>,
    home: &Home,
) -> Result<Analysis, Failure> {
    let arguments = arguments::arguments(draft, &reading.files, names);
    let arguments = arguments
        .parse()
        .map_err(|_| Failure::new("the manifest has a value that Rust does not accept"))?;
    let lookup = Lookup::new(preview, Some(home.folder.clone()), None);
    Ok(analyze(arguments, &lookup))
}

fn first_error(analysis: &Analysis) -> Option<&Finding> {
    analysis.findings.iter().find(|finding| finding.severity() == Severity::Error)
}

impl Draft {
    /// Settles errors about names. Returns whether something changed.
    fn settle(
        &mut self,
        analysis: &Analysis,
        reading: &FirstReading,
        used: &mut Identifiers,
    ) -> bool {
        let mut has_changed = false;
        let taken = analysis.findings.iter().filter(|found| found.rule() == Rule::TakenName);
        for finding in taken {
            match renamed_value(finding, reading) {
                Some(value) if !self.renames.iter().any(|(known, _)| *known == value) => {
                    let name = used.free(&value, reading);
                    self.renames.push((value, name));
                    has_changed = true;
                }
                // Two permissions have one module, which a new name cannot change.
                _ => has_changed |= self.drop_constraints(),
            }
        }
        has_changed
    }

    fn drop_constraints(&mut self) -> bool {
        let has_some = !self.constraints.is_empty();
        self.constraints.clear();
        has_some
    }
}

/// Returns the value that an error asks to rename: the entry at its place.
fn renamed_value(finding: &Finding, reading: &FirstReading) -> Option<String> {
    let place = finding.place()?;
    let entries = reading.manifest.roles().iter().chain(reading.manifest.scopes());
    let mut entries =
        entries.filter(|entry| reading.manifest.entry_place(entry).as_ref() == Some(place));
    entries.next().map(|entry| entry.value.clone())
}

/// The identifiers that are taken, each with the values that have it.
struct Identifiers {
    taken: BTreeMap<String, BTreeSet<String>>,
}

impl Identifiers {
    fn new(reading: &FirstReading) -> Self {
        let model = &reading.model;
        let roles = model.roles.iter().map(|role| &role.entry);
        let scopes = model.scopes.iter().map(|scope| &scope.entry);
        let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entry in roles.chain(scopes) {
            for name in [Some(&entry.name.variant), entry.name.path.first()].into_iter().flatten() {
                taken.entry(name.clone()).or_default().insert(entry.value.clone());
            }
        }
        // The model does not accept this name.
        taken.entry("ALL".to_owned()).or_default().insert(String::new());
        Self { taken }
    }

    /// Returns an identifier that no other value has, similar to the name of this value.
    fn free(&mut self, value: &str, reading: &FirstReading) -> String {
        let model = &reading.model;
        let entry = model.role(value).map(|role| &role.entry);
        let entry = entry.or_else(|| model.scope(value).map(|scope| &scope.entry));
        let own = entry.map_or("Renamed", |entry| entry.name.variant.as_str());
        let own = own.trim_start_matches("r#");
        let mut name = own.to_owned();
        let mut number = 2_usize;
        while self.is_taken(&name, value) {
            name = format!("{own}{number}");
            number += 1;
        }
        self.taken.entry(name.clone()).or_default().insert(value.to_owned());
        name
    }

    fn is_taken(&self, name: &str, value: &str) -> bool {
        self.taken
            .get(name)
            .is_some_and(|values| values.iter().any(|other| other != value))
    }
}
