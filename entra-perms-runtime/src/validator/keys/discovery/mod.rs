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
//! - If a metadata document that the API does not need is missing at the start, it is read later.
//!   Its issuer is not known until then. It is asked for after 5, 10, 20 and 40 minutes, and then
//!   with each refresh, because it may never exist.
//! - Keys that only such a document names may be missing at the start, too. The background then
//!   tries again after five minutes.
//!
//! The files in data order: `settings`, `roots`; `metadata` over `fetch` (documents of the
//! authority), `first_fetch` and `readiness` (a start without keys), `refresh` over `allowance` and
//! `freshness`, `merge` (published keys and keys in use).

mod allowance;
pub(in crate::validator) mod fetch;
mod first_fetch;
mod freshness;
mod merge;
pub(in crate::validator) mod metadata;
mod readiness;
mod refresh;
mod roots;
mod settings;

use std::hash::{BuildHasher, RandomState};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::Instant;
use uuid::Uuid;

use self::allowance::Allowance;
use self::fetch::{Http, with_sources};
use self::first_fetch::fetch_until_ready;
use self::freshness::Freshness;
use self::merge::MissingKeys;
use self::metadata::{Documents, MetadataSource};
use self::readiness::Readiness;
use self::refresh::{Refreshes, keep_fresh};
pub(crate) use self::roots::Roots;
pub(crate) use self::settings::{FetchSettings, Start};
use super::{Key, KeySet, SharedKeys};
use crate::model::TokenVersion;
use crate::validator::authority::Authority;
use crate::validator::build_error::BuildError;
use crate::validator::known_issuers::KnownIssuers;
use crate::validator::statistics::KeyFetches;
use crate::validator::tenants::Tenants;
use crate::validator::token::versions::VersionsToRead;
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
    source: Arc<Source>,
    /// The issuers in the metadata that was read first. They never change: a document that names
    /// another issuer later does not make the service accept tokens of that issuer.
    issuers: Arc<KnownIssuers>,
    keys: SharedKeys,
    readiness: Readiness,
    freshness: Freshness,
    /// A running refresh holds the lock, so that one refresh runs at a time.
    refreshes: Arc<Mutex<Refreshes>>,
    /// Has a permit for each request that may wait.
    waiting: Arc<Semaphore>,
    /// Runs the refreshes. A refresh must not run in the request that caused it, because the client
    /// may disconnect.
    runtime: Handle,
    /// The task that fetches keys without a request. It is set right after the keys are made.
    background: OnceLock<AbortHandle>,
    /// Is `true` once the end of the runtime was logged. Otherwise each request would log it.
    end_was_logged: AtomicBool,
}

/// The documents of an authority, and the client that reads them.
struct Source {
    http: Http,
    metadata: MetadataSource,
}

impl Discovery {
    /// Starts to fetch the keys in the background. Unless it starts without keys, reads the
    /// metadata and the keys first.
    ///
    /// `own_keys_of` is the client id of an app registration that has signing keys of its own.
    pub(crate) async fn start(
        authority: &Authority,
        tenants: &Tenants,
        versions: VersionsToRead,
        own_keys_of: Option<Uuid>,
        settings: FetchSettings,
    ) -> Result<(Arc<Self>, Arc<KnownIssuers>), BuildError> {
        let metadata = MetadataSource::new(authority, tenants, versions, own_keys_of);
        let http = Http::new(metadata.authority(), &settings.roots)?;
        let runtime = Handle::try_current().map_err(|_| BuildError::NoRuntime)?;
        let source = Arc::new(Source { http, metadata });
        let issuers = Arc::new(KnownIssuers::none(tenants));
        let discovery = Self::without_keys(source, Arc::clone(&issuers), runtime);
        discovery.start_background(settings.start).await?;
        Ok((discovery, issuers))
    }

    fn without_keys(source: Arc<Source>, issuers: Arc<KnownIssuers>, runtime: Handle) -> Arc<Self> {
        let now = Instant::now();
        let refreshes = Refreshes {
            key_urls: Vec::new(),
            allowance: Allowance::full(now),
            missing_keys: MissingKeys::default(),
        };
        Arc::new(Self {
            source,
            issuers,
            keys: SharedKeys::new(KeySet::default()),
            readiness: Readiness::not_ready(now),
            freshness: Freshness::new(now),
            refreshes: Arc::new(Mutex::new(refreshes)),
            waiting: Arc::new(Semaphore::new(MAX_WAITING_REQUESTS)),
            runtime,
            background: OnceLock::new(),
            end_was_logged: AtomicBool::new(false),
        })
    }

    async fn start_background(self: &Arc<Self>, start: Start) -> Result<(), BuildError> {
        let source = Arc::clone(&self.source);
        let discovery = Arc::downgrade(self);
        // If the runtime has no timers or sockets, their first use panics. In a task, that panic is
        // an error here.
        let background = match start {
            Start::WithKeys => {
                let fetching = async move { Fetched::fetch(&source).await };
                let fetched = self.runtime.spawn(fetching).await;
                self.accept(fetched.map_err(|_| BuildError::NoRuntime)??).await;
                self.runtime.spawn(keep_fresh(discovery))
            }
            Start::WithoutKeys => {
                let probe = self.runtime.spawn(use_timers_and_sockets());
                probe.await.map_err(|_| BuildError::NoRuntime)?;
                self.runtime.spawn(async move {
                    fetch_until_ready(&discovery, &source).await;
                    keep_fresh(discovery).await;
                })
            }
        };
        self.background.get_or_init(|| background.abort_handle());
        Ok(())
    }

