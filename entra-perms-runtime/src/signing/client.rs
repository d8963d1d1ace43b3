//! The client of a token.

use uuid::Uuid;

/// The client of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenClient {
    /// The client id. `None` if the client has none in calls to this registration of the API.
    pub id: Option<Uuid>,
    /// Whether the client proves its identity when it gets a token.
    pub proof: ClientProof,
}

/// Whether a client proves its identity when it gets a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientProof {
    /// No registration of the client is known. Applications that act as themselves prove their
    /// identity, and the clients of users do not.
    Unknown,
    /// The registration of the client is known. A public client proves nothing.
    Registered {
        /// Whether the client is public: an application on a device or in a browser.
        is_public: bool,
    },
    /// The client has not proven its identity, also if it is an AI agent.
    Withheld,
}
