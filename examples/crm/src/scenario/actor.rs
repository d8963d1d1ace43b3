//! Who calls.

use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{CallerKind, Uuid};

use crate::permissions::{Model, Role, RoleSet, Scope, ScopeSet};
use crate::store::Team;
use crate::store::seed::ADELE;

/// The tenant of the CRM.
pub(crate) const CONTOSO: Uuid = Uuid::from_u128(0x3f1a_8d52_6b7e_4c19_9a04_b2d5_e8f0_7c61);
/// Another tenant.
const FABRIKAM: Uuid = Uuid::from_u128(0x5b1e_7a0c_0f43_4f9b_8d9c_0d6c_1f6f_0a11);

/// Object ids of services, and client ids.
const SYNC: Uuid = Uuid::from_u128(0x5e4c_1ce0_c0de_4000_8000_0000_0000_0011);
const UNKNOWN: Uuid = Uuid::from_u128(0x5e4c_1ce0_c0de_4000_8000_0000_0000_0012);
const WEB_APP: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0021);
const AGENT: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0022);
const SERVICE: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0023);
const INTRUDER: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0024);

/// A caller of the API.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// The head of its column in the table, in two lines.
    pub(super) title: [&'static str; 2],
    pub(crate) description: &'static str,
    pub(super) token: Token,
    pub(super) kind: CallerKind,
    pub(super) object_id: Uuid,
    client_id: Uuid,
    /// The team of the user, as the documentation of the CRM has it.
    pub(super) team: Option<Team>,
    /// What the user, or the service, was assigned.
    pub(super) roles: RoleSet,
    /// What the user let the client do.
    pub(super) scopes: ScopeSet,
}

/// What an actor sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    None,
    Good,
    Expired,
    OfAnotherTenant,
}

/// In the order of the table. The first one's request is shown step by step.
pub(crate) fn actors() -> Vec<Actor> {
    vec![
        adele(["web", "app"], WEB_APP, "a web app that acts for Adele, with Crm.ReadWrite.Team")
            .with_scope(Scope::CrmReadWriteTeam),
        adele(["AI", "agent"], AGENT, "an AI agent that acts for Adele, with Crm.Read.My alone")
            .with_scope(Scope::CrmReadMy),
        service(["sync", "service"], SYNC, "a background service that acts as itself")
            .with_roles([Role::AccountsReadAll, Role::ContactsReadAll, Role::ContactsWriteAll]),
        Actor { token: Token::None, ..intruder(["no", "token"], "an intruder without a token") },
        Actor {
            token: Token::Expired,
            ..intruder(["expired", "token"], "an intruder with an expired token")
        },
        Actor {
            token: Token::OfAnotherTenant,
            ..intruder(["another", "tenant"], "an intruder with a token of another tenant")
        },
        service(
            ["no", "role"],
            UNKNOWN,
            "an intruder: a service of the tenant that was assigned no role",
        ),
    ]
}

/// A sales user. She may not change accounts, and her proposals are none of the clients' business here.
fn adele(title: [&'static str; 2], client_id: Uuid, description: &'static str) -> Actor {
    Actor {
        title,
        description,
        token: Token::Good,
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
        token: Token::Good,
        kind: CallerKind::App,
        object_id,
        client_id: SERVICE,
        team: None,
        roles: RoleSet::EMPTY,
        scopes: ScopeSet::EMPTY,
    }
}

/// With everything a token could ask for, so that it is not the permissions that it fails for.
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

    /// A fresh token as Entra would issue it to this actor, for the API with this client id.
    pub(crate) fn access_token(&self, issuer: &DevIssuer, api: &str) -> Option<String> {
        let token = match self.kind {
            CallerKind::User => issuer.user::<Model>().scopes(self.scopes.iter()),
            CallerKind::App => issuer.app::<Model>(),
        };
        let token = token
            .registration(api)
            .object_id(self.object_id)
            .client_id(self.client_id)
            .roles(self.roles.iter());
        let two_hours_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
        match self.token {
            Token::None => None,
            Token::Good => Some(token.sign()),
            Token::Expired => Some(token.issued_at(two_hours_ago).sign()),
            Token::OfAnotherTenant => Some(token.tenant(FABRIKAM).sign()),
        }
    }
}
