//! A model with the places of its parts.

use std::collections::{BTreeMap, BTreeSet};

use entra_perms_model::{Analysis, DeclaredRules, Model, Place, Places};

use super::facts::Facts;
use crate::guards::Names;
use crate::place::Location;

/// One of two states of a model.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) model: Model,
    /// The facts of each registration, in the order of the model.
    pub(crate) facts: Vec<Facts>,
    /// The names of guards that this state must have.
    pub(super) names: Names,
    /// The rules of the arguments, and the place of `permissions!`.
    pub(super) rules: DeclaredRules,
    pub(super) declared_at: Option<Location>,
    places: Places,
    /// The paths of manifests, as the arguments name them → as messages show them.
    files: BTreeMap<String, String>,
    /// The source file with `permissions!`, as messages show it. An export has none.
    source: Option<String>,
    /// The values of app roles that an administrator added to the tenant.
    pub(crate) tenant_roles: BTreeSet<String>,
    /// The values of app roles that an administrator added to the tenant, and that the API knows.
    pub(crate) granted_tenant_roles: BTreeSet<String>,
}

impl State {
    /// Returns the state of an analysis. Returns `None` if a registration could not be read: its
    /// facts must not seem to be equal.
    pub(crate) fn new(
        analysis: Analysis,
        files: BTreeMap<String, String>,
        source: Option<String>,
    ) -> Option<Self> {
        let Analysis { model, places, .. } = analysis;
        let model = model?;
        let facts = (0..model.apps.len()).map(|app| Facts::read(&places.graph_json(app)?));
        let facts = facts.collect::<Option<_>>()?;
        Some(Self { model, facts, places, files, source, ..Self::default() })
    }

    /// Returns the state of one registration that was read alone.
    pub(super) fn alone(self) -> Self {
        Self { names: Names::Permissions, ..self }
    }

    pub(super) fn role_place(&self, index: usize) -> Option<Location> {
        self.places.role(index).map(|place| self.location(place))
    }

    pub(super) fn scope_place(&self, index: usize) -> Option<Location> {
        self.places.scope(index).map(|place| self.location(place))
    }

    pub(super) fn registration_place(&self, index: usize) -> Option<Location> {
        self.places.registration(index).map(|place| self.location(place))
    }

    pub(super) fn token_version_place(&self, index: usize) -> Option<Location> {
        let place = self.places.token_version(index).or_else(|| self.places.registration(index));
        place.map(|place| self.location(place))
    }

    pub(super) fn uris_place(&self, index: usize) -> Option<Location> {
        let place = self.places.identifier_uris(index).or_else(|| self.places.registration(index));
        place.map(|place| self.location(place))
    }

    /// Returns the place of the first string that maps a pair.
    pub(super) fn mapping_place(&self, scope: usize, role: usize) -> Option<Location> {
        let start = self.places.mapping(scope, role)?.start();
        let file = self.source.clone()?;
        Some(Location { file, line: start.line, column: start.column + 1 })
    }

    fn location(&self, place: Place) -> Location {
        let file = self.files.get(&place.file).cloned().unwrap_or(place.file);
        Location { file, line: place.line, column: place.column }
    }
}
