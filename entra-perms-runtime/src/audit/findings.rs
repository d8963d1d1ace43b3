//! What the list says of the model: what nothing requires, what leads too far, and the least that does.

use super::{Guarded, Inventory};
use crate::model::{CallerKind, Model, Permission, PermissionSet};
use crate::requirement::{Clause, Requirement, sufficient_scopes};

/// A scope with which a client may do more for a user than any function of the program requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WideScope<M: Model> {
    /// The scope.
    pub scope: M::Scope,
    /// The roles that it leads to and that no function which users can call requires.
    pub beyond: PermissionSet<M::Role>,
}

impl<M: Model> Inventory<M> {
    /// The enabled roles that no requirement names. What a function asks in its body is not seen: see [the page](crate::audit).
    #[must_use]
    pub fn roles_not_required(&self) -> PermissionSet<M::Role> {
        without(M::TABLES.enabled_roles, required(self.functions().iter()))
    }

    /// The enabled scopes that lead to roles which no function requires that users can call: a client that asks for one is given more than
    /// the program has a use for. Of each, the roles that are beyond; a scope of which all roles are, leads to nothing here.
    #[must_use]
    pub fn scopes_that_lead_further(&self) -> Vec<WideScope<M>> {
        let tables = M::TABLES;
        let required = required(self.functions().iter().filter(|guarded| guarded.is_for_users()));
        let usable = tables.users & tables.enabled_roles;
        let wide = tables.enabled_scopes.iter().filter_map(|scope| {
            let beyond = without(tables.roles_of(PermissionSet::from(scope)) & usable, required);
            beyond.has_any().then_some(WideScope { scope, beyond })
        });
        wide.collect()
    }
}

impl<M: Model> Guarded<M> {
    /// The least that a client must be granted to call the function for a user who holds every role that helps: sets of scopes of which
    /// one is enough, the narrowest first, at most eight. None where no user can call it.
    ///
    /// A user who holds less may need a client with another scope; a refusal
    /// ([`Denied::sufficient_scopes`](crate::Denied::sufficient_scopes)) names what this very user needs.
    #[must_use]
    pub fn least_scopes(&self) -> Vec<PermissionSet<M::Scope>> {
        least_scopes(&self.requirement())
    }

    /// Whether users can call the function at all, through a client with the right scopes.
    #[must_use]
    pub fn is_for_users(&self) -> bool {
        is_for_users(&self.requirement())
    }

    /// Whether applications that act as themselves can call the function.
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
    sufficient_scopes::sets(requirement, every_role::<M>(), PermissionSet::empty())
}

fn is_for_users<M: Model>(requirement: &Requirement<M>) -> bool {
    let within_reach =
        |clause: &Clause<M>| sufficient_scopes::of_clause(clause, every_role::<M>()).has_any();
    requirement.by() != Some(CallerKind::App) && requirement.clauses().iter().all(within_reach)
}

/// See [`Guarded::is_for_applications`].
pub(crate) fn is_for_applications<M: Model>(requirement: &Requirement<M>) -> bool {
    let assignable = M::TABLES.applications & M::TABLES.enabled_roles;
    let within_reach = |clause: &Clause<M>| (clause.roles() & assignable).has_any();
    requirement.by() != Some(CallerKind::User) && requirement.clauses().iter().all(within_reach)
}

fn every_role<M: Model>() -> PermissionSet<M::Role> {
    M::Role::ALL.iter().copied().collect()
}

/// The roles that the requirements of these functions name.
fn required<'a, M: Model>(
    functions: impl Iterator<Item = &'a Guarded<M>>,
) -> PermissionSet<M::Role> {
    let requirements = functions.map(Guarded::requirement);
    requirements.fold(PermissionSet::empty(), |all, requirement| {
        requirement.clauses().iter().fold(all, |all, clause| all | clause.roles())
    })
}

fn without<T: Permission>(set: PermissionSet<T>, taken: PermissionSet<T>) -> PermissionSet<T> {
    set.iter().filter(|value| !taken.contains(*value)).collect()
}
