//! What the model says that the answer must be. It knows the documentation, plain sets and the seed; the API's own code it does not
//! ask.

use entra_perms_runtime::CallerKind;

use super::actor::{Actor, Token};
use super::route::{Needs, Records, Route};
use crate::permissions::{Role, RoleSet, Scope, ScopeSet};
use crate::store::Owner;

/// What an answer must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) status: u16,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Anything,
    /// Exactly these records, by id.
    Records(Vec<u32>),
    /// What `/me` says of the caller.
    Me {
        held: RoleSet,
        granted: ScopeSet,
        effective: RoleSet,
    },
    /// A refusal. Where a scope could help, it names one of these; else it names none.
    Refusal {
        helpful: ScopeSet,
    },
}

/// What the model says of this actor on this route.
pub(super) fn expected(actor: &Actor, route: &Route) -> Expected {
    if matches!(route.needs, Needs::Nothing) {
        return Expected { status: route.status, content: Content::Anything };
    }
    if actor.token != Token::Good {
        return refused(401, ScopeSet::EMPTY);
    }
    if actor.roles.is_empty() && actor.scopes.is_empty() {
        return refused(403, ScopeSet::EMPTY);
    }
    match route.needs {
        Needs::Nothing | Needs::AnyCaller => Expected { status: route.status, content: me(actor) },
        Needs::App(_) if actor.kind != CallerKind::App => refused(403, ScopeSet::EMPTY),
        Needs::App(role) => with_one_of(RoleSet::from(role), actor, route),
        Needs::OneOf(roles) => with_one_of(roles.iter().copied().collect(), actor, route),
    }
}

fn with_one_of(needed: RoleSet, actor: &Actor, route: &Route) -> Expected {
    let usable = effective(actor) & needed;
    if usable.is_empty() {
        return refused(403, helpful(actor, needed));
    }
    let within_reach = |owner: Owner| usable.iter().any(|role| reaches(role, actor, owner));
    match &route.records {
        Records::None => Expected { status: route.status, content: Content::Anything },
        Records::List(records) => {
            let visible =
                records.iter().filter(|(_, owner)| within_reach(*owner)).map(|(id, _)| *id);
            Expected { status: route.status, content: Content::Records(visible.collect()) }
        }
        Records::One(id, owner) if within_reach(*owner) => {
            Expected { status: route.status, content: Content::Records(vec![*id]) }
        }
        Records::One(..) => Expected { status: 404, content: Content::Anything },
    }
}

/// Roles held, for a client that acts for a user narrowed to what its scopes map to.
fn effective(actor: &Actor) -> RoleSet {
    match actor.kind {
        CallerKind::User => actor.roles & mapped(actor.scopes),
        CallerKind::App => actor.roles,
    }
}

/// The roles that scopes map to.
fn mapped(scopes: ScopeSet) -> RoleSet {
    scopes.iter().fold(RoleSet::EMPTY, |roles, scope| roles | scope.roles())
}

/// The scopes that lead to one of these roles, which the user holds already.
fn helpful(actor: &Actor, needed: RoleSet) -> ScopeSet {
    let leads_there = |scope: &Scope| !(scope.roles() & actor.roles & needed).is_empty();
    match actor.kind {
        CallerKind::User => Scope::ALL.iter().copied().filter(leads_there).collect(),
        CallerKind::App => ScopeSet::EMPTY,
    }
}

/// Whether a role reaches the records of this owner, going by its name.
fn reaches(role: Role, actor: &Actor, owner: Owner) -> bool {
    let own = owner.owner == Some(actor.object_id);
    let of_team = actor.team.is_some() && owner.team == actor.team;
    match role.value().rsplit('.').next() {
        Some("My") => own,
        Some("Team") => own || of_team,
        Some("All") => true,
        _ => false,
    }
}

fn me(actor: &Actor) -> Content {
    Content::Me { held: actor.roles, granted: actor.scopes, effective: effective(actor) }
}

fn refused(status: u16, helpful: ScopeSet) -> Expected {
    Expected { status, content: Content::Refusal { helpful } }
}
