//! Differences in the mapping of scopes to app roles.

use std::collections::HashSet;

use super::{Alignment, Difference};
use crate::model::Model;

/// A scope and an app role that it maps to, by index.
type Pair = (usize, usize);

/// Finds the pairs of scope and app role that only one model maps.
pub(super) fn compare(
    before: &Model,
    after: &Model,
    alignment: &Alignment,
    differences: &mut Vec<Difference>,
) {
    let new_pairs: HashSet<_> = pairs(after).collect();
    let mut kept = HashSet::new();
    for pair in pairs(before) {
        match aligned(pair, alignment).filter(|aligned| new_pairs.contains(aligned)) {
            Some(aligned) => _ = kept.insert(aligned),
            None => differences.extend(
                values(before, pair).map(|(scope, role)| Difference::Unmapped { scope, role }),
            ),
        }
    }
    for pair in pairs(after).filter(|pair| !kept.contains(pair)) {
        differences
            .extend(values(after, pair).map(|(scope, role)| Difference::Mapped { scope, role }));
    }
}

fn pairs(model: &Model) -> impl Iterator<Item = Pair> {
    let scopes = model.scopes.iter().enumerate();
    scopes.flat_map(|(index, scope)| scope.roles.iter().map(move |role| (index, *role)))
}

/// Returns a pair of the first model with the indices of the second one, if it has both entries.
fn aligned((scope, role): Pair, alignment: &Alignment) -> Option<Pair> {
    let scope = alignment.scopes.get(scope).copied().flatten()?;
    let role = alignment.roles.get(role).copied().flatten()?;
    Some((scope, role))
}

fn values(model: &Model, (scope, role): Pair) -> Option<(String, String)> {
    let scope = model.scopes.get(scope)?.entry.value.clone();
    let role = model.roles.get(role)?.entry.value.clone();
    Some((scope, role))
}
