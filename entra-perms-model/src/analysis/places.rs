//! The places of the parts of a model.

use proc_macro2::Span;

use crate::finding::Place;
use crate::manifest::ManifestPlaces;
use crate::mapping::MappingPlaces;

/// The places of the parts of a [`Model`](crate::Model), which are found by their index in it.
#[derive(Debug, Default)]
pub struct Places {
    /// The places of each registration, in the order of [`Model::apps`](crate::Model::apps).
    pub(super) apps: Vec<ManifestPlaces>,
    pub(super) mapping: MappingPlaces,
}

impl Places {
    /// Returns the place of an app role in `manifest`.
    #[must_use]
    pub fn role(&self, index: usize) -> Option<Place> {
        self.apps.first()?.role(index)
    }

    /// Returns the place of a scope in `manifest`.
    #[must_use]
    pub fn scope(&self, index: usize) -> Option<Place> {
        self.apps.first()?.scope(index)
    }

    /// Returns the beginning of the first file of a registration.
    #[must_use]
    pub fn registration(&self, index: usize) -> Option<Place> {
        self.apps.get(index)?.start()
    }

    /// Returns a registration as its own files contain it, which the other environments do not
    /// change: see [`Manifest::graph_json`](crate::Manifest::graph_json). A comparison finds there
    /// the ids and settings of each environment, and all pre-authorized clients.
    #[must_use]
    pub fn graph_json(&self, index: usize) -> Option<String> {
        Some(self.apps.get(index)?.graph_json())
    }

    /// Returns the place of the version of access tokens in a registration, if it names one.
    #[must_use]
    pub fn token_version(&self, index: usize) -> Option<Place> {
        self.apps.get(index)?.token_version()
    }

    /// Returns the place of the App ID URIs in a registration, if it lists some.
    #[must_use]
    pub fn identifier_uris(&self, index: usize) -> Option<Place> {
        self.apps.get(index)?.identifier_uris()
    }

    /// Returns the string literal of `scopes` that maps a scope to an app role. Of several ones, it
    /// returns the first.
    #[must_use]
    pub fn mapping(&self, scope: usize, role: usize) -> Option<Span> {
        self.mapping.pair(scope, role)
    }
}
