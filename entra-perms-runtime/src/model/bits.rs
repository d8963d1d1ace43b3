//! The storage of a set: one bit for each value of the manifest.

use core::hash::Hash;

/// A fixed number of bits, in `N` words.
///
/// Bit `i % 64` of word `i / 64` stands for the value at place `i` of the manifest. All operations
/// are `const`, because generated tables and the checks of `#[requires]` are constants.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bits<const N: usize>([u64; N]);

#[expect(clippy::indexing_slicing, reason = "`const` has no other way, and each index is below N")]
impl<const N: usize> Bits<N> {
    pub(crate) const EMPTY: Self = Self([0; N]);

    pub(crate) const fn new(words: [u64; N]) -> Self {
        Self(words)
    }

    /// Sets a bit. A bit after the last word is ignored.
    pub(crate) const fn set(&mut self, bit: usize) {
        if bit / 64 < N {
            self.0[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Clears a bit.
    pub(crate) const fn clear(&mut self, bit: usize) {
        if bit / 64 < N {
            self.0[bit / 64] &= !(1 << (bit % 64));
        }
    }

    pub(crate) const fn contains(&self, bit: usize) -> bool {
        bit / 64 < N && self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    #[must_use]
    pub(crate) const fn union(self, other: Self) -> Self {
        let mut words = [0; N];
        let mut i = 0;
        while i < N {
            words[i] = self.0[i] | other.0[i];
            i += 1;
        }
        Self(words)
    }

    #[must_use]
    pub(crate) const fn intersection(self, other: Self) -> Self {
        let mut words = [0; N];
        let mut i = 0;
        while i < N {
            words[i] = self.0[i] & other.0[i];
            i += 1;
        }
        Self(words)
    }

    #[must_use]
    pub(crate) const fn difference(self, other: Self) -> Self {
        let mut words = [0; N];
        let mut i = 0;
        while i < N {
            words[i] = self.0[i] & !other.0[i];
            i += 1;
        }
        Self(words)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        let mut any = 0;
        let mut i = 0;
        while i < N {
            any |= self.0[i];
            i += 1;
        }
        any == 0
    }

    pub(crate) const fn len(&self) -> usize {
        let mut len = 0;
        let mut i = 0;
        while i < N {
            len += self.0[i].count_ones() as usize;
            i += 1;
        }
        len
    }

    /// Returns `true` if the two have a bit in common.
    pub(crate) const fn intersects(self, other: Self) -> bool {
        let mut i = 0;
        while i < N {
            if self.0[i] & other.0[i] != 0 {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Returns `true` if both have equal bits. `==` is not `const`.
    pub(crate) const fn equals(self, other: Self) -> bool {
        self.difference(other).is_empty() && other.difference(self).is_empty()
    }

    /// Clears the lowest bit that is set, and returns it.
    pub(crate) const fn pop(&mut self) -> Option<usize> {
        let mut i = 0;
        while i < N {
            let word = self.0[i];
            if word != 0 {
                self.0[i] &= word - 1;
                return Some(i * 64 + word.trailing_zeros() as usize);
            }
            i += 1;
        }
        None
    }
}

/// [`Bits`] of any number of words, for code that is generic over the model.
///
/// Each method calls the `const` method of [`Bits`] with its name: a `const fn` cannot call the
/// method of a trait yet.
#[doc(hidden)]
pub trait BitSet: Copy + Eq + Hash + Send + Sync + 'static {
    const EMPTY: Self;
    fn set(&mut self, bit: usize);
    fn clear(&mut self, bit: usize);
    fn contains(&self, bit: usize) -> bool;
    #[must_use]
    fn union(self, other: Self) -> Self;
    #[must_use]
    fn intersection(self, other: Self) -> Self;
    #[must_use]
    fn difference(self, other: Self) -> Self;
    fn intersects(self, other: Self) -> bool;
    fn is_empty(&self) -> bool;
    fn len(&self) -> usize;
    fn pop(&mut self) -> Option<usize>;
}

impl<const N: usize> BitSet for Bits<N> {
    const EMPTY: Self = Self::EMPTY;

    fn set(&mut self, bit: usize) {
        self.set(bit);
    }

    fn clear(&mut self, bit: usize) {
        self.clear(bit);
    }

    fn contains(&self, bit: usize) -> bool {
        self.contains(bit)
    }

    fn union(self, other: Self) -> Self {
        self.union(other)
    }

    fn intersection(self, other: Self) -> Self {
        self.intersection(other)
    }

    fn difference(self, other: Self) -> Self {
        self.difference(other)
    }

    fn intersects(self, other: Self) -> bool {
        self.intersects(other)
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn pop(&mut self) -> Option<usize> {
        self.pop()
    }
}