    /// Takes the first documents into use. From then on, tokens are verified.
    async fn accept(&self, fetched: Fetched) {
        let Fetched { documents, keys, missing_keys } = fetched;
        let mut refreshes = self.refreshes.lock().await;
        refreshes.key_urls = documents.key_urls();
        for (version, metadata) in &documents.read {
            self.issuers.learn(*version, &metadata.issuer);
        }
        for (version, error) in &documents.missing {
            log_missing_metadata(*version, error);
        }
        for error in &missing_keys {
            let error = with_sources(error);
            tracing::warn!(
                error,
                "some signing keys are missing: tokens with other keys are refused with 503 until \
                 they can be read"
            );
        }
        tracing::info!(
            authority = self.source.metadata.authority(),
            keys = keys.ids().len(),
            "signing keys fetched"
        );
        self.keys.replace(keys);
        let attempt = self.freshness.attempt();
        if missing_keys.is_empty() {
            attempt.succeeded();
        } else {
            // It has failed: an unknown key may be in a document that is missing.
            drop(attempt);
        }
        self.readiness.reach();
    }

    /// Returns the error for every token, unless the first keys were fetched.
    pub(crate) fn check_ready(&self) -> Result<(), TokenError> {
        self.readiness.check(Instant::now())
    }

    /// Waits until the first keys are fetched.
    pub(crate) async fn ready(&self) {
        self.readiness.ready().await;
    }

    /// Returns the attempts to fetch keys.
    pub(crate) fn fetches(&self) -> KeyFetches {
        self.freshness.fetches()
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
        if let Err(not_ready) = self.check_ready() {
            self.check_runtime();
            return Err(not_ready);
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
        search.await.unwrap_or_else(|_| {
            self.log_ended_runtime();
            Err(TokenError::keys_unavailable())
        })
    }

    /// Logs an error if the first keys can no longer be fetched.
    fn check_runtime(&self) {
        if self.background.get().is_some_and(AbortHandle::is_finished) {
            self.log_ended_runtime();
        }
    }

    /// Logs once that the runtime has ended, which never begins again.
    #[cold]
    fn log_ended_runtime(&self) {
        if !self.end_was_logged.swap(true, Ordering::Relaxed) {
            tracing::error!(
                "signing keys are no longer refreshed: the runtime that built the validator has \
                 ended"
            );
        }
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
        refresh.await.map_err(|_| TokenError::keys_unavailable())?;
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
        if let Some(background) = self.background.get() {
            background.abort();
        }
    }
}

/// The documents of the authority at the start.
struct Fetched {
    documents: Documents,
    keys: KeySet,
    /// The reasons why documents with keys could not be read. No needed version names them.
    missing_keys: Vec<BuildError>,
}

impl Fetched {
    async fn fetch(source: &Source) -> Result<Self, BuildError> {
        let Source { http, metadata } = source;
        let documents = metadata.read(http, |version| metadata.is_needed(version)).await?;
        let mut keys = KeySet::default();
        let mut missing_keys = Vec::new();
        for url in &documents.key_urls() {
            let is_needed = documents.name_keys(url).any(|version| metadata.is_needed(version));
            match http.keys(url).await {
                Ok(published) => keys.add(published),
                Err(error @ BuildError::Unreachable { .. }) if !is_needed => {
                    missing_keys.push(error);
                }
                Err(error) => return Err(error),
            }
        }
        // Two documents may have different keys with one id, so that no key is left.
        if keys.is_empty() && !missing_keys.is_empty() {
            return Err(missing_keys.swap_remove(0));
        }
        Ok(Self { documents, keys, missing_keys })
    }
}

/// Panics if the runtime has no timers or no sockets. No packet is sent.
async fn use_timers_and_sockets() {
    drop(tokio::time::sleep(Duration::ZERO));
    // A machine without this address has sockets nevertheless.
    let _ = tokio::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await;
}

fn log_missing_metadata(version: TokenVersion, error: &BuildError) {
    let error = with_sources(error);
    match version {
        TokenVersion::V1 => tracing::warn!(
            error,
            "the metadata of v1.0 tokens is missing: these tokens are refused with 503 until it \
             can be read"
        ),
        TokenVersion::V2 => tracing::warn!(
            error,
            "the metadata of v2.0 tokens is missing: these tokens, and tokens whose key is for \
             the v2.0 issuer only, are refused with 503 until it can be read"
        ),
    }
}

/// Returns a random number from 0 to 1, so that services that were started together do not send
/// their requests together.
fn random_fraction() -> f64 {
    // The hasher has random keys. This is not a cryptographic random number, and need not be one.
    let [first, second, third, fourth, ..] = RandomState::new().hash_one(()).to_be_bytes();
    f64::from(u32::from_be_bytes([first, second, third, fourth])) / f64::from(u32::MAX)
}
