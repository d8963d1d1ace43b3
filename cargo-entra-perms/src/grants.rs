//! The app roles and scopes of a model that can be used at all, and the scopes that lead to them.
//! Entries are indices.

use entra_perms_model::{Model, Role, Scope};

/// Returns whether a client can use the role of a user, if one of its scopes leads to it.
pub(crate) fn is_for_users(model: &Model, role: usize) -> bool {
    model.roles.get(role).is_some_and(Role::is_for_users)
}

/// Returns whether an application can use the role if it holds it.
pub(crate) fn is_for_applications(model: &Model, role: usize) -> bool {
    model.roles.get(role).is_some_and(Role::is_for_applications)
}

/// Returns whether clients can be granted a scope.
pub(crate) fn is_enabled_scope(model: &Model, scope: usize) -> bool {
    model.scopes.get(scope).is_some_and(|scope| scope.entry.enabled)
}

/// Returns whether a client can use the role of a user through a scope.
pub(crate) fn is_delegated(model: &Model, scope: usize, role: usize) -> bool {
    let is_mapped = |scope: &Scope| scope.entry.enabled && scope.roles.contains(&role);
    model.scopes.get(scope).is_some_and(is_mapped) && is_for_users(model, role)
}

/// Returns the scopes through which a client can use the role of a user.
pub(crate) fn scopes_to(model: &Model, role: usize) -> Vec<usize> {
    (0..model.scopes.len())
        .filter(|scope| is_delegated(model, *scope, role))
        .collect()
}
