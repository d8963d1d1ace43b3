//! The storage of a set.

use core::hash::Hash;

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
