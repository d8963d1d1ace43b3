//! The argument `constraints`, as far as names show it.

use std::collections::{BTreeMap, BTreeSet};

use entra_perms_model::Model;

/// The last segments that say how far a permission reaches, narrowest first. Words of one line
/// have the same reach.
const REACHES: &[&[&str]] = &[
    &["My", "Me", "Mine", "Own"],
    &["Group", "Team"],
    &["Department", "Unit"],
    &["Region", "Site"],
    &["Company", "Organization", "Tenant"],
    &["All"],
];

/// Returns the constraints, narrowest first. Returns none if no permission has two of them, or if
/// two of them may have one reach.
pub(super) fn find(model: &Model) -> Vec<String> {
    let mut of_permission: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: BTreeSet<(usize, &str)> = BTreeSet::new();
    for role in &model.roles {
        let Some((permission, last)) = role.entry.value.rsplit_once('.') else { continue };
        let Some(rank) = REACHES.iter().position(|words| words.contains(&last)) else { continue };
        *of_permission.entry(permission).or_default() += 1;
        found.insert((rank, last));
    }
    let ranks: BTreeSet<_> = found.iter().map(|(rank, _)| rank).collect();
    let has_several = of_permission.values().any(|count| *count > 1);
    if !has_several || ranks.len() < found.len() {
        return Vec::new();
    }
    found.into_iter().map(|(_, word)| word.to_owned()).collect()
}
