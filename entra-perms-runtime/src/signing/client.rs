//! The client of a token.

use uuid::Uuid;

/// The client of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenClient {
    /// The client id. `None` if the client has none in calls to this registration of the API.
    pub id: Option<Uuid>,
    /// The proof of its identity when it gets a token.
    pub proof: ClientProof,
}

/// The proof of a client's identity when it gets a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientProof {
    /// No registration of the client is known. Applications that act as themselves prove their
    /// identity, and the clients of users do not.
    Unknown,
    /// The registration of the client is known. A public client proves nothing.
    Registered {
        /// `true` for an application on a device or in a browser.
        is_public: bool,
    },
    /// The client has not proven its identity, also if it is an AI agent.
    Withheld,
}
