//! Keys and issuers that are fetched from the authority, and keys that are refreshed.
//!
//! The rules of refreshing follow
//! <https://learn.microsoft.com/entra/identity-platform/signing-key-rollover>, and the
//! `ConfigurationManager` of `IdentityModel`:
//!
//! - The keys are refreshed in the background every hour.
//! - An unknown key causes a refresh at once, within an [allowance]. It causes one refresh, no
//!   matter how many tokens name it.
//! - One refresh runs at a time. A token with a known key never waits for it.
//! - If the authority fails, the known keys stay in use, and the background tries again after five
//!   minutes. The [freshness] of the keys then decides whether an unknown key is the token's fault.
//! - While keys roll over, the endpoints of the authority are known to publish different keys. So a
//!   key stays in use until no response has had it for three hours.
//!
//! The files in data order: `metadata` over `fetch` (documents of the authority), `refresh` over
//! `allowance` and `freshness`, `merge` (published keys and keys in use).

mod allowance;
pub(in crate::validator) mod fetch;
mod freshness;
mod merge;
pub(in crate::validator) mod metadata;
mod refresh;

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::Instant;
use uuid::Uuid;

use self::allowance::Allowance;
use self::fetch::Http;
use self::freshness::Freshness;
use self::merge::MissingKeys;
use self::metadata::MetadataSource;
use self::refresh::{Refreshes, keep_fresh};
use super::{Key, KeySet, SharedKeys};
use crate::model::TokenVersion;
use crate::validator::authority::{Authority, Issuers};
use crate::validator::build_error::BuildError;
use crate::validator::tenants::Tenants;
use crate::validator::token_error::TokenError;

/// The time between two background refreshes, give or take 10 %.
const REFRESH_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// The time until the background retries a failed refresh, give or take 10 %.
const RETRY_INTERVAL: Duration = Duration::from_secs(5 * 60);
/// How long a key stays in use after it was first missing from the published keys.
const MISSING_KEY_RETENTION: Duration = Duration::from_secs(3 * 60 * 60);
/// How long a request with an unknown key waits for a refresh. The refresh continues without the
/// request.
const UNKNOWN_KEY_WAIT: Duration = Duration::from_secs(5);
/// The requests that may wait for a refresh at one time. Anyone can invent keys, and the authority
/// may be slow.
const MAX_WAITING_REQUESTS: usize = 1000;

/// The keys of an authority.
pub(crate) struct Discovery {
    http: Http,
    metadata: MetadataSource,
    /// The issuers in the metadata at the start. They never change: a document that names another
    /// issuer later does not make the service accept tokens of that issuer.
    issuers: Issuers,
    keys: SharedKeys,
    freshness: Freshness,
    /// A running refresh holds the lock, so that one refresh runs at a time.
    refreshes: Arc<Mutex<Refreshes>>,
    /// Has a permit for each request that may wait.
    waiting: Arc<Semaphore>,
    /// Runs the refreshes. A refresh must not run in the request that caused it, because the client
    /// may disconnect.
    runtime: Handle,
    background: AbortHandle,
}

impl Discovery {
    /// Reads the metadata and the keys, and starts the background refreshes.
    ///
    /// `own_keys_of` is the client id of an app registration that has signing keys of its own.
    pub(crate) async fn start(
        authority: &Authority,
        tenants: &Tenants,
        version: Option<TokenVersion>,
        own_keys_of: Option<Uuid>,
    ) -> Result<(Arc<Self>, Issuers), BuildError> {
        let metadata = MetadataSource::new(authority, tenants, version, own_keys_of);
        let runtime = Handle::try_current().map_err(|_| BuildError::NoRuntime)?;
        // If the runtime has no timers or sockets, their first use panics. In a task, that panic is
        // an error here.
        let fetching = runtime.spawn(Fetched::fetch(metadata));
        let fetched = fetching.await.map_err(|_| BuildError::NoRuntime)??;
        let issuers = fetched.issuers.clone();
        Ok((Self::keep(fetched, runtime), issuers))
    }

