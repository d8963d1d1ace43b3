//! The entries of two models that are one app role or one scope.

use std::collections::{HashMap, HashSet};

use crate::model::{Entry, Model};

/// The app roles and scopes that two models share, by index.
///
/// Entries are one if they have one value. Of the others, those with one id are one: their value
/// was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alignment {
    /// By app role of the first model: its index in the second model.
    pub roles: Vec<Option<usize>>,
    /// By scope of the first model: its index in the second model.
    pub scopes: Vec<Option<usize>>,
}

/// Finds the app roles and scopes that two models share.
///
/// # Examples
///
/// ```
/// use entra_perms_model::{Model, align};
///
/// let model = Model::default();
/// assert!(align(&model, &model).roles.is_empty());
/// ```
#[must_use]
pub fn align(before: &Model, after: &Model) -> Alignment {
    Alignment {
        roles: pairs(&entries_of_roles(before), &entries_of_roles(after)),
        scopes: pairs(&entries_of_scopes(before), &entries_of_scopes(after)),
    }
}

fn entries_of_roles(model: &Model) -> Vec<&Entry> {
    model.roles.iter().map(|role| &role.entry).collect()
}

fn entries_of_scopes(model: &Model) -> Vec<&Entry> {
    model.scopes.iter().map(|scope| &scope.entry).collect()
}

fn pairs(before: &[&Entry], after: &[&Entry]) -> Vec<Option<usize>> {
    let by_value: HashMap<&str, usize> = after
        .iter()
        .enumerate()
        .map(|(index, entry)| (entry.value.as_str(), index))
        .collect();
    let values: HashSet<&str> = before.iter().map(|entry| entry.value.as_str()).collect();
    // Only an entry with a new value can be a renamed one. An id that occurs twice names nothing.
    let mut by_id: HashMap<u128, Option<usize>> = HashMap::new();
    for (index, entry) in after.iter().enumerate() {
        if let Some(id) = entry.id
            && !values.contains(entry.value.as_str())
        {
            by_id.entry(id).and_modify(|first| *first = None).or_insert(Some(index));
        }
    }
    let mut found = Vec::new();
    for entry in before {
        found.push(match by_value.get(entry.value.as_str()) {
            Some(index) => Some(*index),
            // Each entry is taken once.
            None => entry.id.and_then(|id| by_id.get_mut(&id)).and_then(Option::take),
        });
    }
    found
}
