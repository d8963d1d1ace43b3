//! The mapping from scopes to roles, the holders of each role, and the clients.

use super::{Bits, ClientTable, Model, Permission, PermissionSet};

/// The generated tables of a model.
#[doc(hidden)]
#[derive(Debug)]
pub struct Tables<M: Model> {
    /// For each scope, the roles that it maps to.
    pub roles_of_scope: &'static [PermissionSet<M::Role>],
    /// For each role, the roles of its group that reach at least as far. Empty without
    /// `constraints`.
    pub at_least: &'static [PermissionSet<M::Role>],
    /// The roles whose `allowedMemberTypes` has `User`.
    pub users: PermissionSet<M::Role>,
    /// The roles whose `allowedMemberTypes` has `Application`.
    pub applications: PermissionSet<M::Role>,
    /// The roles that an enabled scope maps to.
    pub delegated: PermissionSet<M::Role>,
    /// The roles with `isEnabled`.
    pub enabled_roles: PermissionSet<M::Role>,
    /// The scopes with `isEnabled`.
    pub enabled_scopes: PermissionSet<M::Scope>,
    /// The clients, in the order of the argument `clients`.
    pub clients: &'static [ClientTable<M>],
    /// For each scope, its description for administrators, or its display name.
    #[cfg(any(feature = "utoipa", feature = "aide"))]
    pub scope_descriptions: &'static [&'static str],
}

impl<M: Model> Tables<M> {
    /// Returns the roles that these scopes map to.
    pub(crate) fn roles_of(&self, scopes: PermissionSet<M::Scope>) -> PermissionSet<M::Role> {
        scopes
            .iter()
            .filter_map(|scope| self.roles_of_scope.get(scope.index()))
            .fold(PermissionSet::EMPTY, |all, roles| all | *roles)
    }

    /// Returns the scopes that map to at least one of these roles.
    pub(crate) fn scopes_of(&self, roles: PermissionSet<M::Role>) -> PermissionSet<M::Scope> {
        let mut scopes = PermissionSet::EMPTY;
        for (scope, mapped) in M::Scope::ALL.iter().zip(self.roles_of_scope) {
            if mapped.intersects(roles) {
                scopes.insert(*scope);
            }
        }
        scopes
    }
}

/// A model whose sets of roles have `R` words, and whose sets of scopes have `S` words.
///
/// Constants are computed with arrays, and generic code must name the length of an array.
#[doc(hidden)]
pub trait InWords<const R: usize, const S: usize>:
    Model<Role: Permission<Bits = Bits<R>>, Scope: Permission<Bits = Bits<S>>>
{
}

impl<M, const R: usize, const S: usize> InWords<R, S> for M where
    M: Model<Role: Permission<Bits = Bits<R>>, Scope: Permission<Bits = Bits<S>>>
{
}

/// Returns the scopes that map to the role at this place of the manifest.
#[doc(hidden)]
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "`const` has no other way, and the index is below the length"
)]
pub const fn scopes_of_role<M: InWords<R, S>, const R: usize, const S: usize>(
    role: usize,
) -> PermissionSet<M::Scope> {
    let rows = M::TABLES.roles_of_scope;
    let mut scopes = Bits::EMPTY;
    let mut scope = 0;
    while scope < rows.len() {
        if rows[scope].bits().contains(role) {
            scopes.set(scope);
        }
        scope += 1;
    }
    PermissionSet::from_bits(scopes)
}
