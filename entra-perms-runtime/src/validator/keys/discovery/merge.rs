//! Merging the keys of several documents, and of a refresh with the keys in use.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use tokio::time::Instant;

use super::MISSING_KEY_RETENTION;
use crate::validator::keys::KeySet;

/// The keys that the authority publishes now.
pub(super) struct Published {
    pub(super) keys: KeySet,
    /// Is `false` if a document was not read, so that further keys may be published.
    pub(super) complete: bool,
}

impl KeySet {
    /// Adds the keys of another document. An id that stands for two different keys is ambiguous,
    /// and neither key is used.
    pub(super) fn add(&mut self, other: Self) {
        for (kid, key) in other.0 {
            match self.0.entry(kid) {
                Entry::Vacant(entry) => {
                    entry.insert(key);
                }
                Entry::Occupied(mut entry) if entry.get().has_numbers_of(&key) => {
                    Arc::make_mut(entry.get_mut()).issuers.extend_from_slice(&key.issuers);
                }
                Entry::Occupied(entry) => {
                    let kid = entry.key();
                    tracing::warn!(
                        kid,
                        "two documents have different keys with one id: neither is used"
                    );
                    entry.remove();
                }
            }
        }
    }

    /// Returns these keys and the published ones.
    ///
    /// If both have a key with one id, the published key replaces the known key. An incomplete
    /// refresh replaces no key: the missing document may name further issuers of the key.
    pub(super) fn refreshed(self, published: Published) -> Self {
        if published.complete { published.keys.or(self) } else { self.or(published.keys) }
    }

    /// Returns these keys, and the keys of `other` with other ids.
    fn or(mut self, other: Self) -> Self {
        for (kid, key) in other.0 {
            self.0.entry(kid).or_insert(key);
        }
        self
    }

    fn contains(&self, kid: &str) -> bool {
        self.0.contains_key(kid)
    }
}

/// The time since when each known key has been missing from the published keys.
///
/// The time when a key was last published would not do: during an outage of the authority, it
/// grows old for every key.
#[derive(Default)]
pub(super) struct MissingKeys(HashMap<String, Instant>);

impl MissingKeys {
    /// Returns the keys to use from now on, and records the keys that are missing.
    pub(super) fn merge(&mut self, known: &KeySet, published: Published, now: Instant) -> KeySet {
        self.0.retain(|kid, _| !published.keys.contains(kid));
        if !published.complete {
            return known.clone().refreshed(published);
        }
        for kid in known.ids().filter(|kid| !published.keys.contains(kid)) {
            self.0.entry(kid.clone()).or_insert(now);
        }
        let mut keys = known.clone().refreshed(published);
        keys.0.retain(|kid, _| !self.is_expired(kid, now));
        self.0.retain(|_, since| !has_expired(*since, now));
        keys
    }

    fn is_expired(&self, kid: &str, now: Instant) -> bool {
        self.0.get(kid).is_some_and(|since| has_expired(*since, now))
    }
}

fn has_expired(missing_since: Instant, now: Instant) -> bool {
    now.duration_since(missing_since) >= MISSING_KEY_RETENTION
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::validator::keys::tests::{key, modulus};

    fn key_set(change: &Value) -> KeySet {
        KeySet::read(&json!({ "keys": [key(change)] }))
    }

    fn first_issuer(keys: &KeySet, kid: &str) -> Option<String> {
        keys.find(kid)?.issuers.first().cloned()
    }

    #[test]
    fn only_a_complete_refresh_replaces_known_keys() {
        let known = key_set(&json!({ "kid": "k", "issuer": "old" }));
        let mut keys = key_set(&json!({ "kid": "k", "issuer": "new" }));
        keys.add(key_set(&json!({ "kid": "l", "issuer": "new" })));
        let incomplete = Published { keys: keys.clone(), complete: false };
        let merged = known.clone().refreshed(incomplete);
        assert_eq!(first_issuer(&merged, "k").as_deref(), Some("old"));
        assert_eq!(first_issuer(&merged, "l").as_deref(), Some("new"));
        let merged = known.refreshed(Published { keys, complete: true });
        assert_eq!(first_issuer(&merged, "k").as_deref(), Some("new"));
    }

    #[test]
    fn an_id_with_different_keys_in_two_documents_is_not_used() {
        let mut v2 = key_set(&json!({ "issuer": "https://v2" }));
        v2.add(key_set(&json!({ "issuer": "https://v1" })));
        assert_eq!(v2.find("k").unwrap().issuers, ["https://v2", "https://v1"]);
        v2.add(key_set(&json!({})));
        assert_eq!(v2.find("k").unwrap().issuers.len(), 2);
        v2.add(key_set(&json!({ "kid": "l" })));
        v2.add(key_set(&json!({ "n": modulus(4096) })));
        assert!(v2.find("k").is_none() && v2.find("l").is_some());
    }
}
