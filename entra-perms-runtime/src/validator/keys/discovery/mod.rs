//! Keys and issuers from the authority's metadata, kept fresh.
//!
//! The rules of refreshing (<https://learn.microsoft.com/entra/identity-platform/signing-key-rollover>, and the
//! `ConfigurationManager` of `IdentityModel`):
//!
//! - Every hour, keys are read in the background.
//! - An unknown key causes a refresh at once, within an [allowance], however many tokens name one.
//! - One refresh runs at a time. A token whose key is known never waits for it.
//! - If the authority does not answer, the last good keys stay, and the background tries again
//!   after five minutes. Whether an unknown key is the token's fault then depends on the
//!   [freshness] of the set.
//! - The authority is known to answer differently from call to call while keys roll over. So a key
//!   stays until it was missing from every answer for three hours.

mod allowance;
mod freshness;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use self::allowance::Allowance;
use self::freshness::Freshness;
use super::fetch::{Http, with_sources};
use super::metadata::MetadataSource;
use super::{Key, KeySet, Keys};
use crate::validator::authority::Issuers;
use crate::validator::build_error::BuildError;
use crate::validator::token_error::TokenError;

/// How old the keys may get, more or less.
const REFRESH_EVERY: Duration = Duration::from_secs(60 * 60);
/// How soon, more or less, the background tries again after a refresh that failed.
const RETRY_EVERY: Duration = Duration::from_secs(5 * 60);
/// How long a key stays after it was first missing.
const KEPT_FOR: Duration = Duration::from_secs(3 * 60 * 60);
/// How long a request whose key is not known waits for a refresh. The refresh goes on without it.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many requests wait for a refresh at a time: anybody can make up keys, and the authority may take its time.
const MOST_WAITING: usize = 1000;

/// The keys of an authority.
pub(crate) struct Discovery {
    http: Http,
    metadata: MetadataSource,
    /// What the metadata said at start. It does not change while the service runs: tokens of another issuer are not taken because
    /// a document says something else today.
    issuers: Issuers,
    keys: Keys,
    freshness: Freshness,
    /// Held while a refresh runs, so that there is one at a time.
    refreshes: Arc<Mutex<Refreshes>>,
    /// Who may wait for one.
    waiting: Arc<Semaphore>,
    /// Refreshes run on the runtime, not on the request that caused them: a client that hangs up must not end one.
    runtime: Handle,
    background: AbortHandle,
}

/// What is known of past refreshes.
struct Refreshes {
    /// Where the keys are published; v1.0 metadata may name another place than v2.0 metadata.
    key_urls: Vec<String>,
    /// How many more refreshes unknown keys may cause.
    allowance: Allowance,
    /// Since when each key is missing that was published before. How long ago it was last seen would not do: while the authority
    /// cannot be asked, all grow old.
    missing_since: HashMap<String, Instant>,
}

/// What a refresh reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Documents {
    /// The keys, where they were; for a token that waits.
    Keys,
    /// First where the keys are.
    MetadataAndKeys,
}

