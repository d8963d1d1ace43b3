//! Keys and issuers from the authority's metadata, kept fresh.
//!
//! The rules of refreshing (<https://learn.microsoft.com/entra/identity-platform/signing-key-rollover>, and the
//! `ConfigurationManager` of `IdentityModel`): every hour in the background; at once for a key that is not known, but at most every five
//! minutes, however many tokens name one; one refresh at a time. When the authority does not answer, the last good keys stay. It
//! is known to answer differently from call to call while keys roll over, so that a key stays for three hours after it
//! was last seen. Whoever needs a key that is known never waits.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::authority::{Authority, Issuers, TENANT};
use super::error::BuildError;
use super::fetch::Http;
use super::keys::{Key, KeySet, Keys};
use super::tenant::Tenant;
use crate::model::TokenVersion;

/// How old the keys may get.
const REFRESH_EVERY: Duration = Duration::from_secs(60 * 60);
/// How soon after an attempt another key that is not known may cause the next.
const AT_MOST_EVERY: Duration = Duration::from_secs(5 * 60);
/// How long a key stays after it was last seen.
const KEPT_FOR: Duration = Duration::from_secs(3 * 60 * 60);

/// The keys of an authority.
pub(crate) struct Discovery {
    http: Http,
    /// Where the keys are published; v1.0 metadata may name another place than v2.0 metadata.
    key_urls: Vec<String>,
    keys: Keys,
    /// Held while a refresh runs, so that there is one at a time.
    refreshes: Arc<Mutex<Refreshes>>,
    /// Refreshes run on the runtime, not on the request that caused them: a client that hangs up must not end one.
    runtime: Handle,
    background: AbortHandle,
}

/// What is known of past refreshes.
struct Refreshes {
    /// The last one that a key caused that was not known.
    for_unknown_key: Option<Instant>,
    /// When each key was last published.
    last_seen: HashMap<String, Instant>,
}

impl Discovery {
    /// Reads metadata and keys, and starts to keep them fresh.
    pub(crate) async fn start(
        authority: &Authority,
        tenant: &Tenant,
        version: Option<TokenVersion>,
    ) -> Result<(Arc<Self>, Issuers), BuildError> {
        let runtime = Handle::try_current().map_err(|_| BuildError::NoRuntime)?;
        let http = Http::new(authority.url())?;
        let (issuers, key_urls) = read_metadata(&http, authority, tenant, version).await?;
        let mut keys = KeySet::default();
        for url in &key_urls {
            keys.add(http.keys(url).await?);
        }
        let now = Instant::now();
        let last_seen = keys.ids().map(|kid| (kid.clone(), now)).collect();
        tracing::info!(authority = authority.url(), keys = keys.ids().count(), "signing keys read");
        let discovery = Arc::new_cyclic(|this| Self {
            http,
            key_urls,
            keys: Keys::new(keys),
            refreshes: Arc::new(Mutex::new(Refreshes { for_unknown_key: None, last_seen })),
            background: runtime.spawn(keep_fresh(Weak::clone(this))).abort_handle(),
            runtime,
        });
        Ok((discovery, issuers))
    }

    /// The key of that id, after a refresh if need be.
    pub(crate) async fn find(self: &Arc<Self>, kid: &str) -> Option<Arc<Key>> {
        if let Some(key) = self.keys.current().find(kid) {
            return Some(key);
        }
        let mut refreshes = Arc::clone(&self.refreshes).lock_owned().await;
        // Who waited for the refresh of another has its result.
        if let Some(key) = self.keys.current().find(kid) {
            return Some(key);
        }
        let now = Instant::now();
        if refreshes.for_unknown_key.is_some_and(|last| now.duration_since(last) < AT_MOST_EVERY) {
            return None;
        }
        // Attempts count, and not only those that succeed: the authority may be down because it is asked too much.
        refreshes.for_unknown_key = Some(now);
        tracing::info!("a token names a key that is not known: reading the signing keys");
        let refresh = Arc::clone(self).refresh(refreshes);
        self.runtime.spawn(refresh).await.ok()?;
        self.keys.current().find(kid)
    }

    async fn refresh(self: Arc<Self>, mut refreshes: OwnedMutexGuard<Refreshes>) {
        let mut published = KeySet::default();
        let mut complete = true;
        for url in &self.key_urls {
            match self.http.keys(url).await {
                Ok(keys) => published.add(keys),
                Err(error) => {
                    complete = false;
                    tracing::warn!(%error, "signing keys cannot be refreshed: the last good ones stay");
                }
            }
        }
        let now = Instant::now();
        refreshes.last_seen.extend(published.ids().map(|kid| (kid.clone(), now)));
        let mut keys = KeySet::clone(&self.keys.current()).refreshed(published, complete);
        if complete {
            refreshes.last_seen.retain(|_, seen| now.duration_since(*seen) < KEPT_FOR);
            keys.retain(|kid| refreshes.last_seen.contains_key(kid));
            tracing::debug!(keys = keys.ids().count(), "signing keys refreshed");
        }
        self.keys.replace(keys);
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        self.background.abort();
    }
}

/// It holds the keys only while it refreshes them, and so does not keep them alive.
async fn keep_fresh(discovery: Weak<Discovery>) {
    loop {
        tokio::time::sleep(REFRESH_EVERY).await;
        let Some(discovery) = discovery.upgrade() else { return };
        let refreshes = Arc::clone(&discovery.refreshes).lock_owned().await;
        discovery.refresh(refreshes).await;
    }
}

/// The issuers, and where the keys are. v1.0 tokens have issuers of their own, in metadata of their own.
async fn read_metadata(
    http: &Http,
    authority: &Authority,
    tenant: &Tenant,
    version: Option<TokenVersion>,
) -> Result<(Issuers, Vec<String>), BuildError> {
    let expected = tenant.only().map_or_else(|| TENANT.to_owned(), |tenant| tenant.to_string());
    let base = format!("{}/{}", authority.url(), tenant.segment());
    let v2 = http.metadata(&format!("{base}/v2.0/.well-known/openid-configuration"), &expected).await?;
    let mut issuers = Issuers { v2: v2.issuer, ..authority.issuers() };
    let mut key_urls = vec![v2.jwks_uri];
    if version != Some(TokenVersion::V2) {
        let v1 = http.metadata(&format!("{base}/.well-known/openid-configuration"), &expected).await?;
        issuers.v1 = v1.issuer;
        if !key_urls.contains(&v1.jwks_uri) {
            key_urls.push(v1.jwks_uri);
        }
    }
    Ok((issuers, key_urls))
}
