//! The requirement of a guarded function.
//!
//! - `conditions`: facts about the caller other than roles and scopes;
//! - `client_permissions`: the comparison with the permissions that a client asks for;
//! - `path`: the paths that an expression may name, and their clauses;
//! - `satisfiable` over `const_message`: the check at build time that somebody can satisfy it;
//! - `sufficient_scopes`: the scopes that a denied client lacks.

mod client_permissions;
mod conditions;
mod const_message;
mod path;
mod satisfiable;
pub(crate) mod sufficient_scopes;

use core::borrow::Borrow;
use core::fmt;

pub use client_permissions::client_lacks_permission;
pub use conditions::{AgentRule, By, Conditions};
pub(crate) use conditions::{MaxAge, RequiredClaims};
pub use path::{at_least, client_instead_of_role, role_instead_of_scope, scope_instead_of_role};
pub(crate) use satisfiable::Satisfiable;
pub use satisfiable::{assert_satisfiable, satisfiable};

use crate::alternatives::one_of;
use crate::model::{Bits, CallerKind, Model, Permission, PermissionSet};

/// The requirement of a guarded function: clauses that must all hold.
///
/// `#[requires]` makes a requirement at build time. [`requirement!`](crate::requirement) has the
/// same grammar and returns one, for [`Caller::require`](crate::Caller::require),
/// [`Caller::can`](crate::Caller::can) and [`Caller::explain`](crate::Caller::explain).
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use entra_perms_runtime::{Denied, Requirement, requirement};
/// use permissions::{Caller, Model, roles::*};
///
/// // The roles that may export contacts are chosen in one place.
/// const EXPORT: Requirement<Model> = requirement!(any(Contacts::Read::All, Contacts::Write::All));
///
/// fn export(caller: &Caller) -> Result<String, Denied> {
///     caller.require(EXPORT)?;
///     Ok("Ada, Grace".to_owned())
/// }
/// # fn main() {
/// assert_eq!(EXPORT.to_string(), "`Contacts.Read.All` or `Contacts.Write.All`");
/// assert_eq!(EXPORT.by(), None);
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Requirement<M: Model> {
    conditions: Conditions,
    clauses: Clauses<M>,
}

/// A requirement that is made at run time has one clause. Several clauses are a constant that a
/// macro made.
#[derive(Clone, Copy, Debug)]
enum Clauses<M: Model> {
    One([Clause<M>; 1]),
    All(&'static [Clause<M>]),
}

impl<M: Model> Requirement<M> {
    /// Requires that the caller may use `role`.
    #[must_use]
    pub fn role(role: M::Role) -> Self {
        Self::any_role(PermissionSet::from(role))
    }

    /// Requires that the caller may use at least one of `roles`.
    #[must_use]
    pub fn any_role(roles: PermissionSet<M::Role>) -> Self {
        Self {
            conditions: Conditions::NONE,
            clauses: Clauses::One([Clause { roles, scopes: PermissionSet::EMPTY }]),
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn all(conditions: Conditions, clauses: &'static [Clause<M>]) -> Self {
        Self { conditions, clauses: Clauses::All(clauses) }
    }

    /// Returns the only kind of caller that is admitted, or `None` if both are.
    #[must_use]
    pub fn by(&self) -> Option<CallerKind> {
        self.conditions.kind()
    }

    /// Returns the conditions, which must all hold.
    #[must_use]
    pub fn conditions(&self) -> Conditions {
        self.conditions
    }

    /// Returns the clauses, which must all hold.
    #[must_use]
    pub fn clauses(&self) -> &[Clause<M>] {
        match &self.clauses {
            Clauses::One(clause) => clause,
            Clauses::All(clauses) => clauses,
        }
    }
}

/// A role or a [`Requirement`], as [`Caller::require`](crate::Caller::require),
/// [`Caller::can`](crate::Caller::can) and [`Caller::explain`](crate::Caller::explain) accept it.
///
/// A type of your own that stands for a requirement can implement it, too.
///
/// ```
/// use entra_perms_runtime::{Caller, Model};
///
/// fn may<M: Model>(caller: &Caller<M>, role: M::Role) -> bool {
///     caller.can(role)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a role nor a requirement of this model",
    note = "pass a variant of `Role`, or `requirement!(…)`"
)]
pub trait IntoRequirement<M: Model> {
    /// Returns the requirement, or the reference to it: a requirement of a large model has hundreds
    /// of bytes, which should not be copied for each request.
    fn into_requirement(self) -> impl Borrow<Requirement<M>>;
}

impl<M: Model> IntoRequirement<M> for Requirement<M> {
    fn into_requirement(self) -> impl Borrow<Self> {
        self
    }
}

impl<M: Model> IntoRequirement<M> for &Requirement<M> {
    fn into_requirement(self) -> impl Borrow<Requirement<M>> {
        self
    }
}

impl<M: Model<Role = R>, R: Permission<Model = M>> IntoRequirement<M> for R {
    fn into_requirement(self) -> impl Borrow<Requirement<M>> {
        Requirement::role(self)
    }
}

/// Two requirements are equal if they have equal clauses in the same order, and equal conditions.
impl<M: Model> PartialEq for Requirement<M> {
    fn eq(&self, other: &Self) -> bool {
        self.conditions == other.conditions && self.clauses() == other.clauses()
    }
}

impl<M: Model> Eq for Requirement<M> {}

/// Shows Entra values: `` (`Contacts.Read.Team` or `Contacts.Read.All`) and scope `Crm.Read.Team`,
/// by user ``.
impl<M: Model> fmt::Display for Requirement<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_several = self.clauses().len() > 1;
        for (i, clause) in self.clauses().iter().enumerate() {
            f.write_str(if i > 0 { " and " } else { "" })?;
            let has_several = clause.roles.len() + clause.scopes.len() > 1;
            if of_several && has_several {
                write!(f, "({clause})")?;
            } else {
                write!(f, "{clause}")?;
            }
        }
        self.conditions.fmt(f)
    }
}

