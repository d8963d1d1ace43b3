//! The check, at build time, that somebody can satisfy a requirement.

use super::Clause;
use super::const_message::Message;
use crate::model::{CallerKind, InWords, Model, Permission};

/// The clauses of a requirement that somebody can satisfy.
#[derive(Debug)]
pub struct Satisfiable<M: Model, const N: usize> {
    pub(crate) by: Option<CallerKind>,
    pub(crate) clauses: [Clause<M>; N],
}

/// Returns the clauses, or fails the build if nobody can satisfy the requirement. The guards of
/// handlers call it in a constant.
///
/// # Panics
/// Panics at build time if nobody can satisfy the requirement.
#[must_use]
#[track_caller]
pub const fn satisfiable<M: InWords<R, S>, const R: usize, const S: usize, const N: usize>(
    by: Option<CallerKind>,
    clauses: [Clause<M>; N],
) -> Satisfiable<M, N> {
    assert_satisfiable(by, &clauses);
    Satisfiable { by, clauses }
}

/// Fails the build if nobody can satisfy the requirement. `#[requires]` calls it in a constant.
///
/// A caller of one kind must be able to satisfy every clause. So `all(…)` of a role that only users
/// can hold and a role that only applications can hold fails, although each role alone is fine.
///
/// # Panics
/// Panics at build time if nobody can satisfy the requirement. It is only called in constants.
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
pub const fn assert_satisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    by: Option<CallerKind>,
    clauses: &[Clause<M>],
) {
    let message = Message::new("nobody can satisfy this requirement: ");
    let for_users = first_unsatisfiable(clauses, CallerKind::User);
    let for_apps = first_unsatisfiable(clauses, CallerKind::App);
    let message = match (by, for_users, for_apps) {
        (Some(CallerKind::User), Some(clause), _) => {
            explain_clause(message.text("`by = user`, but "), clause, Audience::Users)
        }
        (Some(CallerKind::App), _, Some(clause)) => {
            explain_clause(message.text("`by = app`, but "), clause, Audience::Applications)
        }
        (None, Some(for_users), Some(for_apps)) => {
            if is_same(for_users, for_apps) {
                explain_clause(message, for_users, Audience::Anyone)
            } else {
                let message = explain_clause(message, for_users, Audience::Users);
                explain_clause(message.text(", and "), for_apps, Audience::Applications)
            }
        }
        // A caller of an admitted kind can satisfy every clause.
        (Some(CallerKind::User) | None, None, _) | (Some(CallerKind::App) | None, _, None) => {
            return;
        }
    };
    panic!("{}", message.as_str())
}

/// The callers that a message is about.
#[derive(Clone, Copy)]
enum Audience {
    Users,
    Applications,
    Anyone,
}

/// Returns the first clause that no caller of this kind can satisfy.
const fn first_unsatisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    mut clauses: &[Clause<M>],
    kind: CallerKind,
) -> Option<Clause<M>> {
    while let [clause, rest @ ..] = clauses {
        if !is_satisfiable(clause, kind) {
            return Some(*clause);
        }
        clauses = rest;
    }
    None
}

const fn is_satisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    clause: &Clause<M>,
    kind: CallerKind,
) -> bool {
    let tables = M::TABLES;
    let enabled = tables.enabled_roles.bits();
    match kind {
        CallerKind::App => {
            let usable = tables.applications.bits().intersection(enabled);
            clause.roles.bits().intersects(usable)
        }
        CallerKind::User => {
            let usable = tables.delegated.bits().intersection(tables.users.bits());
            clause.roles.bits().intersects(usable.intersection(enabled))
                || clause.scopes.bits().intersects(tables.enabled_scopes.bits())
        }
    }
}

const fn is_same<M: InWords<R, S>, const R: usize, const S: usize>(
    a: Clause<M>,
    b: Clause<M>,
) -> bool {
    a.roles.bits().equals(b.roles.bits()) && a.scopes.bits().equals(b.scopes.bits())
}

/// Explains for each role and scope of a clause why this audience cannot use it.
const fn explain_clause<M: InWords<R, S>, const R: usize, const S: usize>(
    mut message: Message,
    clause: Clause<M>,
    audience: Audience,
) -> Message {
    let mut separator = "";
    let mut roles = clause.roles.bits();
    while let Some(role) = roles.pop() {
        message = explain_role::<M, R, S>(message.text(separator), role, audience);
        separator = "; ";
    }
    let mut scopes = clause.scopes.bits();
    while let Some(scope) = scopes.pop() {
        message = explain_scope::<M, R, S>(message.text(separator), scope);
        separator = "; ";
    }
    message
}

const fn explain_role<M: InWords<R, S>, const R: usize, const S: usize>(
    message: Message,
    role: usize,
    audience: Audience,
) -> Message {
    let tables = M::TABLES;
    let value = M::Role::TABLE.value(role);
    if !tables.enabled_roles.bits().contains(role) {
        return message.text("role `").text(value).text("` is disabled");
    }
    let for_users = tables.users.bits().contains(role);
    let for_apps = tables.applications.bits().contains(role);
    let why = match (audience, for_users, for_apps) {
        (Audience::Users, false, _) => "` can be held by applications only",
        (Audience::Applications, _, false) => "` can be held by users only",
        (Audience::Anyone, _, false) => {
            "` can be held by users only, and no enabled scope leads to it"
        }
        _ => return message.text("no enabled scope leads to role `").text(value).text("`"),
    };
    message.text("role `").text(value).text(why)
}

const fn explain_scope<M: InWords<R, S>, const R: usize, const S: usize>(
    message: Message,
    scope: usize,
) -> Message {
    let why = if M::TABLES.enabled_scopes.bits().contains(scope) {
        "` is only ever granted to a client that acts for a user"
    } else {
        "` is disabled"
    };
    message.text("scope `").text(M::Scope::TABLE.value(scope)).text(why)
}
