//! A table of records in memory. Every access takes a filter, or the ownership of a new record.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::filter::RecordFilter;
use super::{Ownership, Record};

#[derive(Debug)]
pub(super) struct Table<T>(Mutex<BTreeMap<u32, Record<T>>>);

impl<T: Clone> Table<T> {
    pub(super) fn new(records: Vec<Record<T>>) -> Self {
        Self(Mutex::new(records.into_iter().map(|record| (record.id, record)).collect()))
    }

    /// Returns the records that the filter selects.
    pub(super) fn list(&self, filter: RecordFilter) -> Vec<Record<T>> {
        let records = self.lock();
        let selected = records.values().filter(|record| filter.selects(record.ownership));
        selected.cloned().collect()
    }

    /// Replaces the content of a record and returns the record.
    ///
    /// Returns `None` if the filter selects no record with this id. A caller cannot tell an
    /// inaccessible record from a record that does not exist.
    pub(super) fn replace(&self, filter: RecordFilter, id: u32, content: T) -> Option<Record<T>> {
        self.update(filter, id, |old| *old = content)
    }

    /// Changes the content of a record and returns the record. Returns `None` as `replace` does.
    pub(super) fn update(
        &self,
        filter: RecordFilter,
        id: u32,
        change: impl FnOnce(&mut T),
    ) -> Option<Record<T>> {
        let mut records = self.lock();
        let record = records.get_mut(&id).filter(|record| filter.selects(record.ownership))?;
        change(&mut record.content);
        Some(record.clone())
    }

    /// Adds a record. Checks no permission: the calling function must do so.
    pub(super) fn add(&self, ownership: Ownership, content: T) -> Record<T> {
        let mut records = self.lock();
        let id = records.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        let record = Record { id, ownership, content };
        records.insert(id, record.clone());
        record
    }

    /// Ignores poisoning, because a panic cannot leave a record half written.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, Record<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
