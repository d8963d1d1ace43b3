//! The operators `|`, `&` and `-`.

use core::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Sub, SubAssign};

use super::PermissionSet;
use crate::model::Permission;

impl<T: Permission> BitOr for PermissionSet<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl<T: Permission> BitAnd for PermissionSet<T> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.intersection(other)
    }
}

impl<T: Permission> Sub for PermissionSet<T> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.difference(other)
    }
}

impl<T: Permission> BitOrAssign for PermissionSet<T> {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl<T: Permission> BitAndAssign for PermissionSet<T> {
    fn bitand_assign(&mut self, other: Self) {
        *self = *self & other;
    }
}

impl<T: Permission> SubAssign for PermissionSet<T> {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
