//! The mapping from scopes to roles, and who may hold which role.

use super::{Model, Permission, PermissionSet};

/// The mapping, and who may hold what.
#[doc(hidden)]
#[derive(Debug)]
pub struct Tables<M: Model> {
    /// By scope: the roles it leads to.
    pub roles_of_scope: &'static [PermissionSet<M::Role>],
    /// By role: the roles of its group that reach at least as far; empty where no `constraints` were given.
    pub at_least: &'static [PermissionSet<M::Role>],
    /// `allowedMemberTypes` has `User`.
    pub users: PermissionSet<M::Role>,
    /// `allowedMemberTypes` has `Application`.
    pub applications: PermissionSet<M::Role>,
    /// An enabled scope leads to them.
    pub delegated: PermissionSet<M::Role>,
    /// `isEnabled`
    pub enabled_roles: PermissionSet<M::Role>,
    /// `isEnabled`
    pub enabled_scopes: PermissionSet<M::Scope>,
    /// By scope: what administrators read of it, or its display name.
    #[cfg(feature = "utoipa")]
    pub scope_descriptions: &'static [&'static str],
}

impl<M: Model> Tables<M> {
    /// The roles that these scopes let a client use.
    pub(crate) fn roles_of(&self, scopes: PermissionSet<M::Scope>) -> PermissionSet<M::Role> {
        scopes
            .iter()
            .filter_map(|scope| self.roles_of_scope.get(scope.index()))
            .fold(PermissionSet::empty(), |all, roles| all | *roles)
    }

    /// The scopes of which one is enough to let a client use one of these roles.
    pub(crate) fn scopes_of(&self, roles: PermissionSet<M::Role>) -> PermissionSet<M::Scope> {
        let leads = |scope: &M::Scope| {
            self.roles_of_scope
                .get(scope.index())
                .is_some_and(|led| (*led & roles).has_any())
        };
        M::Scope::ALL.iter().copied().filter(leads).collect()
    }
}

/// A model whose sets have this many words. Constants are worked out with arrays, whose length generic code must name.
#[doc(hidden)]
pub trait InWords<const R: usize, const S: usize>:
    Model<Role: Permission<Words = [u64; R]>, Scope: Permission<Words = [u64; S]>>
{
}

impl<M, const R: usize, const S: usize> InWords<R, S> for M where
    M: Model<Role: Permission<Words = [u64; R]>, Scope: Permission<Words = [u64; S]>>
{
}

/// The scopes that lead to the role at this place of the manifest: the mapping, read the other way.
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
    let (mut scopes, mut scope) = (PermissionSet::EMPTY, 0);
    while scope < rows.len() {
        if rows[scope].contains_index(role) {
            scopes = scopes.union(PermissionSet::from_index(scope));
        }
        scope += 1;
    }
    scopes
}
