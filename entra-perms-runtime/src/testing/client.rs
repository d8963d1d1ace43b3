//! The client of a caller or of a token.

use uuid::Uuid;

use crate::model::{ClientRegistration, Model, RegisteredClient};
use crate::signing::{ClientProof, TokenClient};

/// The client of a caller or of a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum TestClient<M: Model> {
    /// A client id, also one that the model does not know.
    Id(Uuid),
    /// A client of the argument `clients`.
    Registered(M::Client),
}

impl<M: Model> TestClient<M> {
    /// Returns the client id, in calls to this registration of the API. A client that has no
    /// registration for it has none.
    pub(super) fn id(self, api: Uuid) -> Option<Uuid> {
        match self {
            Self::Id(id) => Some(id),
            Self::Registered(_) => Some(self.registration(api)?.client_id),
        }
    }

    /// Returns whether the client proves its identity when it gets a token. `None` if the argument
    /// `clients` names no such client for this registration of the API.
    pub(super) fn proves_identity(self, api: Uuid) -> Option<bool> {
        Some(!self.registration(api)?.is_public)
    }

    /// Returns the client of a token for this registration of the API.
    pub(super) fn of_token(self, api: Uuid) -> TokenClient {
        let proof = match self.registration(api) {
            Some(registration) => ClientProof::Registered { is_public: registration.is_public },
            None => ClientProof::Unknown,
        };
        TokenClient { id: self.id(api), proof }
    }

    fn registration(self, api: Uuid) -> Option<&'static ClientRegistration> {
        match self {
            Self::Id(id) => {
                M::Client::ALL.iter().find_map(|client| client.entry().with_id(api, id))
            }
            Self::Registered(client) => client.entry().for_api(api),
        }
    }
}
