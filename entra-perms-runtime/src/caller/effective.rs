//! The intersection of roles and scopes.

use crate::model::{CallerKind, Model, PermissionSet};

/// The one place where roles and scopes are intersected.
///
/// A client that acts for a user may do what the user may do, narrowed to what its scopes lead to; an application
/// that acts as itself may do what it was assigned. A disabled role or scope counts for nothing.
pub(crate) fn effective<M: Model>(
    kind: CallerKind,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
) -> PermissionSet<M::Role> {
    let tables = M::TABLES;
    let held_and_enabled = held & tables.enabled_roles;
    match kind {
        CallerKind::User => {
            held_and_enabled & tables.users & tables.roles_of(granted & tables.enabled_scopes)
        }
        CallerKind::App => held_and_enabled & tables.applications,
    }
}
