//! The table of scopes and app roles.

use std::collections::BTreeSet;

/// The app roles that each scope maps to, and the inverse.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// The roles of each scope.
    roles: Vec<BTreeSet<usize>>,
    /// The scopes of each role.
    scopes: Vec<BTreeSet<usize>>,
}

impl Mapping {
    /// Creates an empty mapping for these numbers of scopes and roles.
    pub(super) fn new(scopes: usize, roles: usize) -> Self {
        Self { roles: vec![BTreeSet::new(); scopes], scopes: vec![BTreeSet::new(); roles] }
    }

    /// Maps a scope to a role.
    pub(super) fn insert(&mut self, scope: usize, role: usize) {
        if let Some(roles) = self.roles.get_mut(scope)
            && let Some(scopes) = self.scopes.get_mut(role)
        {
            roles.insert(role);
            scopes.insert(scope);
        }
    }

    /// Returns the roles that a scope maps to, ascending.
    pub(crate) fn roles_of(&self, scope: usize) -> Vec<usize> {
        self.roles.get(scope).into_iter().flatten().copied().collect()
    }

    /// Returns the scopes that map to a role, ascending.
    pub(crate) fn scopes_of(&self, role: usize) -> Vec<usize> {
        self.scopes.get(role).into_iter().flatten().copied().collect()
    }
}
