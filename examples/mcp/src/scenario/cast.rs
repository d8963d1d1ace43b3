//! The callers of the scenario, and their tokens.

use entra_perms_runtime::Uuid;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};

use crate::permissions::{Model, Role, Scope, ScopeSet};
use crate::server::ADELE;

/// The CRM's tenant.
pub(crate) const CONTOSO: Uuid = Uuid::from_u128(0x3f1a_8d52_6b7e_4c19_9a04_b2d5_e8f0_7c61);
/// Another tenant.
const FABRIKAM: Uuid = Uuid::from_u128(0x5b1e_7a0c_0f43_4f9b_8d9c_0d6c_1f6f_0a11);

// The client ids. The client id of an agent is also its object id.
const DESK: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0051);
const INTRUDER: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0052);
const ASSISTANT: Uuid = Uuid::from_u128(0xa6e0_0700_c0de_4000_8000_0000_0000_0053);
const ENRICHER: Uuid = Uuid::from_u128(0xa6e0_0700_c0de_4000_8000_0000_0000_0054);

// The blueprints of the agents.
const ASSISTANTS: Uuid = Uuid::from_u128(0xb1e0_0700_c0de_4000_8000_0000_0000_0055);
const ENRICHERS: Uuid = Uuid::from_u128(0xb1e0_0700_c0de_4000_8000_0000_0000_0056);

/// A caller of the tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// A client that Adele uses. It begins without a token.
    Desk,
    /// An AI agent that acts for Adele.
    Assistant,
    /// An AI agent that acts as itself.
    Enricher,
    /// A client with a token from another tenant.
    Stranger,
    /// A service of the tenant that holds no role of the CRM.
    Service,
    /// A client of Adele whose headers name another tool than the body.
    Forger,
}

impl Actor {
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Desk => "A client that Adele uses",
            Self::Assistant => "An AI agent that acts for Adele",
            Self::Enricher => "An AI agent that acts as itself",
            Self::Stranger => "An intruder: a client with a token from another tenant",
            Self::Service => "An intruder: a service of the tenant without a role of the CRM",
            Self::Forger => "An intruder: a client whose headers name another tool than the body",
        }
    }

    /// Returns the scopes with which the client begins.
    pub(crate) fn first_scopes(self) -> ScopeSet {
        let scopes: &[Scope] = match self {
            Self::Assistant => &[Scope::CrmReadWriteMy, Scope::SalesReadWriteTeam],
            Self::Forger => &[Scope::CrmReadMy],
            Self::Desk | Self::Enricher | Self::Stranger | Self::Service => &[],
        };
        scopes.iter().copied().collect()
    }

    /// Signs a token as Entra would, with these scopes. Entra gives app-only tokens no scopes.
    pub(crate) fn token(self, issuer: &DevIssuer, scopes: ScopeSet) -> String {
        let token: TokenBuilder<'_, Model> = match self {
            Self::Desk => adele(issuer, scopes).client_id(DESK),
            Self::Forger => adele(issuer, scopes).client_id(INTRUDER),
            Self::Assistant => adele(issuer, scopes).client_id(ASSISTANT).agent(ASSISTANTS),
            Self::Enricher => issuer
                .app()
                .object_id(ENRICHER)
                .client_id(ENRICHER)
                .roles([Role::ContactsReadAll, Role::ContactsWriteAll])
                .agent(ENRICHERS),
            // Only the tenant can be the reason to refuse this token.
            Self::Stranger => issuer
                .user()
                .client_id(INTRUDER)
                .roles(Role::ALL.iter().copied())
                .scopes(Scope::ALL.iter().copied())
                .tenant(FABRIKAM),
            Self::Service => issuer.app().object_id(INTRUDER).client_id(INTRUDER),
        };
        token.sign()
    }
}

fn adele(issuer: &DevIssuer, scopes: ScopeSet) -> TokenBuilder<'_, Model> {
    let roles = [
        Role::ContactsReadMy,
        Role::ContactsReadTeam,
        Role::ContactsWriteMy,
        Role::ProposalsReadWriteTeam,
    ];
    issuer.user().object_id(ADELE).roles(roles).scopes(scopes.iter())
}
