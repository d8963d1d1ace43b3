//! The cache of verified tokens. A client that sends a token many times has its signature verified
//! once.
//!
//! A token is identified by its fingerprint; the cache stores no token. It stores the caller,
//! whose [standing](crate::caller::Standing) each lookup checks: whether the token is still within
//! its lifetime, its key still trusted, and its tenant and its version still accepted.
//!
//! - `token_cache`: the limits;
//! - `fingerprint`: the hash that identifies a token;
//! - this file: the cache.

mod fingerprint;
mod token_cache;

use core::fmt;
use core::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{OptionsBuilder, Weighter};

use self::fingerprint::{Fingerprint, Fingerprints};
pub(crate) use self::token_cache::Limits;
pub use self::token_cache::TokenCache;
use crate::caller::Caller;
use crate::model::Model;
use crate::validator::keys::signature::Backend;
use crate::validator::token::compact::MAX_TOKEN_BYTES;

/// The callers of tokens that were verified.
pub(crate) struct VerifiedTokens<M: Model> {
    cache: Cache<Fingerprint, Arc<Caller<M>>, Weights, FirstWord>,
    fingerprints: Fingerprints,
}

/// The result of looking up a token.
pub(crate) enum Lookup<M: Model> {
    /// The token was verified before, and verifying it now would succeed again.
    Hit(Caller<M>),
    /// The token must be verified.
    Miss(Uncached),
}

/// A token that is not cached, by its fingerprint.
///
/// Only a lookup makes one with a fingerprint, and only storing the caller of that token uses it.
/// So each caller is stored under the fingerprint of its own token.
#[must_use = "the token can be cached with it, once the token is verified"]
pub(crate) struct Uncached(Option<Fingerprint>);

impl Uncached {
    /// A token that is never cached: the cache is disabled, the request has no token to look up,
    /// the token is too large, or its fingerprint cannot be computed.
    pub(crate) const NEVER: Self = Self(None);

    #[cfg(test)]
    pub(crate) fn is_never_cached(&self) -> bool {
        self.0.is_none()
    }
}

impl<M: Model> VerifiedTokens<M> {
    /// Returns an empty cache, or `None` if the backend cannot make a key for fingerprints.
    pub(crate) fn new(limits: Limits) -> Option<Self> {
        let bytes = limits.bytes.get();
        // The cache also remembers some removed entries, in proportion to this number. The bytes
        // bound it, however many entries are allowed.
        let estimated_entries = limits.entries.get().min(bytes / min_entry_bytes::<M>());
        let options = OptionsBuilder::new()
            .estimated_items_capacity(estimated_entries)
            .weight_capacity(bytes as u64)
            .build()
            .ok()?;
        let weights = Weights { min: (bytes / limits.entries).max(1) as u64 };
        let cache = Cache::with_options(
            options,
            weights,
            FirstWord::default(),
            DefaultLifecycle::default(),
        );
        let fingerprints = Fingerprints::new(*Backend::COMPILED_IN.first()?)?;
        Some(Self { cache, fingerprints })
    }

    /// Looks up a token. If it is cached and no longer accepted, it is removed.
    pub(crate) fn look_up(&self, token: &[u8]) -> Lookup<M> {
        // Verification refuses a larger token before it does any work.
        if token.len() > MAX_TOKEN_BYTES {
            return Lookup::Miss(Uncached::NEVER);
        }
        let Some(fingerprint) = self.fingerprints.fingerprint(token) else {
            return Lookup::Miss(Uncached::NEVER);
        };
        if let Some(caller) = self.cache.get(&fingerprint) {
            if caller.recheck().is_ok() {
                return Lookup::Hit(Caller::clone(&caller));
            }
            self.cache.remove(&fingerprint);
        }
        Lookup::Miss(Uncached(Some(fingerprint)))
    }

    /// Stores the caller of `token`, the token whose lookup returned `uncached`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a lookup of a token allows storing one caller, once"
    )]
    pub(crate) fn insert(&self, uncached: Uncached, token: &[u8], caller: Caller<M>) {
        let Uncached(Some(fingerprint)) = uncached else { return };
        debug_assert_eq!(
            self.fingerprints.fingerprint(token),
            Some(fingerprint),
            "the lookup was for another token"
        );
        self.cache.insert(fingerprint, Arc::new(caller));
    }

    /// Returns the number of cached tokens, valid or not.
    pub(crate) fn len(&self) -> u64 {
        self.cache.len() as u64
    }

    /// Returns the cached caller of a token, whether or not the token is still valid.
    #[cfg(test)]
    pub(crate) fn get(&self, token: &[u8]) -> Option<Arc<Caller<M>>> {
        self.cache.get(&self.fingerprints.fingerprint(token)?)
    }
}

/// Weighs an entry by its size in bytes, but at least `max_bytes / max_entries`. So the bound on
/// the weight bounds both.
#[derive(Clone)]
struct Weights {
    min: u64,
}

impl<M: Model> Weighter<Fingerprint, Arc<Caller<M>>> for Weights {
    fn weight(&self, _: &Fingerprint, caller: &Arc<Caller<M>>) -> u64 {
        let bytes = min_entry_bytes::<M>() + caller.bytes_on_heap();
        (bytes as u64).max(self.min)
    }
}

/// Returns the size of an entry whose caller has nothing on the heap.
const fn min_entry_bytes<M: Model>() -> usize {
    // The cache's own data for an entry: two words of links, the slot in its table, and the memory
    // of removed entries.
    const OVERHEAD: usize = 96;
    size_of::<Fingerprint>() + size_of::<Caller<M>>() + OVERHEAD
}

/// A hasher that returns the first word of a fingerprint, which is a hash already.
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

    /// Ignores the length: all fingerprints have the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Shows the number of entries, and no token.
impl<M: Model> fmt::Debug for VerifiedTokens<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedTokens")
            .field("entries", &self.cache.len())
            .finish_non_exhaustive()
    }
}
