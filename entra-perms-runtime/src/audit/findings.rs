//! Conclusions from the list: roles without a use, scopes that are too wide, and least scopes.

use super::{Guarded, Inventory};
use crate::model::{CallerKind, Model, Permission, PermissionSet};
use crate::requirement::{Requirement, sufficient_scopes};

/// A scope that gives a client more than any function of the program requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WideScope<M: Model> {
    /// The scope.
    pub scope: M::Scope,
    /// The excess roles: the scope maps to them, but no function that users can call requires
    /// them.
    pub beyond: PermissionSet<M::Role>,
}

impl<M: Model> Inventory<M> {
    /// Returns the enabled roles that no requirement names.
    ///
    /// Checks in a function body are not included: see [Limits](crate::audit#limits).
    #[must_use]
    pub fn roles_not_required(&self) -> PermissionSet<M::Role> {
        M::TABLES.enabled_roles - required(self.functions().iter())
    }

    /// Lists enabled scopes that map to roles which no user-callable function requires, with those
    /// excess roles.
    ///
    /// A client with such a scope has more access than the program can use. If all roles of a scope
    /// are excess, the scope is useless here.
    #[must_use]
    pub fn wide_scopes(&self) -> Vec<WideScope<M>> {
        let tables = M::TABLES;
        let user_functions = self.functions().iter().filter(|guarded| guarded.is_for_users());
        let required = required(user_functions);
        let roles_of_users = tables.users & tables.enabled_roles;
        let mut wide = Vec::new();
        for scope in tables.enabled_scopes {
            let roles = tables.roles_of(PermissionSet::from(scope)) & roles_of_users;
            let beyond = roles - required;
            if !beyond.is_empty() {
                wide.push(WideScope { scope, beyond });
            }
        }
        wide
    }
}

impl<M: Model> Guarded<M> {
    /// Returns the least scopes that a client needs to call the function for a user.
    ///
    /// Each set of scopes is sufficient on its own. The narrowest set comes first, and there are at
    /// most eight. The list is empty if users cannot call the function.
    ///
    /// The sets are for a user who holds every role that helps. A user with fewer roles may need
    /// another scope: [`Denied::sufficient_scopes`](crate::Denied::sufficient_scopes) returns the
    /// scopes for that user.
    #[must_use]
    pub fn least_scopes(&self) -> Vec<PermissionSet<M::Scope>> {
        least_scopes(&self.requirement())
    }

    /// Returns `true` if users can call the function, through a client with the right scopes.
    #[must_use]
    pub fn is_for_users(&self) -> bool {
        is_for_users(&self.requirement())
    }

    /// Returns `true` if applications can call the function as themselves.
    #[must_use]
    pub fn is_for_applications(&self) -> bool {
        is_for_applications(&self.requirement())
    }
}

/// See [`Guarded::least_scopes`].
pub(crate) fn least_scopes<M: Model>(requirement: &Requirement<M>) -> Vec<PermissionSet<M::Scope>> {
    if requirement.by() == Some(CallerKind::App) {
        return Vec::new();
    }
    sufficient_scopes::sets(requirement, every_role::<M>(), PermissionSet::EMPTY)
}

fn is_for_users<M: Model>(requirement: &Requirement<M>) -> bool {
    let every_role = every_role::<M>();
    requirement.by() != Some(CallerKind::App)
        && requirement
            .clauses()
            .iter()
            .all(|clause| !sufficient_scopes::of_clause(clause, every_role).is_empty())
}

/// See [`Guarded::is_for_applications`].
pub(crate) fn is_for_applications<M: Model>(requirement: &Requirement<M>) -> bool {
    let assignable = M::TABLES.applications & M::TABLES.enabled_roles;
    requirement.by() != Some(CallerKind::User)
        && requirement
            .clauses()
            .iter()
            .all(|clause| !(clause.roles() & assignable).is_empty())
}

fn every_role<M: Model>() -> PermissionSet<M::Role> {
    M::Role::ALL.iter().copied().collect()
}

/// Returns the roles that the requirements of these functions name.
fn required<'a, M: Model>(
    functions: impl Iterator<Item = &'a Guarded<M>>,
) -> PermissionSet<M::Role> {
    let mut roles = PermissionSet::EMPTY;
    for guarded in functions {
        for clause in guarded.requirement().clauses() {
            roles |= clause.roles();
        }
    }
    roles
}
