//! Sets of app roles and of scopes: one bit a value, in manifest order.

use core::fmt;
use core::hash::Hash;
use core::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign};

use crate::model::{Permission, Words};

/// A set of app roles or of scopes.
///
/// It is as large as the manifest needs (one bit a value), `Copy`, and never allocates. `permissions!` gives the
/// two that an API uses a name of their own: `RoleSet` and `ScopeSet`.
///
/// The methods that need no `T` are `const`; those that take a single value are not, because Rust has no `const`
/// trait methods yet.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// # use permissions::{Role, RoleSet};
/// # fn main() {
/// let read: RoleSet = [Role::ContactsReadTeam, Role::ContactsReadAll].into_iter().collect();
/// let team = RoleSet::from(Role::ContactsReadTeam) | RoleSet::from(Role::ContactsWriteTeam);
/// assert_eq!(format!("{:?}", read & team), r#"{"Contacts.Read.Team"}"#);
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PermissionSet<T: Permission> {
    words: T::Words,
}

impl<T, const N: usize> PermissionSet<T>
where
    T: Permission<Words = [u64; N]>,
{
    /// The set of nothing.
    pub const EMPTY: Self = Self { words: [0; N] };

    /// Generated tables are written as words, bit `i % 64` of word `i / 64` for the `i`th value.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_words(words: [u64; N]) -> Self {
        Self { words }
    }

    /// The set of the value at this place of the manifest; empty where there is none.
    #[doc(hidden)]
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the index is below N")]
    pub const fn from_index(index: usize) -> Self {
        let mut words = [0; N];
        if index / 64 < N {
            words[index / 64] = 1 << (index % 64);
        }
        Self { words }
    }

    /// How many values the set holds.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the index is below N")]
    pub const fn len(self) -> usize {
        let (mut count, mut i) = (0, 0);
        while i < N {
            count += self.words[i].count_ones() as usize;
            i += 1;
        }
        count
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The values of either set; `|` is the same, where a `const` is not needed.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the index is below N")]
    pub const fn union(mut self, other: Self) -> Self {
        let mut i = 0;
        while i < N {
            self.words[i] |= other.words[i];
            i += 1;
        }
        self
    }

    /// The values of both sets; `&` is the same, where a `const` is not needed.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the index is below N")]
    pub const fn intersection(mut self, other: Self) -> Self {
        let mut i = 0;
        while i < N {
            self.words[i] &= other.words[i];
            i += 1;
        }
        self
    }

    /// Whether `other` holds every value of this set.
    #[must_use]
    pub const fn is_subset(self, other: Self) -> bool {
        self.intersection(other).len() == self.len()
    }

    /// Whether the two sets share a value.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        !self.intersection(other).is_empty()
    }

    /// Whether the set holds the value at this place of the manifest.
    #[expect(clippy::indexing_slicing, reason = "the index is below N")]
    pub(crate) const fn contains_index(self, index: usize) -> bool {
        index / 64 < N && self.words[index / 64] >> (index % 64) & 1 == 1
    }
}

impl<T: Permission> PermissionSet<T> {
    pub(crate) fn empty() -> Self {
        Self { words: T::Words::ZERO }
    }

    /// Whether the set holds `value`.
    #[must_use]
    pub fn contains(self, value: T) -> bool {
        self.words.has(value.index())
    }

    /// Adds `value`.
    pub fn insert(&mut self, value: T) {
        self.words.add(value.index());
    }

    /// The values of the set, in manifest order.
    pub fn iter(self) -> impl Iterator<Item = T> + Clone {
        let mut rest = self.words;
        core::iter::from_fn(move || rest.pop()).filter_map(|index| T::ALL.get(index).copied())
    }

    pub(crate) fn values(self) -> Vec<&'static str> {
        self.iter().map(Permission::value).collect()
    }

    pub(crate) fn has_any(self) -> bool {
        !self.words.is_zero()
    }

    pub(crate) fn count(self) -> usize {
        self.words.count()
    }
}

impl<T: Permission> Default for PermissionSet<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Permission> From<T> for PermissionSet<T> {
    fn from(value: T) -> Self {
        Self::from_iter([value])
    }
}

impl<T: Permission> FromIterator<T> for PermissionSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Self::empty();
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

impl<T: Permission> BitOr for PermissionSet<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self { words: self.words.or(other.words) }
    }
}

impl<T: Permission> BitAnd for PermissionSet<T> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self { words: self.words.and(other.words) }
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

/// As the Entra values, in manifest order: `{"Contacts.Read.My", "Contacts.Read.Team"}`.
impl<T: Permission> fmt::Debug for PermissionSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::value)).finish()
    }
}

/// As an array of the Entra values, in manifest order.
impl<T: Permission> serde::Serialize for PermissionSet<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Permission::value))
    }
}

#[cfg(test)]
mod tests;
