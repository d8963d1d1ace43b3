//! The strings of `scopes` that map a scope to an app role.

use std::collections::BTreeMap;

/// One string on the right side of a line of `scopes`, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) line: usize,
    pub(super) role: usize,
}

/// A scope and an app role that it maps to, by index.
pub(super) type Pair = (usize, usize);

/// By pair: the strings that map it, in the order of the lines.
#[derive(Debug, Default)]
pub(super) struct Sources {
    by_pair: BTreeMap<Pair, Vec<Source>>,
}

impl Sources {
    pub(super) fn insert(&mut self, pair: Pair, source: Source) {
        self.by_pair.entry(pair).or_default().push(source);
    }

    /// Returns the strings that map a pair.
    pub(super) fn of(&self, pair: Pair) -> &[Source] {
        self.by_pair.get(&pair).map_or(&[], Vec::as_slice)
    }

    /// Returns all pairs with the strings that map them, ascending.
    pub(super) fn all(&self) -> impl Iterator<Item = (Pair, &[Source])> {
        self.by_pair.iter().map(|(pair, sources)| (*pair, sources.as_slice()))
    }
}
