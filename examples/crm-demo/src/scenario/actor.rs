//! A caller of the scenario and its token.

use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{CallerKind, Uuid};
use serde::Serialize;

use example_crm::permissions::{Client, Model, Role, RoleSet, Scope, ScopeSet};

/// Another tenant.
const FABRIKAM: Uuid = Uuid::from_u128(0x5b1e_7a0c_0f43_4f9b_8d9c_0d6c_1f6f_0a11);

/// A caller of the API.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// The two lines of its column heading in the table.
    pub(super) title: [&'static str; 2],
    pub(crate) description: &'static str,
    pub(super) token: Token,
    pub(super) kind: CallerKind,
    pub(super) object_id: Uuid,
    pub(super) client: ActorClient,
    /// The AI agent that acts. `None` for other clients.
    pub(super) agent: Option<Agent>,
    /// The user's team.
    pub(super) team: Option<&'static str>,
    /// The held roles of the user or the service.
    pub(super) roles: RoleSet,
    /// The scopes that the user granted to the client.
    pub(super) scopes: ScopeSet,
}

/// The client of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActorClient {
    /// A client whose registration the CRM knows.
    Registered(Client),
    /// Another client of the tenant, or an AI agent, by its client id.
    Other(Uuid),
}

/// An AI agent. Its JSON form is the member `agent` of `/me`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Agent {
    pub(super) acts: AgentActs,
    /// The parent application from which the agent was made.
    pub(super) blueprint: Uuid,
}

/// The way in which an agent acts. Entra has these three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AgentActs {
    /// The token is for a human.
    ForUser,
    /// The token is for the agent, as for a service.
    AsItself,
    /// The token is for a user account that belongs to the agent. No human is there.
    AsOwnAccount,
}

/// The token that an actor sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    None,
    Valid,
    Expired,
    FromAnotherTenant,
}

impl Actor {
    pub(super) fn with_scopes<const N: usize>(self, scopes: [Scope; N]) -> Self {
        Self { scopes: scopes.into_iter().collect(), ..self }
    }

    pub(super) fn with_roles<const N: usize>(self, roles: [Role; N]) -> Self {
        Self { roles: roles.into_iter().collect(), ..self }
    }

    pub(super) fn by_agent(self, acts: AgentActs, blueprint: Uuid) -> Self {
        Self { agent: Some(Agent { acts, blueprint }), ..self }
    }

    /// Signs a token like the one that Entra would issue to this actor for the API `api_client_id`.
    pub(crate) fn access_token(&self, issuer: &DevIssuer, api_client_id: &str) -> Option<String> {
        let builder = match self.kind {
            CallerKind::User => issuer.user::<Model>().scopes(self.scopes.iter()),
            CallerKind::App => issuer.app::<Model>(),
        };
        // The claims about agents are in the token because the CRM's manifest requests them.
        let builder = match self.agent {
            None => builder,
            Some(Agent { acts: AgentActs::AsOwnAccount, blueprint }) => {
                builder.agent_account(blueprint)
            }
            Some(Agent { blueprint, .. }) => builder.agent(blueprint),
        };
        let token = builder
            .registration(api_client_id)
            .object_id(self.object_id)
            .roles(self.roles.iter());
        let token = match self.client {
            ActorClient::Registered(client) => token.client(client),
            ActorClient::Other(id) => token.client_id(id),
        };
        match self.token {
            Token::None => None,
            Token::Valid => Some(token.sign()),
            Token::Expired => {
                let two_hours_ago = SystemTime::now() - Duration::from_hours(2);
                Some(token.issued_at(two_hours_ago).sign())
            }
            Token::FromAnotherTenant => Some(token.tenant(FABRIKAM).sign()),
        }
    }
}
