//! What the permission model says a caller should get, worked out with sets alone: no code of the server is asked.

use entra_perms_runtime::CallerKind;

use super::player::Player;
use super::routes::{Needs, Route, Touched};
use crate::crm::{ADA, GRACE, LINUS, team_of};
use crate::permissions::RoleSet;

/// What an answer must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub status: u16,
    /// Whether the challenge names scopes that would help.
    pub names_scope: bool,
    /// The records that a list shows.
    pub ids: Vec<u64>,
}

/// The records at the start belong to these, in this order, from 1.
const OWNERS: [entra_perms_runtime::Uuid; 3] = [ADA, GRACE, LINUS];

pub fn expected(player: &Player, route: &Route) -> Expected {
    let refused = |status, names_scope| Expected { status, names_scope, ids: Vec::new() };
    let done = Expected { status: route.success, names_scope: false, ids: Vec::new() };
    if matches!(route.needs, Needs::Nothing) {
        return done;
    }
    if player.flaw.is_some() {
        return refused(401, false);
    }
    // "Any app in the tenant" can get a token without a role.
    if player.roles.is_empty() && player.scopes.is_empty() {
        return refused(403, false);
    }
    let needed = match route.needs {
        Needs::Nothing | Needs::AnyCaller => return done,
        Needs::OneOfByApp(_) if player.kind == CallerKind::User => return refused(403, false),
        Needs::OneOf(roles) | Needs::OneOfByApp(roles) => roles,
    };
    let usable = effective(player) & needed;
    if usable.is_empty() {
        let holds_one = player.kind == CallerKind::User && held(player).intersects(needed);
        return refused(403, holds_one);
    }
    let in_reach = in_reach(player, usable);
    match route.records {
        Touched::None => done,
        Touched::Listed => Expected { ids: in_reach, ..done },
        Touched::One(id) if in_reach.contains(&u64::from(id)) => done,
        Touched::One(_) => refused(404, false),
    }
}

fn held(player: &Player) -> RoleSet {
    player.roles.iter().copied().collect()
}

/// Roles held ∩ roles that the granted scopes map to; for an application, the roles held.
fn effective(player: &Player) -> RoleSet {
    match player.kind {
        CallerKind::App => held(player),
        CallerKind::User => {
            held(player) & player.scopes.iter().fold(RoleSet::EMPTY, |all, scope| all | scope.roles())
        }
    }
}

/// The records that the widest of these roles reaches, going by how its value ends.
fn in_reach(player: &Player, roles: RoleSet) -> Vec<u64> {
    let ends_in = |reach: &str| roles.iter().any(|role| role.value().ends_with(reach));
    let owners = (1..).zip(OWNERS);
    let records = owners.filter(|(_, owner)| {
        ends_in(".All")
            || ends_in(".Team") && team_of(Some(*owner)) == team_of(player.user)
            || ends_in(".My") && player.user == Some(*owner)
    });
    records.map(|(id, _)| id).collect()
}
