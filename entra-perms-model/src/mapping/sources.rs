//! The strings of `scopes` that map a scope to an app role.

use std::collections::{BTreeMap, BTreeSet};

/// One string on the right side of a line of `scopes`, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) line: usize,
    pub(super) role: usize,
}

/// A scope and an app role that it maps to, by index.
pub(super) type Pair = (usize, usize);

/// By scope, then by role: the strings that map the pair, in the order of the lines.
#[derive(Debug, Default)]
pub(super) struct Sources {
    by_scope: BTreeMap<usize, BTreeMap<usize, Vec<Source>>>,
}

impl Sources {
    pub(super) fn insert(&mut self, (scope, role): Pair, source: Source) {
        self.by_scope.entry(scope).or_default().entry(role).or_default().push(source);
    }

    /// Returns the pairs of a scope and some roles with the strings that map them, ascending.
    pub(super) fn between(&self, scope: usize, roles: &BTreeSet<usize>) -> Vec<(Pair, &[Source])> {
        let Some(mapped) = self.by_scope.get(&scope) else { return Vec::new() };
        // Either side may be very large, so the smaller one is searched in the larger one.
        let sources: Vec<_> = if roles.len() < mapped.len() {
            roles.iter().filter_map(|role| mapped.get_key_value(role)).collect()
        } else {
            mapped.iter().filter(|(role, _)| roles.contains(role)).collect()
        };
        let sources = sources.into_iter();
        sources.map(|(role, sources)| ((scope, *role), sources.as_slice())).collect()
    }

    /// Returns the first string that maps a pair.
    pub(super) fn first(&self, (scope, role): Pair) -> Option<Source> {
        self.by_scope.get(&scope)?.get(&role)?.first().copied()
    }

    /// Returns all pairs with the strings that map them, ascending.
    pub(super) fn all(&self) -> impl Iterator<Item = (Pair, &[Source])> {
        self.by_scope.iter().flat_map(|(scope, roles)| {
            let roles = roles.iter();
            roles.map(|(role, sources)| ((*scope, *role), sources.as_slice()))
        })
    }
}