impl Discovery {
    /// Reads metadata and keys, and starts to keep them fresh.
    pub(crate) async fn start(
        metadata: MetadataSource,
    ) -> Result<(Arc<Self>, Issuers), BuildError> {
        let runtime = Handle::try_current().map_err(|_| BuildError::NoRuntime)?;
        // As a task: where the runtime has no timers or sockets, what needs them panics.
        let read = runtime.spawn(First::read(metadata)).await.map_err(|_| BuildError::NoRuntime)?;
        let First { http, metadata, issuers, key_urls, keys } = read?;
        tracing::info!(
            authority = metadata.authority(),
            keys = keys.ids().count(),
            "signing keys read"
        );
        let now = Instant::now();
        let allowance = Allowance::whole(now);
        let refreshes = Refreshes { key_urls, allowance, missing_since: HashMap::new() };
        let discovery = Arc::new_cyclic(|this| Self {
            http,
            metadata,
            issuers: issuers.clone(),
            keys: Keys::new(keys),
            freshness: Freshness::new(now),
            refreshes: Arc::new(Mutex::new(refreshes)),
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            background: runtime.spawn(keep_fresh(Weak::clone(this))).abort_handle(),
            runtime,
        });
        Ok((discovery, issuers))
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Returns the key of that id. An unknown key is asked for, if the allowance has a refresh left
    /// and there is a place to wait. The set in use decides otherwise, and if the refresh takes
    /// longer than [`PATIENCE`].
    pub(crate) async fn find(self: &Arc<Self>, kid: &str) -> Result<Arc<Key>, TokenError> {
        if let Some(key) = self.keys.current().find(kid) {
            return Ok(key);
        }
        if let Ok(refreshes) = self.refreshes.try_lock()
            && refreshes.allowance.is_spent(Instant::now())
        {
            return self.current(kid);
        }
        let Ok(waiting) = Arc::clone(&self.waiting).try_acquire_owned() else {
            return self.current(kid);
        };
        let attempts = self.freshness.attempts();
        // By the runtime that built this: whoever asks may have no timers, and those of a runtime that is gone panic.
        let (this, kid) = (Arc::clone(self), kid.to_owned());
        let found = self.runtime.spawn(async move {
            let _waiting = waiting;
            let found = tokio::time::timeout(PATIENCE, this.find_anew(&kid, attempts)).await;
            // The refresh still runs and has not failed: it must not make a fresh set answer 503.
            found.unwrap_or_else(|_| this.current(&kid))
        });
        found.await.unwrap_or_else(|error| {
            tracing::error!(%error, "signing keys are no longer refreshed: the runtime is gone that built the validator");
            Err(TokenError::KeysUnavailable)
        })
    }

    /// Reads the keys for this one, unless another attempt ended in the meantime.
    async fn find_anew(self: &Arc<Self>, kid: &str, attempts: u64) -> Result<Arc<Key>, TokenError> {
        let mut refreshes = Arc::clone(&self.refreshes).lock_owned().await;
        // A request that waited for the refresh of another has its result: many at once cost one.
        let answered = self.keys.current().contains(kid) || self.freshness.attempts() != attempts;
        // Attempts count, and not only those that succeed: the authority may be down because it is asked too much.
        if answered || !refreshes.allowance.take(Instant::now()) {
            return self.current(kid);
        }
        tracing::info!("a token names a key that is not known: reading the signing keys");
        // Whoever waits for it may lose patience; it does not.
        let refresh = tokio::spawn(Arc::clone(self).refresh(refreshes, Documents::Keys));
        refresh.await.map_err(|_| TokenError::KeysUnavailable)?;
        self.current(kid)
    }

    /// Returns the key of that id from the set in use, or why there is none.
    fn current(&self, kid: &str) -> Result<Arc<Key>, TokenError> {
        self.keys
            .current()
            .find(kid)
            .ok_or_else(|| self.freshness.refusal(Instant::now()))
    }

    /// Whether all could be read that was to be read.
    async fn refresh(
        self: Arc<Self>,
        mut refreshes: OwnedMutexGuard<Refreshes>,
        documents: Documents,
    ) -> bool {
        let attempt = self.freshness.attempt();
        let mut all_read = true;
        if documents == Documents::MetadataAndKeys {
            all_read = self.follow_metadata(&mut refreshes).await.is_ok();
        }
        let (mut published, mut all_keys) = self.read_keys(&refreshes.key_urls).await;
        // They may have moved.
        if documents == Documents::Keys
            && !all_keys
            && self.follow_metadata(&mut refreshes).await == Ok(true)
        {
            (published, all_keys) = self.read_keys(&refreshes.key_urls).await;
        }
        let keys = refreshes.merge(&self.keys.current(), published, all_keys);
        if all_keys {
            tracing::debug!(keys = keys.ids().count(), "signing keys refreshed");
        }
        self.keys.replace(keys);
        if all_keys {
            attempt.succeeded();
        }
        all_read && all_keys
    }

    /// The keys that are published, and whether these are all.
    async fn read_keys(&self, urls: &[String]) -> (KeySet, bool) {
        let (mut published, mut all) = (KeySet::default(), true);
        for url in urls {
            match self.http.keys(url).await {
                Ok(keys) => published.add(keys),
                Err(error) => {
                    all = false;
                    let error = with_sources(&error);
                    tracing::warn!(
                        error,
                        "signing keys cannot be refreshed: the last good ones stay"
                    );
                }
            }
        }
        (published, all)
    }

    /// Whether the keys are now somewhere else; `Err` where that cannot be said.
    async fn follow_metadata(&self, refreshes: &mut Refreshes) -> Result<bool, ()> {
        match self.read_key_urls().await {
            Ok(key_urls) => {
                let moved = key_urls != refreshes.key_urls;
                refreshes.key_urls = key_urls;
                Ok(moved)
            }
            Err(problem) => {
                tracing::warn!(%problem, "metadata cannot be refreshed: keys are read where they were");
                Err(())
            }
        }
    }

    async fn read_key_urls(&self) -> Result<Vec<String>, String> {
        let (issuers, key_urls) =
            self.metadata.read(&self.http).await.map_err(|error| with_sources(&error))?;
        if issuers == self.issuers {
            Ok(key_urls)
        } else {
            Err(format!(
                "the issuers at `{}` are no longer those of the start",
                self.metadata.authority()
            ))
        }
    }
}

/// What is read at the start.
struct First {
    http: Http,
    metadata: MetadataSource,
    issuers: Issuers,
    key_urls: Vec<String>,
    keys: KeySet,
}

impl First {
    async fn read(metadata: MetadataSource) -> Result<Self, BuildError> {
        let http = Http::new(metadata.authority())?;
        let (issuers, key_urls) = metadata.read(&http).await?;
        let mut keys = KeySet::default();
        for url in &key_urls {
            keys.add(http.keys(url).await?);
        }
        Ok(Self { http, metadata, issuers, key_urls, keys })
    }
}

impl Refreshes {
    /// The keys to use from now on; `all` says whether these are all that are published.
    fn merge(&mut self, known: &KeySet, published: KeySet, all: bool) -> KeySet {
        let now = Instant::now();
        self.missing_since.retain(|kid, _| !published.contains(kid));
        if !all {
            return known.clone().refreshed(published, all);
        }
        for kid in known.ids().filter(|kid| !published.contains(kid)) {
            self.missing_since.entry(kid.clone()).or_insert(now);
        }
        let is_gone = |since: &Instant| now.duration_since(*since) >= KEPT_FOR;
        let mut keys = known.clone().refreshed(published, all);
        keys.retain(|kid| !self.missing_since.get(kid).is_some_and(is_gone));
        self.missing_since.retain(|_, since| !is_gone(since));
        keys
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        self.background.abort();
    }
}

/// It holds the keys only while it refreshes them, and so does not keep them alive.
async fn keep_fresh(discovery: Weak<Discovery>) {
    let mut wait = REFRESH_EVERY;
    loop {
        tokio::time::sleep(jittered(wait)).await;
        let Some(discovery) = discovery.upgrade() else { return };
        let refreshes = Arc::clone(&discovery.refreshes).lock_owned().await;
        let complete = discovery.refresh(refreshes, Documents::MetadataAndKeys).await;
        wait = if complete { REFRESH_EVERY } else { RETRY_EVERY };
    }
}

/// Give or take a tenth, so that services that were started together do not ask together.
fn jittered(duration: Duration) -> Duration {
    // Random for each service, and not for an attacker: nothing depends on it.
    let random = RandomState::new().hash_one(());
    let tenths = f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX);
    duration.mul_f64(0.9 + 0.2 * tenths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_is_a_tenth_at_most_and_not_always_the_same() {
        let all: Vec<Duration> = (0..100).map(|_| jittered(REFRESH_EVERY)).collect();
        let (least, most) = (REFRESH_EVERY.mul_f64(0.9), REFRESH_EVERY.mul_f64(1.1));
        assert!(all.iter().all(|wait| (least..=most).contains(wait)), "{all:?}");
        assert!(all.iter().any(|wait| *wait != all[0]));
    }
}
