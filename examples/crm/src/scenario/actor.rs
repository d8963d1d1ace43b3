//! The callers of the scenario and their tokens.

use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{CallerKind, Uuid};

use crate::permissions::{Model, Role, RoleSet, Scope, ScopeSet};
use crate::store::Team;
use crate::store::seed::ADELE;

/// The CRM's tenant.
pub(crate) const CONTOSO: Uuid = Uuid::from_u128(0x3f1a_8d52_6b7e_4c19_9a04_b2d5_e8f0_7c61);
/// Another tenant.
const FABRIKAM: Uuid = Uuid::from_u128(0x5b1e_7a0c_0f43_4f9b_8d9c_0d6c_1f6f_0a11);

// The object ids of services, and the client ids of all callers.
const SYNC: Uuid = Uuid::from_u128(0x5e4c_1ce0_c0de_4000_8000_0000_0000_0011);
const UNKNOWN: Uuid = Uuid::from_u128(0x5e4c_1ce0_c0de_4000_8000_0000_0000_0012);
const WEB_APP: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0021);
const AGENT: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0022);
const SERVICE: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0023);
const INTRUDER: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0024);

/// A caller of the API.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// The two lines of its column heading in the table.
    pub(super) title: [&'static str; 2],
    pub(crate) description: &'static str,
    pub(super) token: Token,
    pub(super) kind: CallerKind,
    pub(super) object_id: Uuid,
    client_id: Uuid,
    /// The user's team.
    pub(super) team: Option<Team>,
    /// The held roles of the user or the service.
    pub(super) roles: RoleSet,
    /// The scopes that the user granted to the client.
    pub(super) scopes: ScopeSet,
}

/// The token that an actor sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    None,
    Valid,
    Expired,
    FromAnotherTenant,
}

/// Returns the actors in the order of the table. The walkthrough shows the first actor.
pub(crate) fn actors() -> Vec<Actor> {
    vec![
        adele(["web", "app"], WEB_APP, "a web app that acts for Adele, with Crm.ReadWrite.Team")
            .with_scope(Scope::CrmReadWriteTeam),
        adele(["AI", "agent"], AGENT, "an AI agent that acts for Adele, with only Crm.Read.My")
            .with_scope(Scope::CrmReadMy),
        service(
            ["sync", "service"],
            SYNC,
            "a background service (an application that acts as itself)",
        )
        .with_roles([Role::AccountsReadAll, Role::ContactsReadAll, Role::ContactsWriteAll]),
        Actor { token: Token::None, ..intruder(["no", "token"], "an intruder without a token") },
        Actor {
            token: Token::Expired,
            ..intruder(["expired", "token"], "an intruder with an expired token")
        },
        Actor {
            token: Token::FromAnotherTenant,
            ..intruder(["another", "tenant"], "an intruder with a token from another tenant")
        },
        service(["no", "role"], UNKNOWN, "an intruder: a service of the tenant without a role"),
    ]
}

/// Returns a client that acts for the sales user Adele.
///
/// She holds no role to write accounts. No client has the scope for her proposals.
fn adele(title: [&'static str; 2], client_id: Uuid, description: &'static str) -> Actor {
    Actor {
        title,
        description,
        token: Token::Valid,
        kind: CallerKind::User,
        object_id: ADELE,
        client_id,
        team: Some(Team::North),
        roles: RoleSet::from_iter([
            Role::AccountsReadTeam,
            Role::ContactsReadMy,
            Role::ContactsReadTeam,
            Role::ContactsWriteMy,
            Role::ContactsWriteTeam,
            Role::ProposalsReadWriteTeam,
        ]),
        scopes: ScopeSet::EMPTY,
    }
}

fn service(title: [&'static str; 2], object_id: Uuid, description: &'static str) -> Actor {
    Actor {
        title,
        description,
        token: Token::Valid,
        kind: CallerKind::App,
        object_id,
        client_id: SERVICE,
        team: None,
        roles: RoleSet::EMPTY,
        scopes: ScopeSet::EMPTY,
    }
}

/// Returns an actor with all roles and scopes. Only its token can be the reason to refuse it.
fn intruder(title: [&'static str; 2], description: &'static str) -> Actor {
    Actor {
        client_id: INTRUDER,
        roles: Role::ALL.iter().copied().collect(),
        scopes: Scope::ALL.iter().copied().collect(),
        ..adele(title, INTRUDER, description)
    }
}

impl Actor {
    fn with_scope(self, scope: Scope) -> Self {
        Self { scopes: scope.into(), ..self }
    }

    fn with_roles<const N: usize>(self, roles: [Role; N]) -> Self {
        Self { roles: roles.into_iter().collect(), ..self }
    }

    /// Signs a token like the one that Entra would issue to this actor for the API `api_client_id`.
    pub(crate) fn access_token(&self, issuer: &DevIssuer, api_client_id: &str) -> Option<String> {
        let builder = match self.kind {
            CallerKind::User => issuer.user::<Model>().scopes(self.scopes.iter()),
            CallerKind::App => issuer.app::<Model>(),
        };
        let token = builder
            .registration(api_client_id)
            .object_id(self.object_id)
            .client_id(self.client_id)
            .roles(self.roles.iter());
        match self.token {
            Token::None => None,
            Token::Valid => Some(token.sign()),
            Token::Expired => {
                let two_hours_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
                Some(token.issued_at(two_hours_ago).sign())
            }
            Token::FromAnotherTenant => Some(token.tenant(FABRIKAM).sign()),
        }
    }
}
