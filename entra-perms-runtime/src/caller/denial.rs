//! Why a caller is denied, and with which scopes it would not be.

use super::{Caller, CallerKind};
use crate::denied::{Denied, Reason};
use crate::model::Model;
use crate::permission::Permission;
use crate::requirement::{Clause, Requirement};
use crate::set::Set;

/// Alternatives are offered to a person, or to a client that takes the first: of more, the widest are left out.
const MOST_ALTERNATIVES: usize = 8;

/// How many are looked at on the way to those, and of one clause: what a denial costs is bounded.
const MOST_CANDIDATES: usize = 16;

impl<M: Model> Caller<M> {
    #[cold]
    pub(super) fn denial(&self, requirement: &Requirement<M>) -> Denied {
        // What the other kind of caller would need is of no use to this one.
        if let Some(reason) = self.wrong_kind(requirement) {
            return Denied::because(vec![reason]);
        }
        let unmet = requirement.clauses().iter().filter(|clause| !self.satisfies(clause));
        let reasons = unmet.map(|clause| self.reason(clause)).collect();
        let sufficient_scopes = match self.kind() {
            CallerKind::User => self.sufficient_scopes(requirement),
            CallerKind::App => Vec::new(),
        };
        Denied::unless_granted(reasons, sufficient_scopes)
    }

    pub(super) fn wrong_kind(&self, requirement: &Requirement<M>) -> Option<Reason> {
        requirement.by().filter(|kind| *kind != self.kind()).map(|expected| Reason::WrongKind { expected })
    }

    pub(super) fn reason(&self, clause: &Clause<M>) -> Reason {
        match self.kind() {
            CallerKind::User => self.reason_for_user(clause),
            CallerKind::App => Self::reason_for_app(clause),
        }
    }

    fn reason_for_user(&self, clause: &Clause<M>) -> Reason {
        let tables = M::TABLES;
        let for_users = clause.roles & tables.users & tables.enabled_roles;
        let usable = self.held & for_users;
        let scopes = self.scopes_that_do(clause);
        if scopes.has_any() {
            let any_of = narrowest_first::<M>(scopes).into_iter().map(Permission::value).collect();
            return Reason::LacksScope { held: usable.values(), any_of };
        }
        let assignable = for_users & tables.delegated;
        if assignable.has_any() {
            return Reason::LacksRole { holder: CallerKind::User, any_of: assignable.values() };
        }
        let held = self.held & clause.roles;
        if !held.has_any() && (clause.roles & tables.applications & tables.enabled_roles).has_any() {
            return Reason::WrongKind { expected: CallerKind::App };
        }
        Reason::NotDelegated { held: held.values() }
    }

    fn reason_for_app(clause: &Clause<M>) -> Reason {
        let assignable = clause.roles & M::TABLES.applications & M::TABLES.enabled_roles;
        if assignable.has_any() {
            return Reason::LacksRole { holder: CallerKind::App, any_of: assignable.values() };
        }
        Reason::WrongKind { expected: CallerKind::User }
    }

    /// The sets of scopes with which this very caller would be let in, none larger or wider than need be, the narrowest first; none
    /// where no scope can help. They are what a token must carry, not what this one lacks: a scope that it has is among them
    /// where it is needed.
    fn sufficient_scopes(&self, requirement: &Requirement<M>) -> Vec<Vec<&'static str>> {
        let (met, unmet): (Vec<_>, Vec<_>) =
            requirement.clauses().iter().partition(|clause| self.satisfies(clause));
        let mut alternatives = vec![Set::empty()];
        for clause in unmet {
            let sufficient = self.scopes_that_do(clause);
            alternatives = extended::<M>(&alternatives, sufficient, &narrowest_first::<M>(sufficient));
        }
        for clause in met {
            let sufficient = self.scopes_that_do(clause);
            let granted = narrowest_first::<M>(sufficient & self.active_scopes());
            // One that is granted is choice enough.
            alternatives = extended::<M>(&alternatives, sufficient, granted.get(..1).unwrap_or_default());
        }
        let is_needless =
            |set: &Set<M::Scope>| alternatives.iter().any(|other| is_narrower::<M>(*other, *set));
        let least = alternatives.iter().filter(|set| !is_needless(set)).take(MOST_ALTERNATIVES);
        least.map(|scopes| scopes.values()).collect()
    }

    /// The scopes of which one is enough for this clause, given what the user holds.
    fn scopes_that_do(&self, clause: &Clause<M>) -> Set<M::Scope> {
        let tables = M::TABLES;
        let usable = self.held & clause.roles & tables.users & tables.enabled_roles;
        (tables.scopes_of(usable) | clause.scopes) & tables.enabled_scopes
    }
}

/// Each set with one of the `choices`, where it has nothing `sufficient` yet; none where there is no choice.
fn extended<M: Model>(
    sets: &[Set<M::Scope>],
    sufficient: Set<M::Scope>,
    choices: &[M::Scope],
) -> Vec<Set<M::Scope>> {
    let mut extended: Vec<Set<M::Scope>> = Vec::new();
    for set in sets {
        let suffices = (*set & sufficient).has_any();
        let more = choices.iter().take(MOST_CANDIDATES).map(|scope| *set | Set::from(*scope));
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
fn is_narrower<M: Model>(a: Set<M::Scope>, b: Set<M::Scope>) -> bool {
    let tables = M::TABLES;
    let (of_a, of_b) = (tables.roles_of(a), tables.roles_of(b));
    let fewer_scopes = a != b && (a & b) == a;
    let fewer_roles = of_a != of_b && (of_a & of_b) == of_a;
    fewer_scopes || fewer_roles
}

/// Fewest roles first, then in manifest order: what a client asks for should be no more than what it needs.
fn narrowest_first<M: Model>(scopes: Set<M::Scope>) -> Vec<M::Scope> {
    let mut scopes: Vec<M::Scope> = scopes.iter().collect();
    scopes.sort_by_cached_key(|scope| reach::<M>(Set::from(*scope)));
    scopes
}

/// How many roles these scopes lead to.
fn reach<M: Model>(scopes: Set<M::Scope>) -> usize {
    M::TABLES.roles_of(scopes).count()
}
