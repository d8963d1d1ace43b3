//! Sets of app roles, and sets of scopes: the type and its methods.

mod iter;
mod operators;
mod serialization;

use core::fmt;

pub use iter::PermissionSetIter;

use super::{BitSet, Bits, Permission};

/// A set of app roles, or a set of scopes.
///
/// A set has one bit for each value of the manifest. It is `Copy` and never allocates.
/// [`permissions!`](crate::permissions) names the two sets of an API `RoleSet` and `ScopeSet`.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use permissions::{Role, RoleSet};
///
/// # fn main() {
/// let read = RoleSet::from_iter([Role::ContactsReadTeam, Role::ContactsReadAll]);
/// let team = RoleSet::from_iter([Role::ContactsReadTeam, Role::ContactsWriteTeam]);
///
/// assert_eq!(read & team, RoleSet::from(Role::ContactsReadTeam));
/// assert_eq!((read | team).len(), 3);
/// assert_eq!(format!("{:?}", team - read), r#"{"Contacts.Write.Team"}"#);
///
/// for role in read {
///     println!("{role}");
/// }
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PermissionSet<T: Permission> {
    bits: T::Bits,
}

impl<T: Permission> PermissionSet<T> {
    /// The set without any value.
    pub const EMPTY: Self = Self { bits: T::Bits::EMPTY };

    /// Returns the number of values in the set.
    #[must_use]
    pub fn len(self) -> usize {
        self.bits.len()
    }

    /// Returns `true` if the set has no value.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bits.is_empty()
    }

    /// Returns `true` if the set has `value`.
    #[must_use]
    pub fn contains(self, value: T) -> bool {
        self.bits.contains(value.index())
    }

    /// Adds `value`. Returns `true` if the set did not have it before.
    pub fn insert(&mut self, value: T) -> bool {
        let is_new = !self.contains(value);
        self.bits.set(value.index());
        is_new
    }

    /// Removes `value`. Returns `true` if the set had it before.
    pub fn remove(&mut self, value: T) -> bool {
        let was_there = self.contains(value);
        self.bits.clear(value.index());
        was_there
    }

    /// Returns the values that are in either set. The operator is `|`.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { bits: self.bits.union(other.bits) }
    }

    /// Returns the values that are in both sets. The operator is `&`.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self { bits: self.bits.intersection(other.bits) }
    }

    /// Returns the values of this set that are not in `other`. The operator is `-`.
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        Self { bits: self.bits.difference(other.bits) }
    }

    /// Returns `true` if `other` has every value of this set.
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        self.difference(other).is_empty()
    }

    /// Returns `true` if the two sets have a value in common.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.bits.intersects(other.bits)
    }

    /// Iterates over the values, in manifest order.
    #[must_use]
    pub fn iter(self) -> PermissionSetIter<T> {
        PermissionSetIter { rest: self.bits }
    }

    /// Returns the Entra values, in manifest order.
    pub(crate) fn values(self) -> Vec<&'static str> {
        self.iter().map(Permission::value).collect()
    }
}

/// The operations in `const` form, for constants of one model. A `const fn` cannot call the method
/// of a trait yet, so generic code cannot have them.
impl<T, const N: usize> PermissionSet<T>
where
    T: Permission<Bits = Bits<N>>,
{
    /// Returns the number of values in the set. See [`len`](Self::len).
    #[must_use]
    pub const fn const_len(self) -> usize {
        self.bits.len()
    }

    /// Returns the values that are in either set. See [`union`](Self::union).
    #[must_use]
    pub const fn const_union(self, other: Self) -> Self {
        Self { bits: self.bits.union(other.bits) }
    }

    /// Returns the values that are in both sets. See [`intersection`](Self::intersection).
    #[must_use]
    pub const fn const_intersection(self, other: Self) -> Self {
        Self { bits: self.bits.intersection(other.bits) }
    }

    /// Returns the values of this set that are not in `other`. See
    /// [`difference`](Self::difference).
    #[must_use]
    pub const fn const_difference(self, other: Self) -> Self {
        Self { bits: self.bits.difference(other.bits) }
    }

    /// Returns `true` if the set has no value. See [`is_empty`](Self::is_empty).
    #[must_use]
    pub const fn const_is_empty(self) -> bool {
        self.bits.is_empty()
    }

    /// Returns `true` if `other` has every value of this set. See [`is_subset`](Self::is_subset).
    #[must_use]
    pub const fn const_is_subset(self, other: Self) -> bool {
        self.bits.difference(other.bits).is_empty()
    }

    /// Returns `true` if the two sets have a value in common. See [`intersects`](Self::intersects).
    #[must_use]
    pub const fn const_intersects(self, other: Self) -> bool {
        self.bits.intersects(other.bits)
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn from_words(words: [u64; N]) -> Self {
        Self { bits: Bits::new(words) }
    }

    /// Returns the set of the value at this place of the manifest.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_index(index: usize) -> Self {
        let mut bits = Bits::EMPTY;
        bits.set(index);
        Self { bits }
    }

    pub(crate) const fn from_bits(bits: Bits<N>) -> Self {
        Self { bits }
    }

    pub(crate) const fn bits(self) -> Bits<N> {
        self.bits
    }
}

impl<T: Permission> Default for PermissionSet<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T: Permission> From<T> for PermissionSet<T> {
    fn from(value: T) -> Self {
        let mut set = Self::EMPTY;
        set.insert(value);
        set
    }
}

impl<T: Permission> FromIterator<T> for PermissionSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Self::EMPTY;
        set.extend(values);
        set
    }
}

impl<T: Permission> Extend<T> for PermissionSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.insert(value);
        }
    }
}

/// Shows the Entra values, in manifest order: `{"Contacts.Read.My", "Contacts.Read.Team"}`.
impl<T: Permission> fmt::Debug for PermissionSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::value)).finish()
    }
}

#[cfg(test)]
mod tests;
