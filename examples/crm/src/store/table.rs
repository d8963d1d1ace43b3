//! Records in memory. Who touches them says how far they reach: there is no other way in.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::reach::Reach;
use super::{Owner, Record};

#[derive(Debug)]
pub(super) struct Table<T>(Mutex<BTreeMap<u32, Record<T>>>);

impl<T: Clone> Table<T> {
    pub(super) fn new(records: Vec<Record<T>>) -> Self {
        Self(Mutex::new(records.into_iter().map(|record| (record.id, record)).collect()))
    }

    /// The records within reach.
    pub(super) fn list(&self, reach: Reach) -> Vec<Record<T>> {
        self.records()
            .values()
            .filter(|record| reach.covers(record.belongs_to))
            .cloned()
            .collect()
    }

    /// Gives a record within reach other content. `None` where there is none of that id: a caller cannot tell a record out
    /// of reach from one that does not exist.
    pub(super) fn replace(&self, reach: Reach, id: u32, content: T) -> Option<Record<T>> {
        let mut records = self.records();
        let record = records.get_mut(&id).filter(|record| reach.covers(record.belongs_to))?;
        record.content = content;
        Some(record.clone())
    }

    /// Adds a record. Whether the caller may is for the caller of this function to know.
    pub(super) fn add(&self, belongs_to: Owner, content: T) -> Record<T> {
        let mut records = self.records();
        let id = records.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        let record = Record { id, belongs_to, content };
        records.insert(id, record.clone());
        record
    }

    /// A thread that panicked has not left a record half written.
    fn records(&self) -> MutexGuard<'_, BTreeMap<u32, Record<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
