//! The keys that an issuer publishes (JWKS, RFC 7517), as far as tokens of Entra can be signed with them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

use crate::validator::keys::signature::VerifyingKey;

#[cfg(feature = "discovery")]
pub(super) mod discovery;
mod document;
#[cfg(feature = "discovery")]
pub(super) mod fetch;
pub(super) mod jwks;
#[cfg(feature = "discovery")]
pub(super) mod metadata;
mod published_key;
pub(super) mod signature;

pub(crate) use self::document::NotAKeySet;

/// A key that RS256 signatures are verified with.
#[derive(Clone)]
pub(crate) struct Key {
    /// By which it is published.
    pub(crate) kid: String,
    pub(crate) verifying: VerifyingKey,
    /// The issuers that Entra publishes the key for, which may leave the tenant open; none where it does not say.
    pub(crate) issuers: Vec<String>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// Keys by their ids (`kid`).
#[derive(Clone, Default)]
pub(crate) struct KeySet(HashMap<String, Arc<Key>>);

impl KeySet {
    /// Returns the usable keys of a JWKS document, and reports the index of each other key, and
    /// what is wrong with it. Each key is parsed for itself, so that a malformed key does not lose
    /// the others.
    pub(crate) fn parse(
        document: &[u8],
        unusable: impl Fn(usize, &'static str),
    ) -> Result<Self, NotAKeySet> {
        Ok(Self::of(document::members(document)?, unusable))
    }

    /// Returns the usable keys of a JWKS document that was parsed as a whole.
    #[cfg(any(
        test,
        feature = "testing",
        all(any(fuzzing, entra_perms_testing), feature = "__internals")
    ))]
    pub(crate) fn read(document: &Value) -> Self {
        let members = document.get("keys").and_then(Value::as_array);
        Self::of(members.into_iter().flatten().cloned().map(Ok), |_, _| ())
    }

    /// An id that stands for two different keys stands for none: which one was meant cannot be
    /// told.
    fn of(
        members: impl IntoIterator<Item = Result<Value, &'static str>>,
        unusable: impl Fn(usize, &'static str),
    ) -> Self {
        let mut keys: HashMap<String, Option<Key>> = HashMap::new();
        for (index, member) in members.into_iter().enumerate() {
            let key = match member.and_then(|json| published_key::read(&json)) {
                Ok(key) => key,
                Err(problem) => {
                    unusable(index, problem);
                    continue;
                }
            };
            match keys.entry(key.kid.clone()) {
                Entry::Vacant(entry) => drop(entry.insert(Some(key))),
                Entry::Occupied(mut entry) => match entry.get_mut() {
                    Some(same) if same.is_same(&key) => same.issuers.extend(key.issuers),
                    _ => {
                        tracing::warn!(
                            kid = entry.key(),
                            "two keys have the same id: neither is used"
                        );
                        entry.insert(None);
                    }
                },
            }
        }
        Self(keys.into_iter().filter_map(|(kid, key)| Some((kid, Arc::new(key?)))).collect())
    }

    pub(crate) fn find(&self, kid: &str) -> Option<Arc<Key>> {
        self.0.get(kid).cloned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }
}

/// What merging the documents of one authority needs.
#[cfg(feature = "discovery")]
impl KeySet {
    /// Adds the keys of another document, by the same rule: an id that stands for two different keys stands for none.
    pub(crate) fn add(&mut self, other: Self) {
        for (kid, key) in other.0 {
            match self.0.entry(kid) {
                Entry::Vacant(entry) => drop(entry.insert(key)),
                Entry::Occupied(mut entry) if entry.get().is_same(&key) => {
                    Arc::make_mut(entry.get_mut()).issuers.extend_from_slice(&key.issuers);
                }
                Entry::Occupied(entry) => {
                    tracing::warn!(
                        kid = entry.key(),
                        "two documents have different keys of the same id: neither is used"
                    );
                    entry.remove();
                }
            }
        }
    }

    /// These keys and those that were published now. What is published replaces what is known, but where not all could be read:
    /// a document that is missing may have said more of a key.
    pub(crate) fn refreshed(self, published: Self, complete: bool) -> Self {
        let (mut first, second) = if complete { (published, self) } else { (self, published) };
        for (kid, key) in second.0 {
            first.0.entry(kid).or_insert(key);
        }
        first
    }

    pub(crate) fn contains(&self, kid: &str) -> bool {
        self.0.contains_key(kid)
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|kid, _| keep(kid));
    }
}

/// What the fuzz targets hold against the document.
#[cfg(all(any(fuzzing, entra_perms_testing), feature = "__internals"))]
impl KeySet {
    pub(crate) fn into_keys(self) -> impl Iterator<Item = (String, Arc<Key>)> {
        self.0.into_iter()
    }
}

#[cfg(any(test, all(any(fuzzing, entra_perms_testing), feature = "__internals")))]
impl Key {
    pub(crate) fn numbers(&self) -> (&[u8], &[u8]) {
        (&self.modulus, &self.exponent)
    }
}

impl Key {
    fn is_same(&self, other: &Self) -> bool {
        self.modulus == other.modulus && self.exponent == other.exponent
    }

    /// Whether what the one may sign, the other may sign.
    pub(crate) fn signs_as(&self, other: &Self) -> bool {
        self.is_same(other) && self.issuers == other.issuers
    }
}

/// The keys in use: read by every request, replaced now and then, and never locked for longer than a pointer is copied.
pub(crate) struct Keys {
    current: RwLock<Arc<KeySet>>,
    /// How often they were replaced.
    edition: AtomicU64,
}

impl Keys {
    pub(crate) fn new(keys: KeySet) -> Self {
        Self { current: RwLock::new(Arc::new(keys)), edition: AtomicU64::new(0) }
    }

    /// Changes after the keys do: what was looked up after it was asked for is of this edition, or of a later one.
    pub(crate) fn edition(&self) -> u64 {
        self.edition.load(Ordering::Acquire)
    }

    pub(crate) fn current(&self) -> Arc<KeySet> {
        // A pointer cannot be half written: what a thread that panicked left behind is good.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(any(test, feature = "discovery"))]
    pub(crate) fn replace(&self, keys: KeySet) {
        let keys = Arc::new(keys);
        let before = core::mem::replace(
            &mut *self.current.write().unwrap_or_else(PoisonError::into_inner),
            keys,
        );
        self.edition.fetch_add(1, Ordering::Release);
        // Not while others wait for the lock.
        drop(before);
    }
}

#[cfg(test)]
mod tests;
