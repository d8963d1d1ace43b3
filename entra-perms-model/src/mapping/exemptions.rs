//! Entries that the check of the coverage skips.

use std::collections::HashSet;

use super::entries::Match;
use super::literal::Unresolved;

/// The entries of one kind that a broken literal may have meant. They are not also reported as left
/// out.
#[derive(Debug, Default)]
pub(super) struct Exemptions {
    entries: HashSet<usize>,
    /// `true` if a literal may have meant any entry.
    has_all: bool,
}

impl Exemptions {
    /// Exempts these entries.
    pub(super) fn extend(&mut self, entries: &[Match<'_>]) {
        self.entries.extend(entries.iter().map(|entry| entry.index));
    }

    /// Exempts the entries that a literal may have meant.
    pub(super) fn extend_meant(&mut self, literal: &Unresolved) {
        self.has_all |= literal.meant.is_empty();
        self.entries.extend(&literal.meant);
    }

    /// Returns whether a literal may have meant this entry.
    pub(super) fn contains(&self, entry: usize) -> bool {
        self.has_all || self.contains_probable(entry)
    }

    /// Returns whether a literal is similar to this entry, or is in a line that matches it.
    pub(super) fn contains_probable(&self, entry: usize) -> bool {
        self.entries.contains(&entry)
    }
}
