//! A model, the facts of its registrations, and the places of its parts.

use std::collections::{BTreeMap, BTreeSet};

use entra_perms_model::{Analysis, DeclaredRules, Model};

use super::facts::Facts;
use super::places::StatePlaces;
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
    /// The rules of the arguments.
    pub(super) rules: DeclaredRules,
    pub(super) places: StatePlaces,
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
        let places = StatePlaces { of_model: places, files, source, ..StatePlaces::default() };
        Some(Self { model, facts, places, ..Self::default() })
    }

    /// Returns the state of one registration that was read alone.
    pub(super) fn alone(self) -> Self {
        Self { names: Names::Permissions, ..self }
    }

    /// Returns the place of an app role in the first registration.
    pub(super) fn role_place(&self, index: usize) -> Option<Location> {
        self.role_place_in(0, index)
    }

    /// Returns the place of a scope in the first registration.
    pub(super) fn scope_place(&self, index: usize) -> Option<Location> {
        self.scope_place_in(0, index)
    }

    /// Returns the place of an app role in a registration.
    pub(super) fn role_place_in(&self, app: usize, index: usize) -> Option<Location> {
        self.places.role(app, index, &self.model.roles.get(index)?.entry.value)
    }

    /// Returns the place of a scope in a registration.
    pub(super) fn scope_place_in(&self, app: usize, index: usize) -> Option<Location> {
        self.places.scope(app, index, &self.model.scopes.get(index)?.entry.value)
    }
}
