//! Models and exports → states.

use std::collections::BTreeMap;

use entra_perms_model::{Analysis, declared_rules};

use super::State;
use super::places::EntryPlaces;
use crate::error::Failure;
use crate::models::{Environment, Export, FoundModel, Models};

impl State {
    /// Reads a model. A model with errors is a failure.
    pub(crate) fn of_model(models: &Models, found: &FoundModel) -> Result<Self, Failure> {
        let state = checked(models, found, models.analyze(found))?;
        Ok(state.with_further_places(models, found))
    }

    /// Reads one registration of a model as if it were the only one.
    pub(crate) fn of_environment(
        models: &Models,
        environment: &Environment<'_>,
    ) -> Result<Self, Failure> {
        let Environment { model, index, .. } = environment;
        checked(models, model, models.analyze_environment(model, *index)).map(Self::alone)
    }

    /// Reads an export under the mapping of a model. Names of the mapping that the export does not
    /// define are left out.
    pub(crate) fn of_export(
        models: &Models,
        found: &FoundModel,
        export: &Export,
    ) -> Result<Self, Failure> {
        let source = Some(found.shown.clone());
        Self::new(export.analyze(found), files(models, found), source)
            .map(|state| state.with_rules(found).alone())
            .ok_or_else(|| Failure::new(format_args!("cannot read `{}`", export.name())))
    }

    fn with_rules(mut self, found: &FoundModel) -> Self {
        self.rules = declared_rules(found.input.clone());
        self.places.declared_at = Some(found.location());
        self
    }

    /// Adds the places that the analysis does not have.
    fn with_further_places(mut self, models: &Models, found: &FoundModel) -> Self {
        for index in 1..self.model.apps.len() {
            let manifest = models.read_environment(found, index).manifest;
            let places = manifest.as_ref().map(EntryPlaces::of);
            self.places.further.push(places.unwrap_or_default());
        }
        self.places.clients = models.client_places(found);
        self
    }
}

fn checked(models: &Models, found: &FoundModel, analysis: Analysis) -> Result<State, Failure> {
    if let Some(failure) = Failure::of_findings(&analysis.findings) {
        let place = found.location();
        return Err(failure.about(&format!("the model at {place} has errors: ")));
    }
    State::new(analysis, files(models, found), Some(found.shown.clone()))
        .map(|state| state.with_rules(found))
        .ok_or_else(|| Failure::new(format_args!("cannot read the model at {}", found.location())))
}

/// Returns the paths of manifests, as the arguments name them → as messages show them.
fn files(models: &Models, found: &FoundModel) -> BTreeMap<String, String> {
    let lookup = models.lookup(found);
    let mut files = BTreeMap::new();
    for written in found.registration_files().into_iter().flatten() {
        if let Some(file) = lookup.file(&written) {
            let shown = models.shown(&file);
            files.insert(written, shown);
        }
    }
    files
}
