//! The registrations that decide about a change of the whole model: an entry that one registration
//! disables is disabled in the model, and users may consent to a scope if they may in one of them.

use super::facts::{Entries, Entry, Facts};
use super::registrations::name;
use super::{Change, State, States, words};
use crate::place::Location;

/// An app role or a scope of both states.
pub(super) struct Decided<'s> {
    pub(super) states: States<'s>,
    pub(super) entries: fn(&Facts) -> &Entries,
    /// The place in a registration.
    pub(super) place: fn(&State, usize, usize) -> Option<Location>,
    /// The values in both states.
    pub(super) values: [&'s str; 2],
    /// The indices in both states.
    pub(super) indices: [usize; 2],
}

impl Decided<'_> {
    /// Adds the registrations in which the entry changed, unless it changed in all of them. The
    /// place of the change is in the first of them.
    pub(super) fn add_to(&self, change: Change, differs: fn(&Entry, &Entry) -> bool) -> Change {
        let States { before, after, common } = self.states;
        let is_changed = |(old, new): &&(usize, usize)| {
            let entry = |state: &State, app: usize, value: &str| {
                let facts = state.facts.get(app)?;
                (self.entries)(facts).get(value).cloned()
            };
            let old = entry(before, *old, self.values[0]);
            let new = entry(after, *new, self.values[1]);
            old.zip(new).is_some_and(|(old, new)| differs(&old, &new))
        };
        let shared = &common.apps.shared;
        let changed: Vec<_> = shared.iter().filter(is_changed).collect();
        let Some((old, new)) = changed.first() else {
            return change.note("a registration that was added or removed decides");
        };
        if changed.len() == shared.len() {
            return change;
        }
        let [old_index, new_index] = self.indices;
        let names: Vec<_> = changed.iter().map(|(_, new)| name(after, *new)).collect();
        change
            .at((self.place)(after, *new, new_index), (self.place)(before, *old, old_index))
            .note(format!("it changed only in the registration of {}", words::list(&names)))
    }
}
