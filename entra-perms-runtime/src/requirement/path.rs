//! What a path in `#[requires]` may name, and the build errors for what it may not. The generated types call these in constants,
//! through inherent methods, because a `const fn` cannot yet call those of a trait.

use super::Clause;
use super::const_message::Message;
use crate::model::{InWords, Model, Permission, PermissionSet};

/// `at_least(PATH)`: the roles of the group that reach at least as far as this one.
///
/// # Panics
/// At build time, where the role has no reach and `report` is set; else that clause is one that nobody satisfies.
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
            "`at_least` needs to know how far roles reach: give `constraints = [\"…\"]` to `permissions!`"
        );
        return Clause::of_roles(PermissionSet::EMPTY);
    }
    if rows[role].is_empty() && report {
        let message = Message::new("role `").text(M::Role::TABLE.value(role));
        panic!(
            "{}",
            message
                .text("` has no reach: it does not end in one of the `constraints`")
                .as_str()
        );
    }
    Clause::of_roles(rows[role])
}

/// `scope(PATH)` with the path of a role: a clause that nobody satisfies.
///
/// # Panics
/// At build time, where `report` is set.
#[must_use]
#[track_caller]
pub const fn role_where_scope_is_due<M: InWords<R, S>, const R: usize, const S: usize>(
    role: &str,
    report: bool,
) -> Clause<M> {
    assert!(
        !report,
        "{}",
        Message::new("`")
            .text(role)
            .text("` is a role, and `scope(…)` takes a scope")
            .as_str()
    );
    Clause::of_roles(PermissionSet::EMPTY)
}

/// The path of a scope on its own, or in `at_least`: a clause that nobody satisfies.
///
/// # Panics
/// At build time, where `report` is set.
#[must_use]
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
pub const fn scope_where_role_is_due<M: InWords<R, S>, const R: usize, const S: usize>(
    scope: &str,
    report: bool,
) -> Clause<M> {
    if report {
        let message = Message::new("`").text(scope);
        panic!(
            "{}",
            message
                .text("` is a scope: write `scope(…)` around it, or name a role")
                .as_str()
        )
    }
    Clause::of_roles(PermissionSet::EMPTY)
}

/// A set, such as `ANY` of a group, can stand where a role can.
#[doc(hidden)]
impl<M, const R: usize, const S: usize, T> PermissionSet<T>
where
    M: Model<Role = T, Scope: Permission<Words = [u64; S]>>,
    T: Permission<Model = M, Words = [u64; R]>,
{
    #[must_use]
    pub const fn __role_clause(self, _report: bool) -> Clause<M> {
        Clause::of_roles(self)
    }

    #[must_use]
    #[track_caller]
    pub const fn __scope_clause(self, report: bool) -> Clause<M> {
        assert!(!report, "this is a set of roles, and `scope(…)` takes a scope");
        Clause::of_roles(PermissionSet::EMPTY)
    }

    #[must_use]
    #[track_caller]
    pub const fn __at_least_clause(self, report: bool) -> Clause<M> {
        assert!(
            !report,
            "this is a set of roles, and `at_least(…)` takes one role: write the set on its own"
        );
        Clause::of_roles(PermissionSet::EMPTY)
    }
}
