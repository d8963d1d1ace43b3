//! The names under which clients request tokens for the API.

use uuid::Uuid;

use crate::model::AppRegistration;
use crate::validator::token::audience_form::SPN;

/// The names under which clients request tokens for the API.
///
/// They are independent of the audience in the tokens.
#[derive(Debug)]
pub(crate) struct AppIdUris {
    /// The App ID URIs of the registration, and then the audiences that were given to the builder.
    uris: Vec<String>,
    client_id: String,
}

impl AppIdUris {
    /// Returns the names of a registration with this client id, and further audiences. Clients
    /// cannot request a scope of `spn:{client id}`.
    pub(crate) fn new(client_id: Uuid, registration: &AppRegistration, further: &[String]) -> Self {
        let mut uris: Vec<_> =
            registration.identifier_uris.iter().map(|uri| (*uri).to_owned()).collect();
        uris.extend(further.iter().filter(|uri| !uri.starts_with(SPN)).cloned());
        Self { uris, client_id: client_id.to_string() }
    }

    /// Returns the first App ID URI, or the client id if there is no App ID URI. Entra accepts both
    /// in front of a scope.
    pub(crate) fn first(&self) -> &str {
        self.uris.first().unwrap_or(&self.client_id)
    }

    /// Checks whether the API has this App ID URI. Entra compares App ID URIs character for
    /// character.
    pub(crate) fn contain(&self, uri: &str) -> bool {
        self.uris.iter().any(|known| known == uri)
    }
}
