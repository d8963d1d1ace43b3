//! The client of a call: its name, and the proof that it is this client.

use super::Caller;
use super::conditions::Unmet;
use crate::model::{Model, RegisteredClient};
use crate::requirement::Conditions;

/// The way in which the client proved its identity to Entra (`azpacr`, or `appidacr` in v1.0
/// tokens).
/// <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientAuthentication {
    /// With a secret or a certificate.
    Proven,
    /// Not at all: `0`, or the token does not say. Anybody can send the client id of a public
    /// client to Entra.
    Unproven,
}

impl<M: Model> Caller<M> {
    /// Returns the client, if it is one that the argument `clients` of
    /// [`permissions!`](crate::permissions) names.
    ///
    /// The client is found by [`client_id`](Self::client_id), among the clients of this
    /// [`registration`](Self::registration) of the API. An AI agent has a client id of its own, so
    /// it is not found by its blueprint.
    ///
    /// This is a name, for logs and user interfaces. Do not base decisions on it: anybody can use
    /// the client id of a public client. To decide, use `client = …` of
    /// [`#[requires]`](macro@crate::requires), which also asks for the proof.
    #[must_use]
    pub fn client(&self) -> Option<M::Client> {
        let client_id = self.client_id()?;
        let is_client =
            |client: &M::Client| client.entry().with_id(self.registration(), client_id).is_some();
        M::Client::ALL.iter().copied().find(is_client)
    }

    /// Checks that the client is one of those that `client = …` names, and that it has proven this.
    /// A public client cannot prove it, so its client id is enough.
    pub(super) fn unmet_client(&self, conditions: Conditions) -> Option<Unmet> {
        let admitted = conditions.admitted_clients();
        if admitted.is_empty() {
            return None;
        }
        let registration = self.client_id().and_then(|id| {
            admitted.iter().find_map(|client| client.with_id(self.registration(), id))
        });
        match (registration, self.details.client_authentication) {
            (None, _) => Some(Unmet::Client { admitted }),
            (Some(registration), ClientAuthentication::Unproven) if !registration.is_public => {
                Some(Unmet::UnprovenClient)
            }
            (Some(_), ClientAuthentication::Proven | ClientAuthentication::Unproven) => None,
        }
    }
}
