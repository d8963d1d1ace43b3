//! The places of entries and settings of a manifest, for a comparison with another one.

use super::export::{Form, PreAuthorized};
use super::report::FileRange;
use super::{Registration, graph_of};
use crate::files::Source;
use crate::finding::Place;

/// The places of one manifest. Each is computed when it is asked for, because to find a place in a
/// long line takes time.
#[derive(Debug)]
pub(crate) struct ManifestPlaces {
    files: Vec<Source>,
    documents: Vec<(Form, FileRange)>,
    pre_authorized: Vec<PreAuthorized>,
    roles: Vec<FileRange>,
    scopes: Vec<FileRange>,
    token_version: Option<FileRange>,
    identifier_uris: Option<FileRange>,
}

impl ManifestPlaces {
    pub(super) fn new(
        files: Vec<Source>,
        documents: Vec<(Form, FileRange)>,
        registration: &mut Registration,
    ) -> Self {
        Self {
            files,
            documents,
            pre_authorized: std::mem::take(&mut registration.pre_authorized),
            roles: registration.roles.iter().map(|role| role.at).collect(),
            scopes: registration.scopes.iter().map(|scope| scope.at).collect(),
            token_version: registration.token_version_at,
            identifier_uris: registration.identifier_uris.at,
        }
    }

    /// Returns the place of the app role with this index.
    pub(crate) fn role(&self, index: usize) -> Option<Place> {
        self.roles.get(index)?.find_place(&self.files)
    }

    /// Returns the place of the scope with this index.
    pub(crate) fn scope(&self, index: usize) -> Option<Place> {
        self.scopes.get(index)?.find_place(&self.files)
    }

    /// Returns the registration in the form of Microsoft Graph.
    pub(crate) fn graph_json(&self) -> String {
        graph_of(&self.files, &self.documents, &self.pre_authorized)
    }

    /// Returns the beginning of the first file.
    pub(crate) fn start(&self) -> Option<Place> {
        self.files.first().map(|file| file.place(0..0))
    }

    /// Returns the place of the version of access tokens, if the files name one.
    pub(crate) fn token_version(&self) -> Option<Place> {
        self.token_version?.find_place(&self.files)
    }

    /// Returns the place of the App ID URIs, if the files list some.
    pub(crate) fn identifier_uris(&self) -> Option<Place> {
        self.identifier_uris?.find_place(&self.files)
    }
}
