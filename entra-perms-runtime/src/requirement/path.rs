//! The clauses of paths in `#[requires]`, and the build errors for wrong paths.
//!
//! Generated types call these functions in constants. They do so through inherent methods, because
//! a `const fn` cannot call the method of a trait yet.

use super::Clause;
use super::const_message::Message;
use crate::model::{Bits, InWords, Model, Permission, PermissionSet};

/// Returns the clause of `at_least(PATH)`: the roles of the group that reach at least as far as
/// this role.
///
/// If the role has no constraint, the clause is one that nobody satisfies.
///
/// # Panics
/// Panics at build time if the role has no constraint and `report` is set.
#[must_use]
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
#[expect(clippy::indexing_slicing, reason = "there is one row a role, or none at all")]
pub const fn at_least<M: InWords<R, S>, const R: usize, const S: usize>(
    role: usize,
    report: bool,
) -> Clause<M> {
    let rows = M::TABLES.at_least;
    if rows.is_empty() {
        assert!(
            !report,
            "`at_least` needs `constraints` in `permissions!`\n\
             help: add `constraints = [\"…\"]`, from the shortest reach to the longest"
        );
        return Clause::of_roles(PermissionSet::EMPTY);
    }
    if rows[role].bits().is_empty() && report {
        let message = Message::about(M::Role::TABLE.value(role), "has no constraint")
            .note("`at_least` takes a role that ends in one of the `constraints`")
            .help("write the role without `at_least`");
        panic!("{}", message.as_str());
    }
    Clause::of_roles(rows[role])
}

/// Returns the clause of `scope(PATH)` with the path of a role: nobody satisfies it.
///
/// # Panics
/// Panics at build time if `report` is set.
#[must_use]
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
pub const fn role_instead_of_scope<M: InWords<R, S>, const R: usize, const S: usize>(
    role: &str,
    report: bool,
) -> Clause<M> {
    if report {
        let message = Message::about(role, "is a role, not a scope")
            .help("write the role without `scope(…)`, or name a scope");
        panic!("{}", message.as_str());
    }
    Clause::of_roles(PermissionSet::EMPTY)
}

/// Returns the clause of a scope's path on its own, or in `at_least`: nobody satisfies it.
///
/// # Panics
/// Panics at build time if `report` is set.
#[must_use]
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
pub const fn scope_instead_of_role<M: InWords<R, S>, const R: usize, const S: usize>(
    scope: &str,
    report: bool,
) -> Clause<M> {
    if report {
        let message = Message::about(scope, "is a scope, not a role")
            .help("write `scope(…)` with this path, or name a role");
        panic!("{}", message.as_str());
    }
    Clause::of_roles(PermissionSet::EMPTY)
}

/// Returns the clause of a client's path in place of a role: nobody satisfies it.
///
/// # Panics
/// Panics at build time if `report` is set.
#[must_use]
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
pub const fn client_instead_of_role<M: InWords<R, S>, const R: usize, const S: usize>(
    client: &str,
    report: bool,
) -> Clause<M> {
    if report {
        let message = Message::about(client, "is a client, not a role")
            .help("name a role or a scope, and write the client behind it: `client = …`");
        panic!("{}", message.as_str());
    }
    Clause::of_roles(PermissionSet::EMPTY)
}

/// The clauses of a set of roles, such as `ANY` of a group. A set may be used like a role.
#[doc(hidden)]
impl<M, const R: usize, const S: usize, T> PermissionSet<T>
where
    M: Model<Role = T, Scope: Permission<Bits = Bits<S>>>,
    T: Permission<Model = M, Bits = Bits<R>>,
{
    #[must_use]
    pub const fn __role_clause(self, _report: bool) -> Clause<M> {
        Clause::of_roles(self)
    }

    #[must_use]
    #[track_caller]
    pub const fn __scope_clause(self, report: bool) -> Clause<M> {
        assert!(
            !report,
            "this is a set of roles, not a scope\n\
             help: write the set without `scope(…)`, or name a scope"
        );
        Clause::of_roles(PermissionSet::EMPTY)
    }

    #[must_use]
    #[track_caller]
    pub const fn __at_least_clause(self, report: bool) -> Clause<M> {
        assert!(
            !report,
            "this is a set of roles, not one role\n\
             help: write the set without `at_least(…)`, or name a role"
        );
        Clause::of_roles(PermissionSet::EMPTY)
    }
}
