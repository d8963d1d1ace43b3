//! The usable keys of a JWKS document, by their ids.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde_json::Value;

use super::document::{self, NotAKeySet};
use super::{Key, published_key};

/// Keys by their ids (`kid`).
///
/// An id that stands for two different keys is ambiguous, and neither of the two keys is used.
#[derive(Clone, Default)]
pub(crate) struct KeySet(pub(super) HashMap<String, Arc<Key>>);

impl KeySet {
    /// Returns the usable keys of a JWKS document. Calls `unusable` with the index of each other
    /// key and the problem.
    ///
    /// Each key is parsed separately, so that a malformed key does not affect the other keys.
    pub(crate) fn parse(
        document: &[u8],
        unusable: impl Fn(usize, &'static str),
    ) -> Result<Self, NotAKeySet> {
        Ok(Self::from_members(document::members(document)?, unusable))
    }

    /// Returns the usable keys of a JWKS document that is parsed already.
    #[cfg(any(
        test,
        feature = "testing",
        all(any(fuzzing, entra_perms_testing), feature = "__internals")
    ))]
    pub(crate) fn read(document: &Value) -> Self {
        let members = document.get("keys").and_then(Value::as_array);
        Self::from_members(members.into_iter().flatten().cloned().map(Ok), |_, _| ())
    }

    fn from_members(
        members: impl IntoIterator<Item = Result<Value, &'static str>>,
        unusable: impl Fn(usize, &'static str),
    ) -> Self {
        let mut keys = HashMap::new();
        for (index, member) in members.into_iter().enumerate() {
            match member.and_then(|json| published_key::read(&json)) {
                Ok(key) => add_published(&mut keys, key),
                Err(problem) => unusable(index, problem),
            }
        }
        let usable = keys.into_iter().filter_map(|(kid, key)| Some((kid, Arc::new(key?))));
        Self(usable.collect())
    }

    pub(crate) fn find(&self, kid: &str) -> Option<Arc<Key>> {
        self.0.get(kid).cloned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn ids(&self) -> impl ExactSizeIterator<Item = &String> {
        self.0.keys()
    }

    /// Returns the keys with their ids, for the fuzz targets.
    #[cfg(all(any(fuzzing, entra_perms_testing), feature = "__internals"))]
    pub(crate) fn into_keys(self) -> impl Iterator<Item = (String, Arc<Key>)> {
        self.0.into_iter()
    }
}

/// Adds a key of the document. `None` stands for the keys of an ambiguous id.
fn add_published(keys: &mut HashMap<String, Option<Key>>, key: Key) {
    match keys.entry(key.kid.clone()) {
        Entry::Vacant(entry) => {
            entry.insert(Some(key));
        }
        Entry::Occupied(mut entry) => match entry.get_mut() {
            Some(known) if known.has_numbers_of(&key) => known.issuers.extend(key.issuers),
            _ => {
                let kid = entry.key();
                tracing::warn!(kid, "two different keys have one id: neither is used");
                entry.insert(None);
            }
        },
    }
}
