//! The iterator over a set.

use core::fmt;

use super::PermissionSet;
use crate::model::{BitSet, Permission};

/// An iterator over the values of a [`PermissionSet`], in manifest order.
#[derive(Clone)]
pub struct PermissionSetIter<T: Permission> {
    pub(super) rest: T::Bits,
}

impl<T: Permission> Iterator for PermissionSetIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        T::ALL.get(self.rest.pop()?).copied()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.rest.len();
        (len, Some(len))
    }
}

/// Shows the Entra values that are left.
impl<T: Permission> fmt::Debug for PermissionSetIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone().map(Permission::value)).finish()
    }
}

impl<T: Permission> ExactSizeIterator for PermissionSetIter<T> {}

impl<T: Permission> core::iter::FusedIterator for PermissionSetIter<T> {}

impl<T: Permission> IntoIterator for PermissionSet<T> {
    type Item = T;
    type IntoIter = PermissionSetIter<T>;

    fn into_iter(self) -> PermissionSetIter<T> {
        self.iter()
    }
}

impl<T: Permission> IntoIterator for &PermissionSet<T> {
    type Item = T;
    type IntoIter = PermissionSetIter<T>;

    fn into_iter(self) -> PermissionSetIter<T> {
        self.iter()
    }
}
