//! The API that a token is for.

use uuid::Uuid;

use crate::model::{RegistrationFacts, TokenVersion};

/// The API that a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenApi {
    /// The client id, which is the audience of v2.0 tokens.
    pub client_id: String,
    /// Its registration.
    pub registration: RegistrationFacts,
}

impl TokenApi {
    /// Returns the client id of the API. A text that is not a GUID is the nil GUID.
    #[must_use]
    pub fn id(&self) -> Uuid {
        Uuid::parse_str(&self.client_id).unwrap_or(Uuid::nil())
    }

    /// Returns the client id. In v1.0 tokens, returns the URI that the client requested, if the
    /// API has one and does not ask for `use_guid`.
    pub(super) fn audience(&self, version: TokenVersion) -> &str {
        match version {
            TokenVersion::V1 if !self.registration.audience_is_client_id => {
                self.registration.identifier_uris.first().unwrap_or(&self.client_id)
            }
            TokenVersion::V1 | TokenVersion::V2 => &self.client_id,
        }
    }
}
