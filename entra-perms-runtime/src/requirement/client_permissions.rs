//! Whether the registration of a client asks for the permissions that a requirement needs.

use super::{Clause, Conditions};
use crate::model::{CallerKind, ClientPermissions, InWords};

/// Returns `true` if a registration of the client does not ask for the permissions that the rest of
/// the requirement needs, or if the client has no registration for one of the API's.
///
/// `#[requires]` calls it in a constant, for a lint. It is not an error: a client may ask for
/// further scopes at run time, and an administrator may assign further roles.
#[must_use]
#[expect(clippy::indexing_slicing, reason = "the index is the variant's, and it is a constant")]
pub const fn client_lacks_permission<M: InWords<R, S>, const R: usize, const S: usize>(
    conditions: Conditions,
    clauses: &[Clause<M>],
    client: usize,
) -> bool {
    let mut permissions = M::TABLES.clients[client].permissions;
    if permissions.len() < M::REGISTRATIONS.len() {
        return true;
    }
    while let [registered, rest @ ..] = permissions {
        let as_user = admits(conditions, CallerKind::User)
            && suffice(registered, clauses, CallerKind::User);
        let as_app =
            admits(conditions, CallerKind::App) && suffice(registered, clauses, CallerKind::App);
        if !(as_user || as_app) {
            return true;
        }
        permissions = rest;
    }
    false
}

const fn admits(conditions: Conditions, kind: CallerKind) -> bool {
    match (conditions.kind(), kind) {
        (None, _)
        | (Some(CallerKind::User), CallerKind::User)
        | (Some(CallerKind::App), CallerKind::App) => true,
        (Some(CallerKind::User), CallerKind::App) | (Some(CallerKind::App), CallerKind::User) => {
            false
        }
    }
}

/// Returns whether these permissions satisfy every clause, for a user who holds all roles, or for
/// the client as itself.
const fn suffice<M: InWords<R, S>, const R: usize, const S: usize>(
    registered: &ClientPermissions<M>,
    mut clauses: &[Clause<M>],
    kind: CallerKind,
) -> bool {
    while let [clause, rest @ ..] = clauses {
        let is_satisfied = match kind {
            CallerKind::User => {
                clause.roles.bits().intersects(registered.delegated_roles.bits())
                    || clause.scopes.bits().intersects(registered.scopes.bits())
            }
            CallerKind::App => clause.roles.bits().intersects(registered.roles.bits()),
        };
        if !is_satisfied {
            return false;
        }
        clauses = rest;
    }
    true
}
