//! Why a caller is denied, and with which scopes it would not be.

use super::Caller;
use super::{Denied, Reason};
use crate::model::CallerKind;
use crate::model::{Model, Permission, PermissionSet};
use crate::requirement::{Clause, Requirement, sufficient_scopes};

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
            CallerKind::User => {
                let sets = sufficient_scopes::sets(requirement, self.held, self.active_scopes());
                sets.into_iter().map(PermissionSet::values).collect()
            }
            CallerKind::App => Vec::new(),
        };
        Denied::unless_granted(reasons, sufficient_scopes)
    }

    pub(super) fn wrong_kind(&self, requirement: &Requirement<M>) -> Option<Reason> {
        requirement
            .by()
            .filter(|kind| *kind != self.kind())
            .map(|expected| Reason::WrongKind { expected })
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
        let scopes = sufficient_scopes::of_clause(clause, self.held);
        if scopes.has_any() {
            let any_of = sufficient_scopes::narrowest_first::<M>(scopes)
                .into_iter()
                .map(Permission::value)
                .collect();
            return Reason::LacksScope { held: usable.values(), any_of };
        }
        let assignable = for_users & tables.delegated;
        if assignable.has_any() {
            return Reason::LacksRole { holder: CallerKind::User, any_of: assignable.values() };
        }
        let held = self.held & clause.roles;
        if !held.has_any() && (clause.roles & tables.applications & tables.enabled_roles).has_any()
        {
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
}