    fn keep(fetched: Fetched, runtime: Handle) -> Arc<Self> {
        let Fetched { http, metadata, issuers, key_urls, keys } = fetched;
        tracing::info!(
            authority = metadata.authority(),
            keys = keys.ids().len(),
            "signing keys fetched"
        );
        let now = Instant::now();
        let refreshes = Refreshes {
            key_urls,
            allowance: Allowance::full(now),
            missing_keys: MissingKeys::default(),
        };
        Arc::new_cyclic(|discovery| Self {
            http,
            metadata,
            issuers,
            keys: SharedKeys::new(keys),
            freshness: Freshness::new(now),
            refreshes: Arc::new(Mutex::new(refreshes)),
            waiting: Arc::new(Semaphore::new(MAX_WAITING_REQUESTS)),
            background: runtime.spawn(keep_fresh(Weak::clone(discovery))).abort_handle(),
            runtime,
        })
    }

    pub(crate) fn keys(&self) -> &SharedKeys {
        &self.keys
    }

    /// Returns the key with this id.
    ///
    /// Waits for a refresh if the key is unknown, the allowance permits a refresh, and not too many
    /// requests wait. Otherwise, and if the refresh takes longer than [`UNKNOWN_KEY_WAIT`], looks
    /// up the key in the keys in use.
    pub(crate) async fn find(self: &Arc<Self>, kid: &str) -> Result<Arc<Key>, TokenError> {
        if let Some(key) = self.keys.snapshot().find(kid) {
            return Ok(key);
        }
        if let Ok(refreshes) = self.refreshes.try_lock()
            && refreshes.allowance.is_spent(Instant::now())
        {
            return self.find_known(kid);
        }
        let Ok(permit) = Arc::clone(&self.waiting).try_acquire_owned() else {
            return self.find_known(kid);
        };
        let attempts = self.freshness.attempts();
        let discovery = Arc::clone(self);
        let kid = kid.to_owned();
        // Runs on the runtime that built the validator. The caller may run on another executor
        // without timers, and the timers of a runtime that has ended panic.
        let search = self.runtime.spawn(async move {
            let _permit = permit;
            let refreshed = discovery.find_refreshed(&kid, attempts);
            match tokio::time::timeout(UNKNOWN_KEY_WAIT, refreshed).await {
                Ok(found) => found,
                // The refresh still runs and has not failed. So fresh keys are still fresh, and the
                // response is not 503.
                Err(_) => discovery.find_known(&kid),
            }
        });
        search.await.unwrap_or_else(|error| {
            tracing::error!(
                %error,
                "signing keys are no longer refreshed: \
                 the runtime that built the validator has ended"
            );
            Err(TokenError::KeysUnavailable)
        })
    }

    /// Refreshes the keys and returns the key with this id. Does not refresh them if another
    /// attempt has ended since `attempts` was read.
    async fn find_refreshed(
        self: &Arc<Self>,
        kid: &str,
        attempts: u64,
    ) -> Result<Arc<Key>, TokenError> {
        let mut refreshes = Arc::clone(&self.refreshes).lock_owned().await;
        // This request may have waited for the refresh of another request, and uses its result. So
        // many requests at once cause one refresh. Failed attempts count too: the authority may
        // fail because it gets too many requests.
        let was_refreshed = self.freshness.attempts() != attempts;
        if was_refreshed || self.keys.snapshot().find(kid).is_some() {
            return self.find_known(kid);
        }
        if !refreshes.allowance.take(Instant::now()) {
            return self.find_known(kid);
        }
        tracing::info!("a token names an unknown key: refreshing the signing keys");
        // The waiting request may time out. The refresh continues in its own task.
        let refresh = tokio::spawn(Arc::clone(self).refresh_keys(refreshes));
        refresh.await.map_err(|_| TokenError::KeysUnavailable)?;
        self.find_known(kid)
    }

    /// Returns the key with this id from the keys in use. The freshness of the keys decides the
    /// error.
    fn find_known(&self, kid: &str) -> Result<Arc<Key>, TokenError> {
        self.keys
            .snapshot()
            .find(kid)
            .ok_or_else(|| self.freshness.unknown_key_error(Instant::now()))
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        self.background.abort();
    }
}

/// The documents of the authority at the start.
struct Fetched {
    http: Http,
    metadata: MetadataSource,
    issuers: Issuers,
    key_urls: Vec<String>,
    keys: KeySet,
}

impl Fetched {
    async fn fetch(metadata: MetadataSource) -> Result<Self, BuildError> {
        let http = Http::new(metadata.authority())?;
        let (issuers, key_urls) = metadata.read(&http).await?;
        let mut keys = KeySet::default();
        for url in &key_urls {
            keys.add(http.keys(url).await?);
        }
        Ok(Self { http, metadata, issuers, key_urls, keys })
    }
}
