//! The scopes that a denied client lacks.
//!
//! Every alternative has one scope for each clause of the requirement. If the client already has a
//! scope that satisfies a clause, that scope is kept. For each other clause, every scope that
//! satisfies it is tried. The product of the clauses can be large, so only the narrowest
//! combinations are kept after each clause ([`MAX_CANDIDATES`]). At the end, combinations that ask
//! for more than another one are dropped.
//!
//! The narrowest alternative is the first, because most clients request the first one. It maps to
//! the fewest roles, or else has the fewest scopes, or else comes first in the manifest.

use super::{Clause, Requirement};
use crate::model::{Model, Permission, PermissionSet};

/// The number of alternatives that a denial names. A person, or a client that takes the first one,
/// has no use for more; the widest are left out.
const MAX_ALTERNATIVES: usize = 8;

/// The number of combinations that are kept after each clause, and the number of scopes that are
/// tried for a clause. It bounds the cost of a denial.
const MAX_CANDIDATES: usize = 16;

/// Returns the sets of scopes that would admit a user who holds these roles, the narrowest first.
///
/// Each set is complete: it names every scope that the token must carry, including scopes that were
/// already granted. The result is empty if no scope can help.
pub(crate) fn sets<M: Model>(
    requirement: &Requirement<M>,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
) -> Vec<PermissionSet<M::Scope>> {
    let mut met = Vec::new();
    let mut candidates = vec![PermissionSet::EMPTY];
    for clause in requirement.clauses() {
        let sufficient = of_clause(clause, held);
        if sufficient.intersects(granted) {
            met.push(sufficient);
        } else {
            candidates = choose_for_clause::<M>(&candidates, sufficient, sufficient);
        }
    }
    for sufficient in met {
        let narrowest = narrowest_first::<M>(sufficient & granted).into_iter().take(1).collect();
        candidates = choose_for_clause::<M>(&candidates, sufficient, narrowest);
    }
    let mut alternatives = drop_wider::<M>(&candidates);
    alternatives.truncate(MAX_ALTERNATIVES);
    alternatives
}

/// Returns the scopes that each satisfy this clause, for a user who holds these roles.
pub(crate) fn of_clause<M: Model>(
    clause: &Clause<M>,
    held: PermissionSet<M::Role>,
) -> PermissionSet<M::Scope> {
    let tables = M::TABLES;
    let usable = held & clause.roles & tables.users & tables.enabled_roles;
    (tables.scopes_of(usable) | clause.scopes) & tables.enabled_scopes
}

/// Sorts scopes: those that map to the fewest roles first, then in manifest order.
pub(crate) fn narrowest_first<M: Model>(scopes: PermissionSet<M::Scope>) -> Vec<M::Scope> {
    let mut scopes: Vec<M::Scope> = scopes.iter().collect();
    scopes.sort_by_cached_key(|scope| breadth::<M>(PermissionSet::from(*scope)));
    scopes
}

/// Extends each candidate by each of the `choices`, and keeps the narrowest results.
///
/// A candidate that already has a `sufficient` scope is not extended.
fn choose_for_clause<M: Model>(
    candidates: &[PermissionSet<M::Scope>],
    sufficient: PermissionSet<M::Scope>,
    choices: PermissionSet<M::Scope>,
) -> Vec<PermissionSet<M::Scope>> {
    let mut choices = narrowest_first::<M>(choices);
    choices.truncate(MAX_CANDIDATES);
    let mut extended = Vec::new();
    for candidate in candidates {
        if candidate.intersects(sufficient) {
            push_new(&mut extended, *candidate);
            continue;
        }
        for scope in &choices {
            push_new(&mut extended, *candidate | PermissionSet::from(*scope));
        }
    }
    extended.sort_by_cached_key(|set| {
        let manifest_order: Vec<usize> = set.iter().map(Permission::index).collect();
        (breadth::<M>(*set), set.len(), manifest_order)
    });
    extended.truncate(MAX_CANDIDATES);
    extended
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Drops each candidate that asks for more than another one.
fn drop_wider<M: Model>(candidates: &[PermissionSet<M::Scope>]) -> Vec<PermissionSet<M::Scope>> {
    let mut kept = candidates.to_vec();
    kept.retain(|set| !candidates.iter().any(|other| is_narrower::<M>(*other, *set)));
    kept
}

/// Returns `true` if `a` has fewer scopes than `b`, or maps to fewer roles.
fn is_narrower<M: Model>(a: PermissionSet<M::Scope>, b: PermissionSet<M::Scope>) -> bool {
    let roles_of_a = M::TABLES.roles_of(a);
    let roles_of_b = M::TABLES.roles_of(b);
    is_proper_subset(a, b) || is_proper_subset(roles_of_a, roles_of_b)
}

fn is_proper_subset<T: Permission>(a: PermissionSet<T>, b: PermissionSet<T>) -> bool {
    a != b && a.is_subset(b)
}

/// Returns the number of roles that these scopes map to.
fn breadth<M: Model>(scopes: PermissionSet<M::Scope>) -> usize {
    M::TABLES.roles_of(scopes).len()
}

#[cfg(test)]
mod tests;
