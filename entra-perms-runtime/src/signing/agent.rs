//! The actor of a token, and the claims about AI agents.
//!
//! <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::model::{AgentClaim, CallerKind};

/// The actor of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenActor {
    /// A client that is not an agent.
    NotAgent,
    /// An agent that acts for the user, or as itself.
    Agent {
        /// The blueprint of the agent.
        blueprint: Uuid,
    },
    /// An agent that acts through a user account of its own.
    AgentAccount {
        /// The blueprint of the agent.
        blueprint: Uuid,
    },
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

    /// Returns the further claims of an agent's token. In Microsoft's examples, all shapes have
    /// `idtyp`, and a `/` as `scp` if there are no scopes.
    pub(super) fn claims_of_agents(self, kind: CallerKind) -> Map<String, Value> {
        let claims: &[(&str, &str)] = match (self, kind) {
            (Self::NotAgent, _) => &[],
            (_, CallerKind::User) => &[("idtyp", "user")],
            (_, CallerKind::App) => &[("idtyp", "app"), ("scp", "/")],
        };
        claims
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect()
    }

    pub(super) fn is_agent(self) -> bool {
        match self {
            Self::NotAgent => false,
            Self::Agent { .. } | Self::AgentAccount { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_requested_claims_are_written() {
        let agent = TokenActor::Agent { blueprint: Uuid::from_u128(0x30cf_4c22) };
        for requested in AgentClaim::ALL {
            let claims = agent.claims(CallerKind::User, &[requested]);
            assert_eq!(claims.keys().collect::<Vec<_>>(), [requested.name()]);
        }
        assert!(agent.claims(CallerKind::App, &[]).is_empty());
    }
}
