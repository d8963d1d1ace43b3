//! The scopes that would do: with which sets of them a client would be let in for a user. Asked when a caller is denied, and of a
//! guarded function as it stands.

use super::{Clause, Requirement};
use crate::model::{Model, PermissionSet};

/// Alternatives are offered to a person, or to a client that takes the first: of more, the widest are left out.
const MOST_ALTERNATIVES: usize = 8;

/// How many are looked at on the way to those, and of one clause: what a denial costs is bounded.
const MOST_CANDIDATES: usize = 16;

/// The sets of scopes with which a user who holds these roles would be let in, none larger or wider than need be, the narrowest first;
/// none where no scope can help. They are what a token must carry, not what this one lacks: a scope that is granted is among them
/// where it is needed.
pub(crate) fn sets<M: Model>(
    requirement: &Requirement<M>,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
) -> Vec<PermissionSet<M::Scope>> {
    let of_clauses = requirement.clauses().iter().map(|clause| of_clause(clause, held));
    let (met, unmet): (Vec<_>, Vec<_>) =
        of_clauses.partition(|sufficient| (*sufficient & granted).has_any());
    let mut alternatives = vec![PermissionSet::empty()];
    for sufficient in unmet {
        alternatives = extended::<M>(&alternatives, sufficient, &narrowest_first::<M>(sufficient));
    }
    for sufficient in met {
        let granted = narrowest_first::<M>(sufficient & granted);
        // One that is granted is choice enough.
        alternatives =
            extended::<M>(&alternatives, sufficient, granted.get(..1).unwrap_or_default());
    }
    let is_needless = |set: &PermissionSet<M::Scope>| {
        alternatives.iter().any(|other| is_narrower::<M>(*other, *set))
    };
    alternatives
        .iter()
        .filter(|set| !is_needless(set))
        .take(MOST_ALTERNATIVES)
        .copied()
        .collect()
}

/// The scopes of which one is enough for this clause, given what the user holds.
pub(crate) fn of_clause<M: Model>(
    clause: &Clause<M>,
    held: PermissionSet<M::Role>,
) -> PermissionSet<M::Scope> {
    let tables = M::TABLES;
    let usable = held & clause.roles & tables.users & tables.enabled_roles;
    (tables.scopes_of(usable) | clause.scopes) & tables.enabled_scopes
}

/// Fewest roles first, then in manifest order: what a client asks for should be no more than what it needs.
pub(crate) fn narrowest_first<M: Model>(scopes: PermissionSet<M::Scope>) -> Vec<M::Scope> {
    let mut scopes: Vec<M::Scope> = scopes.iter().collect();
    scopes.sort_by_cached_key(|scope| reach::<M>(PermissionSet::from(*scope)));
    scopes
}

/// Each set with one of the `choices`, where it has nothing `sufficient` yet; none where there is no choice.
fn extended<M: Model>(
    sets: &[PermissionSet<M::Scope>],
    sufficient: PermissionSet<M::Scope>,
    choices: &[M::Scope],
) -> Vec<PermissionSet<M::Scope>> {
    let mut extended: Vec<PermissionSet<M::Scope>> = Vec::new();
    for set in sets {
        let suffices = (*set & sufficient).has_any();
        let more = choices
            .iter()
            .take(MOST_CANDIDATES)
            .map(|scope| *set | PermissionSet::from(*scope));
        let next: Vec<_> = if suffices { vec![*set] } else { more.collect() };
        for set in next {
            if !extended.contains(&set) {
                extended.push(set);
            }
        }
    }
    extended.sort_by_cached_key(|set| (reach::<M>(*set), set.count()));
    extended.truncate(MOST_CANDIDATES);
    extended
}

/// Whether `a` asks for less than `b`: for fewer scopes, or for scopes that lead to fewer roles.
fn is_narrower<M: Model>(a: PermissionSet<M::Scope>, b: PermissionSet<M::Scope>) -> bool {
    let tables = M::TABLES;
    let (of_a, of_b) = (tables.roles_of(a), tables.roles_of(b));
    let fewer_scopes = a != b && (a & b) == a;
    let fewer_roles = of_a != of_b && (of_a & of_b) == of_a;
    fewer_scopes || fewer_roles
}

/// How many roles these scopes lead to.
fn reach<M: Model>(scopes: PermissionSet<M::Scope>) -> usize {
    M::TABLES.roles_of(scopes).count()
}
