//! Sets of app roles and of scopes: one bit a value, in manifest order.

use core::fmt;
use core::hash::Hash;
use core::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign};

use crate::permission::Permission;

/// A set of app roles or of scopes.
///
/// It is as large as the manifest needs (one bit a value), `Copy`, and never allocates. `permissions!` gives the
/// two that an API uses a name of their own: `RoleSet` and `ScopeSet`.
///
/// The methods that need no `T` are `const`; those that take a single value are not, because Rust has no `const`
/// trait methods yet.
///
/// ```
/// # mod permissions {
/// #     entra_perms_runtime::permissions! {
/// #         manifest = "manifests/crm.json",
/// #         scopes = {
/// #             "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
/// #             "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
/// #             "Sales.*" => ["Proposals.*"],
/// #         },
/// #         constraints = ["My", "Team", "All"],
/// #     }
/// # }
/// # use permissions::{Role, RoleSet};
/// # fn main() {
/// let read: RoleSet = [Role::ContactsReadTeam, Role::ContactsReadAll].into_iter().collect();
/// let team = RoleSet::from(Role::ContactsReadTeam) | RoleSet::from(Role::ContactsWriteTeam);
/// assert_eq!(format!("{:?}", read & team), r#"{"Contacts.Read.Team"}"#);
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Set<T: Permission> {
    words: T::Words,
}

impl<T, const N: usize> Set<T>
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

impl<T: Permission> Set<T> {
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

impl<T: Permission> Default for Set<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Permission> From<T> for Set<T> {
    fn from(value: T) -> Self {
        Self::from_iter([value])
    }
}

impl<T: Permission> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Self::empty();
        set.extend(values);
        set
    }
}

impl<T: Permission> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.insert(value);
        }
    }
}

impl<T: Permission> BitOr for Set<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self { words: self.words.or(other.words) }
    }
}

impl<T: Permission> BitAnd for Set<T> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self { words: self.words.and(other.words) }
    }
}

impl<T: Permission> BitOrAssign for Set<T> {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl<T: Permission> BitAndAssign for Set<T> {
    fn bitand_assign(&mut self, other: Self) {
        *self = *self & other;
    }
}

/// As the Entra values, in manifest order: `{"Contacts.Read.My", "Contacts.Read.Team"}`.
impl<T: Permission> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::value)).finish()
    }
}

/// As an array of the Entra values, in manifest order.
impl<T: Permission> serde::Serialize for Set<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Permission::value))
    }
}

/// The storage of a set, for code that is generic over the model and so does not know how many words there are.
pub trait Words: Copy + Eq + Hash + Send + Sync + 'static {
    /// No bit set.
    const ZERO: Self;
    /// Sets a bit; one beyond the last word is ignored.
    fn add(&mut self, bit: usize);
    /// Whether a bit is set.
    fn has(&self, bit: usize) -> bool;
    /// The bits of either.
    #[must_use]
    fn or(self, other: Self) -> Self;
    /// The bits of both.
    #[must_use]
    fn and(self, other: Self) -> Self;
    /// Whether no bit is set.
    fn is_zero(&self) -> bool;
    /// How many bits are set.
    fn count(&self) -> usize;
    /// Takes the lowest bit that is set.
    fn pop(&mut self) -> Option<usize>;
}

impl<const N: usize> Words for [u64; N] {
    const ZERO: Self = [0; N];

    fn add(&mut self, bit: usize) {
        if let Some(word) = self.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    fn has(&self, bit: usize) -> bool {
        self.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn or(mut self, other: Self) -> Self {
        self.iter_mut().zip(other).for_each(|(word, other)| *word |= other);
        self
    }

    fn and(mut self, other: Self) -> Self {
        self.iter_mut().zip(other).for_each(|(word, other)| *word &= other);
        self
    }

    fn is_zero(&self) -> bool {
        self.iter().all(|word| *word == 0)
    }

    fn count(&self) -> usize {
        self.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn pop(&mut self) -> Option<usize> {
        let (index, word) = self.iter_mut().enumerate().find(|(_, word)| **word != 0)?;
        let bit = word.trailing_zeros() as usize;
        *word &= *word - 1;
        Some(index * 64 + bit)
    }
}

#[cfg(test)]
mod tests;
