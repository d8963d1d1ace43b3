//! Whether anybody at all can satisfy a requirement: asked by `#[requires]` at build time.

use super::Clause;
use super::const_message::Message;
use crate::model::{CallerKind, InWords, Permission, PermissionSet};

/// Stops the build, from within a constant, where nobody can satisfy the requirement.
///
/// A caller of one kind must be able to satisfy every clause: `all(…)` of a role that only users can hold and one that
/// only applications can hold is out of reach, though each alone is not.
///
/// # Panics
/// Only at build time: this is called in constants alone.
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
pub const fn assert_satisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    by: Option<CallerKind>,
    clauses: &[Clause<M>],
) {
    let user = !matches!(by, Some(CallerKind::App)) && all_satisfiable(clauses, CallerKind::User);
    let app = !matches!(by, Some(CallerKind::User)) && all_satisfiable(clauses, CallerKind::App);
    if user || app {
        return;
    }
    panic!("{}", why_not(by, clauses).as_str())
}

const fn all_satisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    clauses: &[Clause<M>],
    kind: CallerKind,
) -> bool {
    first_out_of_reach(clauses, kind).is_none()
}

/// The first clause that no caller of this kind can satisfy.
const fn first_out_of_reach<M: InWords<R, S>, const R: usize, const S: usize>(
    mut clauses: &[Clause<M>],
    kind: CallerKind,
) -> Option<Clause<M>> {
    while let [clause, rest @ ..] = clauses {
        let by_scope =
            matches!(kind, CallerKind::User) && clause.scopes.intersects(M::TABLES.enabled_scopes);
        if !by_scope && !clause.roles.intersects(within_reach::<M, R, S>(kind)) {
            return Some(*clause);
        }
        clauses = rest;
    }
    None
}

/// The roles that callers of this kind can ever use.
const fn within_reach<M: InWords<R, S>, const R: usize, const S: usize>(
    kind: CallerKind,
) -> PermissionSet<M::Role> {
    let tables = M::TABLES;
    match kind {
        CallerKind::App => tables.applications.intersection(tables.enabled_roles),
        CallerKind::User => {
            tables.delegated.intersection(tables.users).intersection(tables.enabled_roles)
        }
    }
}

const fn why_not<M: InWords<R, S>, const R: usize, const S: usize>(
    by: Option<CallerKind>,
    clauses: &[Clause<M>],
) -> Message {
    let message = Message::new("nobody can satisfy this requirement: ");
    let user = first_out_of_reach(clauses, CallerKind::User);
    let app = first_out_of_reach(clauses, CallerKind::App);
    match (by, user, app) {
        (Some(CallerKind::User), Some(clause), _) => {
            clause_out_of_reach(message.text("`by = user`, but "), clause, true, false)
        }
        (Some(CallerKind::App), _, Some(clause)) => {
            clause_out_of_reach(message.text("`by = app`, but "), clause, false, true)
        }
        (_, Some(for_user), Some(for_app)) => {
            if same(for_user, for_app) {
                return clause_out_of_reach(message, for_user, true, true);
            }
            let message = clause_out_of_reach(message, for_user, true, false);
            clause_out_of_reach(message.text(", and "), for_app, false, true)
        }
        // Not reached: one of the above holds where nobody can satisfy it.
        _ => message,
    }
}

const fn same<M: InWords<R, S>, const R: usize, const S: usize>(
    a: Clause<M>,
    b: Clause<M>,
) -> bool {
    a.roles.is_subset(b.roles)
        && b.roles.is_subset(a.roles)
        && a.scopes.is_subset(b.scopes)
        && b.scopes.is_subset(a.scopes)
}

/// Says of each role and scope of a clause why it is out of reach of users, of applications, or of both.
const fn clause_out_of_reach<M: InWords<R, S>, const R: usize, const S: usize>(
    mut message: Message,
    clause: Clause<M>,
    users: bool,
    applications: bool,
) -> Message {
    let (mut first, mut role, mut scope) = (true, 0, 0);
    while role < M::Role::ALL.len() {
        if clause.roles.contains_index(role) {
            message = message.text(if first { "" } else { "; " });
            message = role_out_of_reach::<M, R, S>(message, role, users, applications);
            first = false;
        }
        role += 1;
    }
    while scope < M::Scope::ALL.len() {
        if clause.scopes.contains_index(scope) {
            message = message
                .text(if first { "scope `" } else { "; scope `" })
                .text(M::Scope::TABLE.value(scope));
            message = message.text(if M::TABLES.enabled_scopes.contains_index(scope) {
                "` is only ever granted to a client that acts for a user"
            } else {
                "` is disabled"
            });
            first = false;
        }
        scope += 1;
    }
    message
}

const fn role_out_of_reach<M: InWords<R, S>, const R: usize, const S: usize>(
    message: Message,
    role: usize,
    users: bool,
    applications: bool,
) -> Message {
    let tables = M::TABLES;
    let value = M::Role::TABLE.value(role);
    if !tables.enabled_roles.contains_index(role) {
        return message.text("role `").text(value).text("` is disabled");
    }
    let (to_users, to_apps) =
        (tables.users.contains_index(role), tables.applications.contains_index(role));
    let why = match (users, applications, to_users, to_apps) {
        (true, false, false, _) => "` can be held by applications only",
        (false, true, _, false) => "` can be held by users only",
        (true, true, _, false) => "` can be held by users only, and no enabled scope leads to it",
        _ => {
            return message.text("no enabled scope leads to role `").text(value).text("`");
        }
    };
    message.text("role `").text(value).text(why)
}
