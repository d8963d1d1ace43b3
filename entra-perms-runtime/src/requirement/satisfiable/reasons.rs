//! The reasons why callers cannot satisfy a clause, and the remedy.

use crate::model::{InWords, Permission};
use crate::requirement::Clause;
use crate::requirement::const_message::Message;

/// A message gives the reasons for so many roles and scopes of one clause.
const MAX_REASONS: usize = 6;

/// The callers that a message is about.
#[derive(Clone, Copy)]
pub(super) enum Audience {
    Users,
    Applications,
    Anyone,
}

/// Says for each role and scope of a clause why this audience cannot use it.
pub(super) const fn add_reasons<M: InWords<R, S>, const R: usize, const S: usize>(
    mut message: Message,
    clause: Clause<M>,
    audience: Audience,
) -> Message {
    let mut roles = clause.roles.bits();
    let mut scopes = clause.scopes.bits();
    if roles.is_empty() && scopes.is_empty() {
        return message.note("the set of roles is empty");
    }
    let mut count = 0;
    while count < MAX_REASONS
        && let Some(role) = roles.pop()
    {
        message =
            RoleReason::new::<M, R, S>(role, audience).add(message, M::Role::TABLE.value(role));
        count += 1;
    }
    while count < MAX_REASONS
        && let Some(scope) = scopes.pop()
    {
        message = add_scope_reason::<M, R, S>(message, scope);
        count += 1;
    }
    if roles.is_empty() && scopes.is_empty() {
        message
    } else {
        message.note("the other roles and scopes cannot be used, either")
    }
}

/// The reason why an audience cannot use a role.
#[derive(Clone, Copy)]
enum RoleReason {
    Disabled,
    ApplicationsOnly,
    UsersOnly,
    /// The audience can hold the role, but no scope lets a client use it for a user.
    Unmapped,
    /// Applications cannot hold the role, and no scope lets a client use it for a user.
    UsersOnlyAndUnmapped,
}

impl RoleReason {
    const fn new<M: InWords<R, S>, const R: usize, const S: usize>(
        role: usize,
        audience: Audience,
    ) -> Self {
        let tables = M::TABLES;
        if !tables.enabled_roles.bits().contains(role) {
            return Self::Disabled;
        }
        let for_users = tables.users.bits().contains(role);
        let for_apps = tables.applications.bits().contains(role);
        match audience {
            Audience::Users if !for_users => Self::ApplicationsOnly,
            Audience::Applications if !for_apps => Self::UsersOnly,
            Audience::Anyone if !for_apps => Self::UsersOnlyAndUnmapped,
            _ => Self::Unmapped,
        }
    }

    const fn add(self, message: Message, role: &str) -> Message {
        match self {
            Self::Disabled => message.note("role `").text(role).text("` is disabled"),
            Self::ApplicationsOnly => {
                message.note("role `").text(role).text("` can be held by applications only")
            }
            Self::UsersOnly => {
                message.note("role `").text(role).text("` can be held by users only")
            }
            Self::Unmapped => message.note("no enabled scope maps to role `").text(role).text("`"),
            Self::UsersOnlyAndUnmapped => {
                Self::Unmapped.add(Self::UsersOnly.add(message, role), role)
            }
        }
    }
}

const fn add_scope_reason<M: InWords<R, S>, const R: usize, const S: usize>(
    message: Message,
    scope: usize,
) -> Message {
    let message = message.note("scope `").text(M::Scope::TABLE.value(scope));
    if M::TABLES.enabled_scopes.bits().contains(scope) {
        message.text("` is granted only to clients that act for a user")
    } else {
        message.text("` is disabled")
    }
}

/// Says how the first role or scope of a clause can be made usable. One of them is enough.
pub(super) const fn add_remedy<M: InWords<R, S>, const R: usize, const S: usize>(
    message: Message,
    clause: Clause<M>,
    audience: Audience,
) -> Message {
    let Some(role) = clause.roles.bits().pop() else {
        return add_scope_remedy(message, clause);
    };
    let value = M::Role::TABLE.value(role);
    match RoleReason::new::<M, R, S>(role, audience) {
        RoleReason::Disabled => add_enable(message, value),
        RoleReason::Unmapped | RoleReason::UsersOnlyAndUnmapped => {
            message.help("map a scope to `").text(value).text("` in `scopes`")
        }
        RoleReason::ApplicationsOnly | RoleReason::UsersOnly => message,
    }
}

const fn add_scope_remedy<M: InWords<R, S>, const R: usize, const S: usize>(
    message: Message,
    clause: Clause<M>,
) -> Message {
    match clause.scopes.bits().pop() {
        Some(scope) if !M::TABLES.enabled_scopes.bits().contains(scope) => {
            add_enable(message, M::Scope::TABLE.value(scope))
        }
        _ => message,
    }
}

const fn add_enable(message: Message, value: &str) -> Message {
    message
        .help("enable `")
        .text(value)
        .text("` in the registration, and export the manifest again")
}
