//! The AI agents in a token of a [`DevIssuer`](crate::testing::DevIssuer).

use uuid::Uuid;

use super::TokenBuilder;
use crate::model::{AgentClaim, Model};
use crate::signing::TokenActor;

impl<M: Model> TokenBuilder<'_, M> {
    /// Makes the client an AI agent with this blueprint (`xms_par_app_azp`), which acts for the
    /// user, or as itself if the token is app-only.
    ///
    /// As in Entra, the token contains the claims about agents only if the manifest requests them.
    /// To omit claims that it requests, as in a token that was issued before the request, use
    /// [`without_agent_claims`](Self::without_agent_claims).
    pub fn agent(mut self, blueprint: Uuid) -> Self {
        self.contents.set_actor(TokenActor::Agent { blueprint });
        self
    }

    /// Makes the client an AI agent with this blueprint (`xms_par_app_azp`), which acts through a
    /// user account of its own. An app-only token has no account: it becomes a token of
    /// [`agent`](Self::agent).
    ///
    /// The account has a default id (`oid`) of its own. To set another id, call
    /// [`object_id`](Self::object_id) after this method.
    pub fn agent_account(mut self, blueprint: Uuid) -> Self {
        self.contents.set_actor(TokenActor::AgentAccount { blueprint });
        self
    }

    /// Removes all claims about AI agents, as from a token that was issued before the registration
    /// requested them.
    pub fn without_agent_claims(mut self) -> Self {
        for claim in AgentClaim::ALL {
            self = self.without(claim.name());
        }
        self
    }
}

#[cfg(test)]
mod tests;
