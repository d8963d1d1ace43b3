//! What a guarded function asks of its caller.

mod const_message;
mod path;
mod satisfiable;
pub(crate) mod sufficient_scopes;

use core::fmt;

pub use path::{at_least, role_where_scope_is_due, scope_where_role_is_due};
pub use satisfiable::assert_satisfiable;

use crate::alternatives::one_of;
use crate::model::{CallerKind, Model, Permission, PermissionSet};

/// What a guarded function asks of its caller: clauses that must all hold.
///
/// `#[requires]` makes one at build time, and so does [`requirement!`](crate::requirement), which has the same grammar and
/// is for [`Caller::explain`](crate::Caller::explain) and [`Caller::require`](crate::Caller::require).
#[derive(Clone, Copy, Debug)]
pub struct Requirement<M: Model> {
    by: Option<CallerKind>,
    clauses: Clauses<M>,
}

/// One clause is what a requirement made at run time has; more come from a macro, as a constant.
#[derive(Clone, Copy, Debug)]
enum Clauses<M: Model> {
    One([Clause<M>; 1]),
    All(&'static [Clause<M>]),
}

impl<M: Model> Requirement<M> {
    /// That the caller may use `role`.
    #[must_use]
    pub fn role(role: M::Role) -> Self {
        Self::any_role(PermissionSet::from(role))
    }

    /// That the caller may use one of `roles`.
    #[must_use]
    pub fn any_role(roles: PermissionSet<M::Role>) -> Self {
        Self { by: None, clauses: Clauses::One([Clause { roles, scopes: PermissionSet::empty() }]) }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn all(by: Option<CallerKind>, clauses: &'static [Clause<M>]) -> Self {
        Self { by, clauses: Clauses::All(clauses) }
    }

    /// The one kind of caller that is let in, where the requirement says so.
    #[must_use]
    pub fn by(&self) -> Option<CallerKind> {
        self.by
    }

    /// What must hold, each for itself.
    #[must_use]
    pub fn clauses(&self) -> &[Clause<M>] {
        match &self.clauses {
            Clauses::One(clause) => clause,
            Clauses::All(clauses) => clauses,
        }
    }
}

impl<M: Model> From<&Self> for Requirement<M> {
    fn from(requirement: &Self) -> Self {
        *requirement
    }
}

/// The same clauses in the same order, and the same kind of caller.
impl<M: Model> PartialEq for Requirement<M> {
    fn eq(&self, other: &Self) -> bool {
        self.by == other.by && self.clauses() == other.clauses()
    }
}

impl<M: Model> Eq for Requirement<M> {}

/// In the words of Entra: `` (`Contacts.Read.Team` or `Contacts.Read.All`) and scope `Crm.Read.Team`, by user ``.
impl<M: Model> fmt::Display for Requirement<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_several = self.clauses().len() > 1;
        for (i, clause) in self.clauses().iter().enumerate() {
            f.write_str(if i > 0 { " and " } else { "" })?;
            let has_several = clause.roles.count() + clause.scopes.count() > 1;
            if of_several && has_several {
                write!(f, "({clause})")?
            } else {
                write!(f, "{clause}")?
            }
        }
        self.by.map_or(Ok(()), |kind| write!(f, ", by {kind}"))
    }
}

/// A part of a [`Requirement`]: roles and scopes of which one is enough.
#[derive(Clone, Copy, Debug)]
pub struct Clause<M: Model> {
    pub(crate) roles: PermissionSet<M::Role>,
    pub(crate) scopes: PermissionSet<M::Scope>,
}

impl<M: Model> Clause<M> {
    /// The roles of which one is enough.
    #[must_use]
    pub fn roles(&self) -> PermissionSet<M::Role> {
        self.roles
    }

    /// The scopes of which one, granted to a client that acts for a user, is enough.
    #[must_use]
    pub fn scopes(&self) -> PermissionSet<M::Scope> {
        self.scopes
    }
}

impl<M: Model> PartialEq for Clause<M> {
    fn eq(&self, other: &Self) -> bool {
        self.roles == other.roles && self.scopes == other.scopes
    }
}

impl<M: Model> Eq for Clause<M> {}

/// `` `Contacts.Read.Team` or scope `Crm.Read.Team` ``
impl<M: Model> fmt::Display for Clause<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roles = self.roles.iter().map(|role| format!("`{role}`"));
        let scopes = self.scopes.iter().map(|scope| format!("scope `{scope}`"));
        one_of(f, &roles.chain(scopes).collect::<Vec<_>>())
    }
}

/// What the macros build clauses from.
#[doc(hidden)]
impl<M: Model, const R: usize, const S: usize> Clause<M>
where
    M::Role: Permission<Words = [u64; R]>,
    M::Scope: Permission<Words = [u64; S]>,
{
    #[must_use]
    pub const fn of_roles(roles: PermissionSet<M::Role>) -> Self {
        Self { roles, scopes: PermissionSet::EMPTY }
    }

    #[must_use]
    pub const fn of_scopes(scopes: PermissionSet<M::Scope>) -> Self {
        Self { roles: PermissionSet::EMPTY, scopes }
    }

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self { roles: self.roles.union(other.roles), scopes: self.scopes.union(other.scopes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::model::{Role, Scope, TestModel};

    const TEAM: Clause<TestModel> =
        Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize));
    const ALL: Clause<TestModel> =
        Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));
    const CRM: Clause<TestModel> =
        Clause::of_scopes(PermissionSet::from_index(Scope::Crm as usize));

    #[test]
    fn a_requirement_is_said_in_the_words_of_entra() {
        let said = |by, clauses| Requirement::all(by, clauses).to_string();
        assert_eq!(said(None, const { &[TEAM] }), "`Contacts.Read.Team`");
        assert_eq!(
            said(None, const { &[TEAM.or(ALL)] }),
            "`Contacts.Read.Team` or `Contacts.Read.All`"
        );
        assert_eq!(
            said(Some(CallerKind::User), const { &[TEAM.or(ALL).or(CRM), CRM] }),
            "(`Contacts.Read.Team`, `Contacts.Read.All` or scope `Crm.Read`) and scope `Crm.Read`, by user"
        );
        assert_eq!(
            said(Some(CallerKind::App), const { &[ALL] }),
            "`Contacts.Read.All`, by application"
        );
    }

    #[test]
    fn requirements_are_equal_where_they_ask_for_the_same() {
        let role = Requirement::<TestModel>::role(Role::ReadTeam);
        assert_eq!(role, Requirement::all(None, const { &[TEAM] }));
        assert_ne!(role, Requirement::all(None, const { &[ALL] }));
        assert_ne!(role, Requirement::all(Some(CallerKind::User), const { &[TEAM] }));
    }
}
