//! The intersection of roles and scopes.

use crate::model::{CallerKind, Model, PermissionSet};

/// Intersects the held roles with the roles that the granted scopes map to.
///
/// This is the only place that intersects them. A client that acts for a user may use the user's
/// roles, limited to those that its scopes map to. An application that acts as itself may use its
/// own roles. Disabled roles and scopes do not count.
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
