//! The choice of the reason for a denial, and of the scopes that are sufficient.

use super::{Denied, Reason};
use crate::caller::Caller;
use crate::model::{CallerKind, Model, Permission, PermissionSet};
use crate::requirement::{Clause, Requirement, sufficient_scopes};

impl<M: Model> Caller<M> {
    #[cold]
    pub(in crate::caller) fn denial(&self, requirement: &Requirement<M>) -> Denied {
        self.unmet_parts(requirement).for_client(self.api_facts())
    }

    fn unmet_parts(&self, requirement: &Requirement<M>) -> Denied {
        // No scope helps a caller that does not meet a condition.
        let unmet = self.unmet_conditions(requirement.conditions());
        if let Some(unmet) = unmet.into_iter().next() {
            return Denied::because(vec![unmet.into()]);
        }
        let unmet = requirement.clauses().iter().filter(|clause| !self.satisfies(clause));
        let reasons: Vec<Reason> = unmet.map(|clause| self.reason(clause)).collect();
        if reasons.is_empty() {
            return Denied::because(vec![self.reason_without_clause(requirement)]);
        }
        Denied::unless_granted(reasons, self.sufficient_scopes(requirement))
    }

    /// Returns the reason if the caller satisfies every clause. Missing claims come last: a client
    /// that gets them would still lack a role or a scope.
    fn reason_without_clause(&self, requirement: &Requirement<M>) -> Reason {
        match self.lacked_claims(requirement.conditions()) {
            Some(request) if self.has_permission() => self.lacks_claims(&request),
            Some(_) | None => Reason::NoPermission,
        }
    }

    pub(in crate::caller) fn reason(&self, clause: &Clause<M>) -> Reason {
        match self.kind() {
            CallerKind::User => self.reason_for_user(clause),
            CallerKind::App => Self::reason_for_app(clause),
        }
    }

    fn sufficient_scopes(&self, requirement: &Requirement<M>) -> Vec<Vec<&'static str>> {
        match self.kind() {
            CallerKind::User => {
                let sets = sufficient_scopes::sets(requirement, self.held, self.active_scopes());
                sets.into_iter().map(PermissionSet::values).collect()
            }
            CallerKind::App => Vec::new(),
        }
    }

    fn reason_for_user(&self, clause: &Clause<M>) -> Reason {
        let tables = M::TABLES;
        let for_users = clause.roles & tables.users & tables.enabled_roles;
        let scopes = sufficient_scopes::of_clause(clause, self.held);
        if !scopes.is_empty() {
            let usable = self.held & for_users;
            let scopes = sufficient_scopes::narrowest_first::<M>(scopes);
            let any_of = scopes.into_iter().map(Permission::value).collect();
            return Reason::LacksScope { held: usable.values(), any_of };
        }
        let assignable = for_users & tables.delegated;
        if !assignable.is_empty() {
            return Reason::LacksRole { holder: CallerKind::User, any_of: assignable.values() };
        }
        let held = self.held & clause.roles;
        let for_applications = clause.roles & tables.applications & tables.enabled_roles;
        if held.is_empty() && !for_applications.is_empty() {
            return Reason::WrongKind { expected: CallerKind::App };
        }
        Reason::NotDelegated { held: held.values() }
    }

    fn reason_for_app(clause: &Clause<M>) -> Reason {
        let assignable = clause.roles & M::TABLES.applications & M::TABLES.enabled_roles;
        if !assignable.is_empty() {
            return Reason::LacksRole { holder: CallerKind::App, any_of: assignable.values() };
        }
        Reason::WrongKind { expected: CallerKind::User }
    }
}
