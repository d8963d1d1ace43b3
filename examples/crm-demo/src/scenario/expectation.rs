//! The response that the permission model predicts.
//!
//! The prediction uses the requirements of `route`, the mapping of the model, plain sets and the
//! seed. It calls no code of the API, so that it is an independent check.

use std::collections::BTreeMap;

use entra_perms_runtime::CallerKind;

use super::actor::{Actor, ActorClient, Agent, AgentActs, Token};
use super::route::{Access, Records, Route, routes};
use example_crm::permissions::{Client, Role, RoleSet, Scope, ScopeSet};
use example_crm::store::Ownership;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expectation {
    pub(super) status: u16,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Anything,
    /// The records with exactly these ids.
    Records(Vec<i64>),
    /// The permissions and the agent that `/me` returns.
    Me {
        held: RoleSet,
        granted: ScopeSet,
        effective: RoleSet,
        agent: Option<Agent>,
    },
    /// The operations that `/me/operations` returns, and whether each of them is allowed.
    Operations(BTreeMap<String, bool>),
    /// A refusal. Its challenge names one of these scopes in full, or no scope if the set is empty.
    Refusal {
        sufficient: ScopeSet,
    },
}

impl Expectation {
    /// Predicts the response to this actor's request to this route.
    pub(super) fn new(actor: &Actor, route: &Route) -> Self {
        if matches!(route.access, Access::Public) {
            return Self { status: route.status, content: Content::Anything };
        }
        // Without a valid token, the CRM names the scope with which clients should begin.
        if actor.token != Token::Valid {
            return Self::refusal(401, Scope::CrmReadMy.into());
        }
        if actor.roles.is_empty() && actor.scopes.is_empty() {
            return Self::refusal(403, ScopeSet::EMPTY);
        }
        match route.access {
            Access::Public | Access::AnyCaller => match route.records {
                Records::Operations => Self::operations(actor, route),
                _ => Self::me(actor, route),
            },
            // No scope turns a caller into a human or into the import service.
            Access::Person(_) if !is_person(actor) => Self::refusal(403, ScopeSet::EMPTY),
            Access::WithoutAgents(_) if actor.agent.is_some() => {
                Self::refusal(403, ScopeSet::EMPTY)
            }
            Access::Import(_) if !is_import(actor) => Self::refusal(403, ScopeSet::EMPTY),
            Access::AnyRole(roles) | Access::Person(roles) | Access::WithoutAgents(roles) => {
                Self::guarded(roles.iter().copied().collect(), actor, route)
            }
            Access::Import(role) => Self::guarded(RoleSet::from(role), actor, route),
        }
    }

    fn me(actor: &Actor, route: &Route) -> Self {
        let content = Content::Me {
            held: actor.roles,
            granted: actor.scopes,
            effective: effective(actor),
            agent: actor.agent,
        };
        Self { status: route.status, content }
    }

    fn operations(actor: &Actor, route: &Route) -> Self {
        let guarded = routes().into_iter().filter(|route| !route.handler.is_empty());
        let operations = guarded.map(|route| {
            // The guard lets a caller in that then finds no record.
            let is_allowed = Self::new(actor, &route).status != 403;
            (route.handler.to_owned(), is_allowed)
        });
        Self { status: route.status, content: Content::Operations(operations.collect()) }
    }

    /// Predicts the response of a route that requires one of these roles.
    fn guarded(required: RoleSet, actor: &Actor, route: &Route) -> Self {
        let usable = effective(actor) & required;
        if usable.is_empty() {
            return Self::refusal(403, sufficient(actor, required));
        }
        match &route.records {
            Records::None | Records::Operations => {
                Self { status: route.status, content: Content::Anything }
            }
            Records::List(records) => {
                let visible =
                    records.iter().filter(|(_, ownership)| may_access(usable, actor, ownership));
                let ids = visible.map(|(id, _)| *id).collect();
                Self { status: route.status, content: Content::Records(ids) }
            }
            Records::One(id, ownership) if may_access(usable, actor, ownership) => {
                Self { status: route.status, content: Content::Records(vec![*id]) }
            }
            Records::One(..) => Self { status: 404, content: Content::Anything },
        }
    }

    fn refusal(status: u16, sufficient: ScopeSet) -> Self {
        Self { status, content: Content::Refusal { sufficient } }
    }
}

/// Returns whether the token is for a human. It does not matter whether an agent sends it.
fn is_person(actor: &Actor) -> bool {
    match actor.agent.map(|agent| agent.acts) {
        None | Some(AgentActs::ForUser) => actor.kind == CallerKind::User,
        Some(AgentActs::AsItself | AgentActs::AsOwnAccount) => false,
    }
}

fn is_import(actor: &Actor) -> bool {
    actor.kind == CallerKind::App && actor.client == ActorClient::Registered(Client::Import)
}

/// Returns the held roles. If the client acts for a user, only those that a granted scope maps to.
fn effective(actor: &Actor) -> RoleSet {
    match actor.kind {
        CallerKind::User => actor.roles & mapped(actor.scopes),
        CallerKind::App => actor.roles,
    }
}

/// Returns the roles that these scopes map to.
fn mapped(scopes: ScopeSet) -> RoleSet {
    scopes.iter().fold(RoleSet::EMPTY, |roles, scope| roles | scope.roles())
}

/// Returns the scopes that map to a required role that the user holds.
fn sufficient(actor: &Actor, required: RoleSet) -> ScopeSet {
    let usable = actor.roles & required;
    match actor.kind {
        CallerKind::User => {
            let scopes = Scope::ALL.iter().copied();
            scopes.filter(|scope| !(scope.roles() & usable).is_empty()).collect()
        }
        CallerKind::App => ScopeSet::EMPTY,
    }
}

/// Returns whether one of these roles gives access to a record with this ownership.
fn may_access(roles: RoleSet, actor: &Actor, record: &Ownership) -> bool {
    let is_own = record.owner == Some(actor.object_id);
    let is_of_team = actor.team.is_some() && record.team.as_deref() == actor.team;
    roles.iter().any(|role| match constraint(role) {
        Some("My") => is_own,
        Some("Team") => is_own || is_of_team,
        Some("All") => true,
        _ => false,
    })
}

/// Returns the last segment of the role's name.
fn constraint(role: Role) -> Option<&'static str> {
    role.value().rsplit('.').next()
}
