//! The claims about AI agents in a token of a [`DevIssuer`](crate::testing::DevIssuer).
//!
//! <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{AGENT_ACCOUNT, TokenBuilder, member};
use crate::model::{AgentClaim, CallerKind, Model};

/// The actor of a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum TokenActor {
    NotAgent,
    /// An agent that acts for the user, or as itself.
    Agent {
        blueprint: Uuid,
    },
    /// An agent that acts through a user account of its own.
    AgentAccount {
        blueprint: Uuid,
    },
}

impl<M: Model> TokenBuilder<'_, M> {
    /// Makes the client an AI agent with this blueprint (`xms_par_app_azp`), which acts for the
    /// user, or as itself if the token is app-only.
    ///
    /// As in Entra, the token contains the claims about agents only if the manifest requests them.
    /// To omit claims that it requests, as in a token that was issued before the request, use
    /// [`without_agent_claims`](Self::without_agent_claims).
    pub fn agent(mut self, blueprint: Uuid) -> Self {
        self.actor = TokenActor::Agent { blueprint };
        self
    }

    /// Makes the client an AI agent with this blueprint (`xms_par_app_azp`), which acts through a
    /// user account of its own. An app-only token has no account: it becomes a token of
    /// [`agent`](Self::agent).
    ///
    /// The account has a default id (`oid`) of its own. To set another id, call
    /// [`object_id`](Self::object_id) after this method.
    pub fn agent_account(mut self, blueprint: Uuid) -> Self {
        self.actor = TokenActor::AgentAccount { blueprint };
        if self.kind == CallerKind::User {
            self.object_id = AGENT_ACCOUNT;
        }
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

    /// Returns the further claims of an agent's token. In Microsoft's examples, all shapes have
    /// `idtyp`, and a `/` as `scp` if there are no scopes.
    pub(super) fn claims_of_agents(&self) -> Map<String, Value> {
        match self.kind {
            CallerKind::User => Map::from_iter([member("idtyp", "user")]),
            CallerKind::App => Map::from_iter([member("idtyp", "app"), member("scp", "/")]),
        }
    }
}

impl TokenActor {
    /// Returns the requested claims. As in Entra, they also have numbers that mean nothing to the
    /// API, and the order of the numbers is meaningless.
    pub(super) fn claims(self, kind: CallerKind, requested: &[AgentClaim]) -> Map<String, Value> {
        let subject = match (self, kind) {
            (Self::NotAgent | Self::Agent { .. }, CallerKind::User) => "3 1",
            (Self::NotAgent, CallerKind::App) => "9 3",
            (Self::Agent { .. } | Self::AgentAccount { .. }, CallerKind::App) => "9 11 3",
            (Self::AgentAccount { .. }, CallerKind::User) => "13 3",
        };
        let (actor, blueprint) = match self {
            Self::NotAgent => ("9 3", None),
            Self::Agent { blueprint } | Self::AgentAccount { blueprint } => {
                ("9 11 3", Some(blueprint.to_string()))
            }
        };
        let mut claims = Map::new();
        for claim in requested {
            let value = match claim {
                AgentClaim::ActorFacets => Some(actor.to_owned()),
                AgentClaim::SubjectFacets => Some(subject.to_owned()),
                AgentClaim::Blueprint => blueprint.clone(),
            };
            claims.extend(value.map(|value| (claim.name().to_owned(), value.into())));
        }
        claims
    }

    pub(super) fn is_agent(self) -> bool {
        match self {
            Self::NotAgent => false,
            Self::Agent { .. } | Self::AgentAccount { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests;
