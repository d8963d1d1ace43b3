//! The check, at build time, that somebody can satisfy a requirement.
//!
//! - `reasons`: the lines of the build error;
//! - `blueprints`: the check that an admitted client can call the API;
//! - `agent_claims`: the check that tokens carry the claims about agents that a condition reads.

mod agent_claims;
mod blueprints;
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
    if let Some(message) = unsatisfiable(conditions, clauses) {
        return Some(message);
    }
    if let Some(message) = blueprints::defect(conditions) {
        return Some(message);
    }
    agent_claims::defect(conditions, M::REGISTRATIONS)
}

/// Returns the text of the build error, or `None` if the roles and scopes of a caller can satisfy
/// the requirement.
///
/// `agents = …` does not matter here: an agent acts for a user or as an application, like others.
/// `fresh = …` does not matter, either: everybody can get a new token.
const fn unsatisfiable<M: InWords<R, S>, const R: usize, const S: usize>(
    conditions: Conditions,
    clauses: &[Clause<M>],
) -> Option<Message> {
    let for_users = first_unsatisfiable(clauses, CallerKind::User);
    let for_apps = first_unsatisfiable(clauses, CallerKind::App);
    match (Admission::of(conditions), for_users, for_apps) {
        (Some(admission @ Admission::Nobody { .. }), _, _) => {
            Some(admission.note(nobody()).help("remove one of the two conditions"))
        }
        (Some(admission @ (Admission::Users(_) | Admission::Context(_))), Some(clause), others) => {
            Some(excluded(admission, clause, Audience::Users, others.is_none()))
        }
        (Some(admission @ Admission::Applications), others, Some(clause)) => {
            Some(excluded(admission, clause, Audience::Applications, others.is_none()))
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
        (Some(Admission::Users(_) | Admission::Context(_)) | None, None, _)
        | (Some(Admission::Applications) | None, _, None) => None,
    }
}

/// The kind of caller that the conditions admit, and the condition that says so.
#[derive(Clone, Copy)]
enum Admission {
    /// `by = user` or `by = person`
    Users(By),
    /// `context = …` without `by`
    Context(u8),
    /// `by = app`
    Applications,
    /// `by = app` with `context = …`
    Nobody { context: u8 },
}

impl Admission {
    /// Returns `None` if the conditions admit both kinds of callers.
    const fn of(conditions: Conditions) -> Option<Self> {
        match (conditions.by(), conditions.context()) {
            (Some(By::App), Some(context)) => Some(Self::Nobody { context }),
            (Some(By::App), None) => Some(Self::Applications),
            (Some(by @ (By::User | By::Person)), _) => Some(Self::Users(by)),
            (None, Some(context)) => Some(Self::Context(context)),
            (None, None) => None,
        }
    }

    /// Continues the line with the condition as code.
    const fn add(self, message: Message) -> Message {
        match self {
            Self::Users(by) => message.text(by.as_written()),
            Self::Context(context) => message.text("context = ").number(context),
            Self::Applications | Self::Nobody { .. } => message.text(By::App.as_written()),
        }
    }

    /// Adds the callers that are admitted.
    const fn note(self, message: Message) -> Message {
        let message = self.add(message.note("`")).text("` admits ");
        match self {
            Self::Users(By::Person) => message.text("humans only"),
            Self::Users(_) => message.text("users only"),
            Self::Context(_) => {
                message.text("users only: applications have no authentication contexts")
            }
            Self::Applications => message.text("applications only"),
            Self::Nobody { context } => {
                Self::Context(context).note(message.text("applications only"))
            }
        }
    }
}

/// Returns the message about a clause that no caller can satisfy whom the conditions admit.
const fn excluded<M: InWords<R, S>, const R: usize, const S: usize>(
    admission: Admission,
    clause: Clause<M>,
    audience: Audience,
    others_can: bool,
) -> Message {
    let message = add_reasons(admission.note(nobody()), clause, audience);
    if others_can {
        admission.add(message.help("remove `")).text("`, or require another role")
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
