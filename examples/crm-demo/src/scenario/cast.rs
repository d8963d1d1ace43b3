//! The callers of the scenario: people, services, intruders, and AI agents.

use entra_perms_runtime::{CallerKind, Uuid};

use super::actor::{Actor, ActorClient, AgentActs, Token};
use example_crm::permissions::{Client, Role, RoleSet, Scope, ScopeSet};
use example_crm::store::seed::{ADELE, NORTH, SALES_BOT};

// The object ids of services.
const IMPORT: Uuid = Uuid::from_u128(0x5e4c_1ce0_c0de_4000_8000_0000_0000_0011);
const UNKNOWN: Uuid = Uuid::from_u128(0x5e4c_1ce0_c0de_4000_8000_0000_0000_0012);

// The ids of clients that the CRM does not know. The client id of an agent is also its object id.
const SALES_APP: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0022);
const SERVICE: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0023);
const INTRUDER: Uuid = Uuid::from_u128(0xc11e_0700_c0de_4000_8000_0000_0000_0024);
const ASSISTANT: Uuid = Uuid::from_u128(0xa6e0_0700_c0de_4000_8000_0000_0000_0031);
const ENRICHER: Uuid = Uuid::from_u128(0xa6e0_0700_c0de_4000_8000_0000_0000_0032);
const SELLER: Uuid = Uuid::from_u128(0xa6e0_0700_c0de_4000_8000_0000_0000_0033);

// The blueprints of the agents.
#[expect(clippy::indexing_slicing, reason = "a constant: without an id, the build fails")]
const ASSISTANTS: Uuid = Client::Assistant.client_ids()[0];
const ENRICHERS: Uuid = Uuid::from_u128(0xb1e0_0700_c0de_4000_8000_0000_0000_0042);
const SELLERS: Uuid = Uuid::from_u128(0xb1e0_0700_c0de_4000_8000_0000_0000_0043);

/// Returns the actors in the order of the tables. The walkthrough shows the first actor.
pub(crate) fn actors() -> Vec<Actor> {
    vec![
        adele(
            ["web", "app"],
            ActorClient::Registered(Client::Web),
            "a web app that acts for Adele, with Crm.ReadWrite.Team",
        )
        .with_scopes([Scope::CrmReadWriteTeam]),
        adele(
            ["sales", "app"],
            ActorClient::Other(SALES_APP),
            "a sales app that acts for Adele, with Sales.ReadWrite.Team",
        )
        .with_scopes([Scope::SalesReadWriteTeam]),
        import_service(),
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
        agent_for_adele(),
        agent_as_itself(),
        agent_with_own_account(),
    ]
}

/// Returns a client that acts for the sales user Adele, who holds no role to write accounts.
fn adele(title: [&'static str; 2], client: ActorClient, description: &'static str) -> Actor {
    Actor {
        title,
        description,
        token: Token::Valid,
        kind: CallerKind::User,
        object_id: ADELE,
        client,
        agent: None,
        team: Some(NORTH),
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
        client: ActorClient::Other(SERVICE),
        agent: None,
        team: None,
        roles: RoleSet::EMPTY,
        scopes: ScopeSet::EMPTY,
    }
}

/// Returns the background service that imports contacts. It holds the roles that its registration
/// asks for.
fn import_service() -> Actor {
    let description = "a background service (an application that acts as itself)";
    let service = service(["import", "service"], IMPORT, description).with_roles([
        Role::AccountsReadAll,
        Role::ContactsReadAll,
        Role::ContactsWriteAll,
    ]);
    Actor { client: ActorClient::Registered(Client::Import), ..service }
}

/// Returns an actor with all roles and scopes. Only its token can be the reason to refuse it.
fn intruder(title: [&'static str; 2], description: &'static str) -> Actor {
    Actor {
        roles: Role::ALL.iter().copied().collect(),
        scopes: Scope::ALL.iter().copied().collect(),
        ..adele(title, ActorClient::Other(INTRUDER), description)
    }
}

/// Returns an agent that may approve proposals, because it acts for a human.
fn agent_for_adele() -> Actor {
    let description = "an AI agent that acts for Adele, with Crm.Read.My and Sales.ReadWrite.Team";
    adele(["for", "Adele"], ActorClient::Other(ASSISTANT), description)
        .with_scopes([Scope::CrmReadMy, Scope::SalesReadWriteTeam])
        .by_agent(AgentActs::ForUser, ASSISTANTS)
}

/// Returns an agent that holds the role to import contacts. It may not, because it is not the
/// import service.
fn agent_as_itself() -> Actor {
    let agent = service(["as", "itself"], ENRICHER, "an AI agent that acts as itself")
        .with_roles([Role::ContactsReadAll, Role::ContactsWriteAll])
        .by_agent(AgentActs::AsItself, ENRICHERS);
    Actor { client: ActorClient::Other(ENRICHER), ..agent }
}

/// Returns an agent whose user account is in Adele's team and holds her roles. It may not approve
/// proposals, because its account is not a human.
fn agent_with_own_account() -> Actor {
    let description = "an AI agent that acts through its own user account, with Crm.Read.Team and \
                       Sales.ReadWrite.Team";
    let agent = adele(["own", "account"], ActorClient::Other(SELLER), description)
        .with_scopes([Scope::CrmReadTeam, Scope::SalesReadWriteTeam])
        .by_agent(AgentActs::AsOwnAccount, SELLERS);
    Actor { object_id: SALES_BOT, ..agent }
}
