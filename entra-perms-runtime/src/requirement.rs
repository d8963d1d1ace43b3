//! What a guarded function asks of its caller.

use crate::caller::CallerKind;
use crate::model::Model;
use crate::permission::Permission;
use crate::set::Set;

/// What a guarded function asks of its caller: clauses that must all hold.
///
/// `#[requires]` makes one at build time, and so does [`requirement!`](crate::requirement), which has the same grammar and
/// is for [`Caller::explain`](crate::Caller::explain) and [`Caller::check`](crate::Caller::check).
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
        Self::any_role(Set::from(role))
    }

    /// That the caller may use one of `roles`.
    #[must_use]
    pub fn any_role(roles: Set<M::Role>) -> Self {
        Self { by: None, clauses: Clauses::One([Clause { roles, scopes: Set::empty() }]) }
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

/// A part of a [`Requirement`]: roles and scopes of which one is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<M: Model> {
    pub(crate) roles: Set<M::Role>,
    pub(crate) scopes: Set<M::Scope>,
}

impl<M: Model> Clause<M> {
    /// The roles of which one is enough.
    #[must_use]
    pub fn roles(&self) -> Set<M::Role> {
        self.roles
    }

    /// The scopes of which one, granted to a client that acts for a user, is enough.
    #[must_use]
    pub fn scopes(&self) -> Set<M::Scope> {
        self.scopes
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
    pub const fn of_roles(roles: Set<M::Role>) -> Self {
        Self { roles, scopes: Set::EMPTY }
    }

    #[must_use]
    pub const fn of_scopes(scopes: Set<M::Scope>) -> Self {
        Self { roles: Set::EMPTY, scopes }
    }

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self { roles: self.roles.union(other.roles), scopes: self.scopes.union(other.scopes) }
    }
}
