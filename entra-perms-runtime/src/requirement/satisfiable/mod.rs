//! The check, at build time, that somebody can satisfy a requirement.
//!
//! - `reasons`: the lines of the build error;
//! - `agent_claims`: the check that tokens carry the claims about agents that a condition reads.

mod agent_claims;
mod reasons;
#[cfg(test)]
mod tests;

use self::reasons::{Audience, add_reasons, add_remedy};
use super::const_message::Message;
use super::{By, Clause, Conditions};
use crate::model::{CallerKind, InWords, Model};

/// The clauses of a requirement that somebody can satisfy.
#[derive(Debug)]
pub struct Satisfiable<M: Model, const N: usize> {
    pub(crate) conditions: Conditions,
    pub(crate) clauses: [Clause<M>; N],
}

/// Returns the clauses, or fails the build if nobody can satisfy the requirement. The guards of
/// handlers call it in a constant.
///
/// # Panics
/// Panics at build time if nobody can satisfy the requirement, or if a registration does not
/// request the claims about agents that a condition reads.
#[must_use]
#[track_caller]
pub const fn satisfiable<M: InWords<R, S>, const R: usize, const S: usize, const N: usize>(
    conditions: Conditions,
    clauses: [Clause<M>; N],
) -> Satisfiable<M, N> {
    assert_satisfiable(conditions, &clauses);
    Satisfiable { conditions, clauses }
}

/// Fails the build if nobody can satisfy the requirement. `#[requires]` calls it in a constant.
///
/// A caller of one kind must be able to satisfy every clause. So `all(…)` of a role that only users
/// can hold and a role that only applications can hold fails, although each role alone is fine.
///
/// # Panics
/// Panics at build time if nobody can satisfy the requirement, or if a registration does not
/// request the claims about agents that a condition reads. It is only called in constants.
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a build error")]
pub const fn assert_satisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    conditions: Conditions,
    clauses: &[Clause<M>],
) {
    if let Some(message) = defect(conditions, clauses) {
        panic!("{}", message.as_str())
    }
}

/// Returns the text of the build error, or `None` if somebody can satisfy the requirement.
const fn defect<M: InWords<R, S>, const R: usize, const S: usize>(
    conditions: Conditions,
    clauses: &[Clause<M>],
) -> Option<Message> {
    match unsatisfiable(conditions, clauses) {
        Some(message) => Some(message),
        None => agent_claims::defect(conditions, M::REGISTRATIONS),
    }
}

/// Returns the text of the build error, or `None` if the roles and scopes of a caller can satisfy
/// the requirement.
///
/// `agents = …` does not matter here: an agent acts for a user or as an application, like others.
const fn unsatisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    conditions: Conditions,
    clauses: &[Clause<M>],
) -> Option<Message> {
    let for_users = first_unsatisfiable(clauses, CallerKind::User);
    let for_apps = first_unsatisfiable(clauses, CallerKind::App);
    match (conditions.by(), for_users, for_apps) {
        (Some(by @ (By::User | By::Person)), Some(clause), for_others) => {
            Some(excluded(by, clause, Audience::Users, for_others.is_none()))
        }
        (Some(by @ By::App), for_others, Some(clause)) => {
            Some(excluded(by, clause, Audience::Applications, for_others.is_none()))
        }
        (None, Some(for_users), Some(for_apps)) if is_same(for_users, for_apps) => {
            let message = add_reasons(nobody(), for_users, Audience::Anyone);
            Some(add_remedy(message, for_users, Audience::Anyone))
        }
        (None, Some(for_users), Some(for_apps)) => {
            let message = add_reasons(nobody(), for_users, Audience::Users);
            let message = add_reasons(message, for_apps, Audience::Applications);
            Some(message.note("one caller must satisfy all parts of the requirement"))
        }
        // A caller of an admitted kind can satisfy every clause.
        (Some(By::User | By::Person) | None, None, _) | (Some(By::App) | None, _, None) => None,
    }
}

/// Returns the message about a clause that no caller can satisfy whom `by = …` admits.
const fn excluded<M: InWords<R, S>, const R: usize, const S: usize>(
    by: By,
    clause: Clause<M>,
    audience: Audience,
    others_can: bool,
) -> Message {
    let condition = by.as_written();
    let admitted = match by {
        By::User => "users only",
        By::App => "applications only",
        By::Person => "humans only",
    };
    let message = nobody().note("`").text(condition).text("` admits ").text(admitted);
    let message = add_reasons(message, clause, audience);
    if others_can {
        message.help("remove `").text(condition).text("`, or require another role")
    } else {
        add_remedy(message, clause, audience)
    }
}

const fn nobody() -> Message {
    Message::new("nobody can satisfy this requirement")
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
