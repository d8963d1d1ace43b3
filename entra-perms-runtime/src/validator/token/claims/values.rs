//! The roles and scopes of a token. It may have thousands.

use crate::model::{Model, Permission, PermissionSet};

/// A reader of the roles and scopes of a token. It alone knows which ones the API has.
#[cfg_attr(
    not(feature = "__internals"),
    expect(unreachable_pub, reason = "only the explanation of a token shows it")
)]
pub trait ValueReader {
    /// Adds a role of the token. Returns `false` if the API does not have it.
    fn add_role(&mut self, value: &str) -> bool;

    /// Adds a scope of the token. Returns `false` if the API does not have it.
    fn add_scope(&mut self, value: &str) -> bool;
}

/// The roles and scopes of this API that a token carries.
pub(crate) struct Permissions<M: Model> {
    pub(crate) held: PermissionSet<M::Role>,
    pub(crate) granted: PermissionSet<M::Scope>,
}

/// Says whether a token carries any role or scope of this API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carried {
    /// At least one role, and perhaps scopes.
    Role,
    /// At least one scope, and no role.
    OnlyScopes,
    Nothing,
}

impl Carried {
    pub(crate) fn new(has_role: bool, has_scope: bool) -> Self {
        match (has_role, has_scope) {
            (true, _) => Self::Role,
            (false, true) => Self::OnlyScopes,
            (false, false) => Self::Nothing,
        }
    }
}

impl<M: Model> Permissions<M> {
    pub(crate) fn carried(&self) -> Carried {
        Carried::new(!self.held.is_empty(), !self.granted.is_empty())
    }
}

impl<M: Model> Default for Permissions<M> {
    fn default() -> Self {
        Self { held: PermissionSet::EMPTY, granted: PermissionSet::EMPTY }
    }
}

impl<M: Model> ValueReader for Permissions<M> {
    fn add_role(&mut self, value: &str) -> bool {
        let role = M::Role::from_value(value);
        role.is_ok_and(|role| {
            self.held.insert(role);
            true
        })
    }

    fn add_scope(&mut self, value: &str) -> bool {
        let scope = M::Scope::from_value(value);
        scope.is_ok_and(|scope| {
            self.granted.insert(scope);
            true
        })
    }
}
