//! Tokens that were verified, so that a client which sends one many times has its signature checked once.
//!
//! A token is known by its fingerprint: none is kept. What is kept is the caller, and by which key it was verified. Whatever may have changed since is
//! asked each time: whether the token is over, whether that key is still trusted, whether its tenant is still admitted.

pub(super) mod fingerprint;

use core::fmt;
use core::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{OptionsBuilder, Weighter};

use crate::caller::Caller;
use crate::model::Model;
use crate::validator::cache::fingerprint::{Fingerprint, Fingerprints};
use crate::validator::keys::Key;
use crate::validator::keys::signature::Backend;
use crate::validator::token::compact::MAX_TOKEN_BYTES;

/// How many tokens are kept, unless told: 10,000 find a place, though the parts of the cache do not fill alike.
pub(crate) const ENTRIES: usize = 16_384;

/// How many bytes they may take, unless told.
pub(crate) const BYTES: usize = 8 * 1024 * 1024;

/// The callers of tokens that were verified.
pub(crate) struct TokenCache<M: Model> {
    cache: Cache<Fingerprint, Entry<M>, Weights, FirstWord>,
    fingerprints: Fingerprints,
}

type Entry<M> = Arc<Known<M>>;

/// What is known of a token.
pub(crate) struct Known<M: Model> {
    pub(crate) caller: Caller<M>,
    /// The key that signed it: its id may come to stand for another.
    pub(crate) key: Arc<Key>,
    /// The [edition](crate::validator::keys::Keys::edition) of the keys in which the key was last found.
    pub(crate) trusted_in: AtomicU64,
}

impl<M: Model> TokenCache<M> {
    /// At most so many tokens, and bytes.
    pub(crate) fn new(entries: usize, bytes: usize) -> Option<Self> {
        let weights = Weights { least: bytes.checked_div(entries)?.max(1) as u64 };
        // The cache remembers some that went, by this number: no more than there can be, however many are allowed.
        let options = OptionsBuilder::new()
            .estimated_items_capacity(entries.min(bytes / least_bytes::<M>()))
            .weight_capacity(bytes as u64)
            .build()
            .ok()?;
        let cache = Cache::with_options(
            options,
            weights,
            FirstWord::default(),
            DefaultLifecycle::default(),
        );
        let fingerprints = Fingerprints::new(*Backend::COMPILED_IN.first()?)?;
        Some(Self { cache, fingerprints })
    }

    /// None of a token that is refused before any work is done.
    pub(crate) fn fingerprint(&self, token: &[u8]) -> Option<Fingerprint> {
        if token.len() > MAX_TOKEN_BYTES { None } else { self.fingerprints.of(token) }
    }

    pub(crate) fn find(&self, fingerprint: &Fingerprint) -> Option<Entry<M>> {
        self.cache.get(fingerprint)
    }

    pub(crate) fn keep(&self, fingerprint: Fingerprint, known: Known<M>) {
        self.cache.insert(fingerprint, Arc::new(known));
    }

    pub(crate) fn forget(&self, fingerprint: &Fingerprint) {
        self.cache.remove(fingerprint);
    }

    /// The question is asked while nothing is locked: whatever the service makes of it, no request waits, or panics, with it.
    pub(crate) fn forget_callers(&self, is: impl Fn(&Caller<M>) -> bool) {
        for (fingerprint, known) in self.cache.iter() {
            if is(&known.caller) {
                self.cache.remove(&fingerprint);
            }
        }
    }
}

/// Bytes, and at least the part of them that each of the most entries has: so both are bounded.
#[derive(Clone)]
struct Weights {
    least: u64,
}

impl<M: Model> Weighter<Fingerprint, Entry<M>> for Weights {
    fn weight(&self, _: &Fingerprint, known: &Entry<M>) -> u64 {
        let bytes = least_bytes::<M>() + known.caller.bytes_on_heap();
        (bytes as u64).max(self.least)
    }
}

/// What each entry takes.
const fn least_bytes<M: Model>() -> usize {
    // What the cache itself needs for one: two words of links, its place in the table, and what is kept of entries that went.
    const OVERHEAD: usize = 96;
    size_of::<Fingerprint>() + size_of::<Known<M>>() + OVERHEAD
}

/// A fingerprint is a hash already.
#[derive(Clone, Copy, Default)]
struct FirstWord(u64);

impl BuildHasher for FirstWord {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        Self::default()
    }
}

impl Hasher for FirstWord {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(word) = bytes.first_chunk() {
            self.0 = u64::from_ne_bytes(*word);
        }
    }

    /// The length is always the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Names no token.
impl<M: Model> fmt::Debug for TokenCache<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache")
            .field("entries", &self.cache.len())
            .finish_non_exhaustive()
    }
}
