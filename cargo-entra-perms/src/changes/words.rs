//! Names in messages.

use entra_perms_model::Model;
use entra_perms_model::suggestion::in_words;

/// Returns names in backticks. Only the first ones of a long list are named.
pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    list(&names)
}

/// Returns names that have backticks. Only the first ones of a long list are named.
pub(super) fn list(names: &[String]) -> String {
    /// Messages have one line.
    const MAX_NAMED: usize = 3;
    let mut shown: Vec<_> = names.iter().take(MAX_NAMED).cloned().collect();
    if let Some(others @ 1..) = names.len().checked_sub(MAX_NAMED) {
        shown.push(format!("{others} more"));
    }
    in_words(&shown, "and")
}

/// Returns the value of an app role.
pub(super) fn role(model: &Model, index: usize) -> &str {
    model.roles.get(index).map_or("", |role| role.entry.value.as_str())
}

/// Returns the value of a scope.
pub(super) fn scope(model: &Model, index: usize) -> &str {
    model.scopes.get(index).map_or("", |scope| scope.entry.value.as_str())
}

/// Returns the values of app roles in backticks.
pub(super) fn roles(model: &Model, indices: &[usize]) -> String {
    names(indices.iter().map(|index| role(model, *index)))
}

/// Returns the values of scopes in backticks.
pub(super) fn scopes(model: &Model, indices: &[usize]) -> String {
    names(indices.iter().map(|index| scope(model, *index)))
}

/// Returns `one` or `other` in the number of a list.
pub(super) fn number<'w, T>(list: &[T], one: &'w str, several: &'w str) -> &'w str {
    if list.len() == 1 { one } else { several }
}
