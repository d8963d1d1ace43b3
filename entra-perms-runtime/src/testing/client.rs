//! The client of a caller or of a token.

use uuid::Uuid;

use crate::model::{Model, RegisteredClient};

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
            Self::Registered(client) => Some(client.entry().for_api(api)?.client_id),
        }
    }

    /// Returns whether the client proves its identity when it gets a token. `None` if that is not
    /// known from a registration.
    pub(super) fn proves_identity(self, api: Uuid) -> Option<bool> {
        match self {
            Self::Id(_) => None,
            Self::Registered(client) => Some(!client.entry().for_api(api)?.is_public),
        }
    }
}