/// A part of a [`Requirement`]: roles and scopes. One of them is enough.
#[derive(Clone, Copy, Debug)]
pub struct Clause<M: Model> {
    pub(crate) roles: PermissionSet<M::Role>,
    pub(crate) scopes: PermissionSet<M::Scope>,
}

impl<M: Model> Clause<M> {
    /// Returns the roles. A caller that may use one of them satisfies the clause.
    #[must_use]
    pub fn roles(&self) -> PermissionSet<M::Role> {
        self.roles
    }

    /// Returns the scopes. A client that acts for a user and was granted one of them satisfies the
    /// clause.
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

/// Shows Entra values: `` `Contacts.Read.Team` or scope `Crm.Read.Team` ``.
impl<M: Model> fmt::Display for Clause<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roles = self.roles.iter().map(|role| format!("`{role}`"));
        let scopes = self.scopes.iter().map(|scope| format!("scope `{scope}`"));
        one_of(f, &roles.chain(scopes).collect::<Vec<_>>())
    }
}

#[doc(hidden)]
impl<M: Model> Clause<M> {
    /// Returns nothing, of a type by which the macros name the model.
    #[must_use]
    pub fn model(&self) -> Option<&M> {
        None
    }

    /// Returns the client. By this method, rustc checks that it is a client of the same model.
    #[must_use]
    pub const fn client(&self, client: M::Client) -> M::Client {
        client
    }
}

/// The constructors that the macros use.
#[doc(hidden)]
impl<M: Model, const R: usize, const S: usize> Clause<M>
where
    M::Role: Permission<Bits = Bits<R>>,
    M::Scope: Permission<Bits = Bits<S>>,
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
        Self {
            roles: self.roles.const_union(other.roles),
            scopes: self.scopes.const_union(other.scopes),
        }
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
    fn display_shows_entra_values() {
        let said = |conditions, clauses| Requirement::all(conditions, clauses).to_string();
        assert_eq!(said(Conditions::NONE, const { &[TEAM] }), "`Contacts.Read.Team`");
        assert_eq!(
            said(Conditions::NONE, const { &[TEAM.or(ALL)] }),
            "`Contacts.Read.Team` or `Contacts.Read.All`"
        );
        assert_eq!(
            said(Conditions::NONE.with_by(By::User), const { &[TEAM.or(ALL).or(CRM), CRM] }),
            "(`Contacts.Read.Team`, `Contacts.Read.All` or scope `Crm.Read`) and scope `Crm.Read`, by user"
        );
        assert_eq!(
            said(Conditions::NONE.with_by(By::App), const { &[ALL] }),
            "`Contacts.Read.All`, by application"
        );
    }

    #[test]
    fn equal_requirements_have_equal_clauses_and_conditions() {
        let role = Requirement::<TestModel>::role(Role::ReadTeam);
        assert_eq!(role, Requirement::all(Conditions::NONE, const { &[TEAM] }));
        assert_ne!(role, Requirement::all(Conditions::NONE, const { &[ALL] }));
        for conditions in [
            Conditions::NONE.with_by(By::User),
            Conditions::NONE.with_by(By::Person),
            Conditions::NONE.with_agents(AgentRule::Never),
            Conditions::NONE.with_agents(AgentRule::Only),
            Conditions::NONE.with_context(1),
            Conditions::NONE.with_fresh(900),
        ] {
            assert_ne!(role, Requirement::all(conditions, const { &[TEAM] }));
        }
    }
}
