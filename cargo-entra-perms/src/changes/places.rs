//! The places of the parts of a state.

use std::collections::BTreeMap;

use entra_perms_model::{Manifest, Place, Places, Registered};

use crate::place::Location;

/// The places in files.
#[derive(Debug, Default)]
pub(super) struct StatePlaces {
    pub(super) of_model: Places,
    /// The entries of each registration after the first one. The model has the places of the first
    /// registration only.
    pub(super) further: Vec<EntryPlaces>,
    /// The client ids of the clients in their files.
    pub(super) clients: BTreeMap<String, Location>,
    /// The paths of manifests, as the arguments name them → as messages show them.
    pub(super) files: BTreeMap<String, String>,
    /// The source file with `permissions!`, as messages show it.
    pub(super) source: Option<String>,
    /// The place of `permissions!`.
    pub(super) declared_at: Option<Location>,
}

/// The places of the entries of one registration, by value.
#[derive(Debug, Default)]
pub(super) struct EntryPlaces {
    roles: BTreeMap<String, Place>,
    scopes: BTreeMap<String, Place>,
}

impl EntryPlaces {
    pub(super) fn of(manifest: &Manifest) -> Self {
        let place = |entry: &Registered| Some((entry.value.clone(), manifest.entry_place(entry)?));
        Self {
            roles: manifest.roles().iter().filter_map(place).collect(),
            scopes: manifest.scopes().iter().filter_map(place).collect(),
        }
    }
}

impl StatePlaces {
    /// Returns the place of an app role in a registration, or else of the registration. The role
    /// has this index in the model, and this value.
    pub(super) fn role(&self, app: usize, index: usize, value: &str) -> Option<Location> {
        let place = match app.checked_sub(1) {
            None => self.of_model.role(index),
            Some(further) => self.further.get(further)?.roles.get(value).cloned(),
        };
        self.shown(place.or_else(|| self.of_model.registration(app)))
    }

    /// Returns the place of a scope in the same way.
    pub(super) fn scope(&self, app: usize, index: usize, value: &str) -> Option<Location> {
        let place = match app.checked_sub(1) {
            None => self.of_model.scope(index),
            Some(further) => self.further.get(further)?.scopes.get(value).cloned(),
        };
        self.shown(place.or_else(|| self.of_model.registration(app)))
    }

    pub(super) fn registration(&self, index: usize) -> Option<Location> {
        self.shown(self.of_model.registration(index))
    }

    pub(super) fn token_version(&self, index: usize) -> Option<Location> {
        let place = self.of_model.token_version(index);
        self.shown(place.or_else(|| self.of_model.registration(index)))
    }

    pub(super) fn uris(&self, index: usize) -> Option<Location> {
        let place = self.of_model.identifier_uris(index);
        self.shown(place.or_else(|| self.of_model.registration(index)))
    }

    /// Returns the place of the first string that maps a pair.
    pub(super) fn mapping(&self, scope: usize, role: usize) -> Option<Location> {
        let start = self.of_model.mapping(scope, role)?.start();
        let file = self.source.clone()?;
        Some(Location { file, line: start.line, column: start.column + 1 })
    }

    /// Returns the place of a client's registration with this client id, or else of
    /// `permissions!`.
    pub(super) fn client(&self, client_id: &str) -> Option<Location> {
        self.clients.get(client_id).or(self.declared_at.as_ref()).cloned()
    }

    fn shown(&self, place: Option<Place>) -> Option<Location> {
        let Place { file, line, column, .. } = place?;
        let file = self.files.get(&file).cloned().unwrap_or(file);
        Some(Location { file, line, column })
    }
}
