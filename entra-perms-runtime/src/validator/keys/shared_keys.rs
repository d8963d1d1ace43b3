//! The keys in use, which every request reads, and which a refresh or the service replaces.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::KeySet;

/// The keys in use. The lock is held only while a pointer is copied or replaced.
pub(crate) struct SharedKeys {
    in_use: RwLock<Arc<KeySet>>,
    /// The number of replacements.
    edition: AtomicU64,
}

impl SharedKeys {
    pub(crate) fn new(keys: KeySet) -> Self {
        Self { in_use: RwLock::new(Arc::new(keys)), edition: AtomicU64::new(0) }
    }

    /// Returns the edition of the keys in use.
    ///
    /// The keys are replaced before the edition changes. So a [snapshot](Self::snapshot) that is
    /// taken after this call is of the returned edition, or of a later one.
    pub(crate) fn edition(&self) -> u64 {
        self.edition.load(Ordering::Acquire)
    }

    /// Returns the keys in use now. Later replacements do not change the returned set.
    pub(crate) fn snapshot(&self) -> Arc<KeySet> {
        // A panic cannot leave half a pointer behind, so a poisoned lock still has a good value.
        Arc::clone(&self.in_use.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the keys, and begins a new edition.
    pub(crate) fn replace(&self, keys: KeySet) {
        let keys = Arc::new(keys);
        let mut in_use = self.in_use.write().unwrap_or_else(PoisonError::into_inner);
        let replaced = core::mem::replace(&mut *in_use, keys);
        drop(in_use);
        self.edition.fetch_add(1, Ordering::Release);
        // Frees the old keys after the lock is released, so that no request waits for it.
        drop(replaced);
    }
}
