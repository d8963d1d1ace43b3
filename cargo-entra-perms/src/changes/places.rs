//! The places of the parts of a state.

use std::collections::BTreeMap;

use entra_perms_model::{Manifest, Place, Places};

use super::State;
use crate::place::Location;

/// The places in files.
#[derive(Debug, Default)]
pub(super) struct StatePlaces {
    pub(super) of_model: Places,
    /// The entries of each registration after the first one. The model has the places of the first
    /// registration only.
    pub(super) further: Vec<EntryPlaces>,
    /// The files of the clients, by client id.
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
        let place = |entry: &entra_perms_model::Registered| {
            Some((entry.value.clone(), manifest.entry_place(entry)?))
        };
        Self {
            roles: manifest.roles().iter().filter_map(place).collect(),
            scopes: manifest.scopes().iter().filter_map(place).collect(),
        }
    }
}

impl State {
    /// Returns the place of an app role in the first registration.
    pub(super) fn role_place(&self, index: usize) -> Option<Location> {
        self.role_place_in(0, index)
    }

    /// Returns the place of a scope in the first registration.
    pub(super) fn scope_place(&self, index: usize) -> Option<Location> {
        self.scope_place_in(0, index)
    }

    /// Returns the place of an app role in a registration, or else of the registration.
    pub(super) fn role_place_in(&self, app: usize, index: usize) -> Option<Location> {
        let value = self.model.roles.get(index).map(|role| &role.entry.value);
        let of_model = self.places.of_model.role(index);
        self.entry_place(app, of_model, value, |entries| &entries.roles)
    }

    /// Returns the place of a scope in a registration, or else of the registration.
    pub(super) fn scope_place_in(&self, app: usize, index: usize) -> Option<Location> {
        let value = self.model.scopes.get(index).map(|scope| &scope.entry.value);
        let of_model = self.places.of_model.scope(index);
        self.entry_place(app, of_model, value, |entries| &entries.scopes)
    }

    /// `of_model` is the place in the first registration.
    fn entry_place(
        &self,
        app: usize,
        of_model: Option<Place>,
        value: Option<&String>,
        entries: fn(&EntryPlaces) -> &BTreeMap<String, Place>,
    ) -> Option<Location> {
        let place = match app.checked_sub(1) {
            None => of_model,
            Some(further) => {
                let places = self.places.further.get(further).map(entries);
                places.zip(value).and_then(|(places, value)| places.get(value).cloned())
            }
        };
        place.map(|place| self.location(place)).or_else(|| self.registration_place(app))
    }

    pub(super) fn registration_place(&self, index: usize) -> Option<Location> {
        self.places.of_model.registration(index).map(|place| self.location(place))
    }

    /// Returns the place of the first file of a client's registration, by its client id.
    pub(super) fn client_place(&self, client_id: &str) -> Option<Location> {
        self.places.clients.get(client_id).cloned()
    }

    pub(super) fn token_version_place(&self, index: usize) -> Option<Location> {
        let place = self.places.of_model.token_version(index);
        place
            .map(|place| self.location(place))
            .or_else(|| self.registration_place(index))
    }

    pub(super) fn uris_place(&self, index: usize) -> Option<Location> {
        let place = self.places.of_model.identifier_uris(index);
        place
            .map(|place| self.location(place))
            .or_else(|| self.registration_place(index))
    }

    /// Returns the place of the first string that maps a pair.
    pub(super) fn mapping_place(&self, scope: usize, role: usize) -> Option<Location> {
        let start = self.places.of_model.mapping(scope, role)?.start();
        let file = self.places.source.clone()?;
        Some(Location { file, line: start.line, column: start.column + 1 })
    }

    /// Returns the place of `permissions!`.
    pub(super) fn declared_at(&self) -> Option<Location> {
        self.places.declared_at.clone()
    }

    fn location(&self, place: Place) -> Location {
        let file = self.places.files.get(&place.file).cloned().unwrap_or(place.file);
        Location { file, line: place.line, column: place.column }
    }
}
