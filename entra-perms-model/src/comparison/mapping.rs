//! Differences in the mapping of scopes to app roles.

use std::collections::HashSet;

use super::Difference;
use crate::model::Model;

/// Finds the pairs of scope and app role that only one model maps.
pub(super) fn compare(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for (scope, role) in missing_pairs(before, after) {
        differences.push(Difference::Unmapped { scope, role });
    }
    for (scope, role) in missing_pairs(after, before) {
        differences.push(Difference::Mapped { scope, role });
    }
}

/// Returns the pairs of scope and app role that the first model maps, and the second one does not.
fn missing_pairs(model: &Model, other: &Model) -> Vec<(String, String)> {
    let others: HashSet<_> = pairs(other).collect();
    let missing = pairs(model).filter(|pair| !others.contains(pair));
    missing.map(|(scope, role)| (scope.to_owned(), role.to_owned())).collect()
}

/// Returns the values of each scope and of the app roles that it maps to.
fn pairs(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    model.scopes.iter().flat_map(|scope| {
        let roles = scope.roles.iter().filter_map(|index| model.roles.get(*index));
        roles.map(|role| (scope.entry.value.as_str(), role.entry.value.as_str()))
    })
}
