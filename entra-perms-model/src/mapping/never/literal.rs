//! One string of `never` → the entries that it names, or an error.

use super::pattern::Pattern;
use super::suggestion;
use crate::finding::Finding;
use crate::mapping::entries::{Entries, EntryKind};
use crate::mapping::literal::{
    Argument, matches_nothing, matches_wrong_kind, unknown_value, with_suggestion,
};

/// Returns the entries that a text names by value or by pattern. Never empty.
pub(super) fn matching(
    entries: &Entries<'_>,
    kind: EntryKind,
    text: &str,
) -> Result<Vec<usize>, Finding> {
    // `*` is a legal character of a value, so a value comes before a pattern.
    if let Some(exact) = entries.exact(kind, text) {
        return Ok(vec![exact.index]);
    }
    let Some(pattern) = Pattern::parse(text)? else {
        return Err(*unknown_value(entries, kind, text, Argument::Never).error);
    };
    let found = indices(entries, kind, &pattern);
    if !found.is_empty() {
        return Ok(found);
    }
    let has_any = !entries.all(kind).is_empty();
    if has_any && !indices(entries, kind.other(), &pattern).is_empty() {
        return Err(matches_wrong_kind(text, kind, Argument::Never));
    }
    let values: Vec<_> = entries.values(kind).collect();
    let meant = suggestion::meant(&pattern, &values);
    let error = matches_nothing(text, kind);
    Err(with_suggestion(error, entries, kind, meant.as_deref(), Argument::Never))
}

/// Returns the entries that match a pattern.
fn indices(entries: &Entries<'_>, kind: EntryKind, pattern: &Pattern<'_>) -> Vec<usize> {
    let values = entries.values(kind).enumerate();
    let matching = values.filter(|(_, value)| pattern.matches(value));
    matching.map(|(index, _)| index).collect()
}
