//! Refreshing the keys: in the background, and for tokens with unknown keys.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use super::allowance::Allowance;
use super::fetch::with_sources;
use super::merge::{MissingKeys, Published};
use super::metadata::Documents;
use super::{Discovery, REFRESH_INTERVAL, RETRY_INTERVAL, Source, random_fraction};
use crate::validator::keys::KeySet;

/// The state that refreshes share.
pub(super) struct Refreshes {
    /// The URLs of the keys. v1.0 metadata may name another URL than v2.0 metadata.
    pub(super) key_urls: Vec<String>,
    /// The refreshes that tokens with unknown keys may still cause.
    pub(super) allowance: Allowance,
    pub(super) missing_keys: MissingKeys,
}

/// The result of reading the URLs of the keys from the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyUrls {
    Unchanged,
    Moved,
    /// A document cannot be read, or cannot be trusted.
    Unknown,
}

/// The result of a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All documents were read.
    Complete,
    Incomplete,
}

impl Discovery {
    /// Reads the keys at the known URLs, for a token that waits for its key. If a document fails,
    /// its URL may have changed: reads the metadata, and the keys again if their URLs have changed.
    pub(super) async fn refresh_keys(self: Arc<Self>, mut refreshes: OwnedMutexGuard<Refreshes>) {
        let attempt = self.freshness.attempt();
        let mut published = self.read_keys(&refreshes.key_urls).await;
        if !published.complete && self.refresh_key_urls(&mut refreshes).await == KeyUrls::Moved {
            published = self.read_keys(&refreshes.key_urls).await;
        }
        if self.merge(&mut refreshes, published) == Outcome::Complete {
            attempt.succeeded();
        }
    }

    /// Reads the metadata, and then the keys.
    async fn refresh_all(self: Arc<Self>) -> Outcome {
        let mut refreshes = Arc::clone(&self.refreshes).lock_owned().await;
        let attempt = self.freshness.attempt();
        let key_urls = self.refresh_key_urls(&mut refreshes).await;
        let published = self.read_keys(&refreshes.key_urls).await;
        let outcome = self.merge(&mut refreshes, published);
        if outcome == Outcome::Complete {
            attempt.succeeded();
        }
        match key_urls {
            KeyUrls::Unchanged | KeyUrls::Moved => outcome,
            KeyUrls::Unknown => Outcome::Incomplete,
        }
    }

    /// Reads the metadata, because a document is missing since the start. If the document is there
    /// and names other keys, reads the keys. Otherwise no key is read.
    async fn read_missing_metadata(self: Arc<Self>) -> Outcome {
        let mut refreshes = Arc::clone(&self.refreshes).lock_owned().await;
        if self.refresh_key_urls(&mut refreshes).await != KeyUrls::Moved {
            return Outcome::Complete;
        }
        let attempt = self.freshness.attempt();
        let published = self.read_keys(&refreshes.key_urls).await;
        let outcome = self.merge(&mut refreshes, published);
        if outcome == Outcome::Complete {
            attempt.succeeded();
        }
        outcome
    }

    /// Returns whether no metadata document is missing since the start.
    fn knows_all_issuers(&self) -> bool {
        let mut versions = self.source.metadata.versions().iter();
        versions.all(|version| self.issuers.get(*version).is_some())
    }

    /// Merges the published keys into the keys in use.
    fn merge(&self, refreshes: &mut Refreshes, published: Published) -> Outcome {
        let outcome = if published.complete { Outcome::Complete } else { Outcome::Incomplete };
        let known = self.keys.snapshot();
        let keys = refreshes.missing_keys.merge(&known, published, Instant::now());
        if outcome == Outcome::Complete {
            tracing::debug!(keys = keys.ids().len(), "signing keys refreshed");
        }
        self.keys.replace(keys);
        outcome
    }

    async fn read_keys(&self, urls: &[String]) -> Published {
        let mut published = Published { keys: KeySet::default(), complete: true };
        for url in urls {
            match self.source.http.keys(url).await {
                Ok(keys) => published.keys.add(keys),
                Err(error) => {
                    published.complete = false;
                    let error = with_sources(&error);
                    tracing::warn!(
                        error,
                        "signing keys cannot be refreshed: the known keys stay in use"
                    );
                }
            }
        }
        published
    }

    /// Reads the URLs of the keys from the metadata. They stay as they are if the metadata cannot
    /// be read.
    async fn refresh_key_urls(&self, refreshes: &mut Refreshes) -> KeyUrls {
        match self.read_metadata().await {
            Ok(documents) => {
                let key_urls = documents.key_urls();
                if key_urls == refreshes.key_urls {
                    return KeyUrls::Unchanged;
                }
                refreshes.key_urls = key_urls;
                KeyUrls::Moved
            }
            Err(problem) => {
                tracing::warn!(
                    %problem,
                    "metadata cannot be refreshed: keys are read from the known URLs"
                );
                KeyUrls::Unknown
            }
        }
    }

    /// Reads the metadata. Takes the issuer of a document that was missing until now into use.
    async fn read_metadata(&self) -> Result<Documents, String> {
        let Source { http, metadata } = &*self.source;
        // A document that was missing from the start is not needed now, either.
        let is_needed = |version| self.issuers.get(version).is_some();
        let documents =
            metadata.read(http, is_needed).await.map_err(|error| with_sources(&error))?;
        let (known, new): (Vec<_>, Vec<_>) =
            documents.read.iter().partition(|(version, _)| is_needed(*version));
        for (version, document) in known {
            if !self.issuers.learn(*version, &document.issuer) {
                let authority = metadata.authority();
                return Err(format!("the issuers at `{authority}` have changed since the start"));
            }
        }
        for (version, document) in new {
            self.issuers.learn(*version, &document.issuer);
            tracing::info!(version = version.ver(), "the missing metadata was read");
        }
        for (version, error) in &documents.missing {
            let error = with_sources(error);
            tracing::debug!(version = version.ver(), error, "the metadata is still missing");
        }
        Ok(documents)
    }
}

/// Refreshes the keys in the background until the validator is dropped. Between refreshes, it does
/// not keep the validator alive.
pub(super) async fn keep_fresh(discovery: Weak<Discovery>) {
    let Some(mut schedule) = discovery.upgrade().map(|discovery| Schedule::new(&discovery)) else {
        return;
    };
    loop {
        tokio::time::sleep_until(schedule.next()).await;
        let Some(discovery) = discovery.upgrade() else { return };
        if Instant::now() >= schedule.refresh_at {
            let outcome = Arc::clone(&discovery).refresh_all().await;
            schedule.refresh_at = after(outcome);
        } else {
            let outcome = Arc::clone(&discovery).read_missing_metadata().await;
            schedule.refresh_at = schedule.refresh_at.min(after(outcome));
        }
        schedule.metadata_was_read(discovery.knows_all_issuers());
    }
}

/// The times of the next requests.
struct Schedule {
    refresh_at: Instant,
    /// The time to ask for a missing document. `None` if none is missing, or if refreshes suffice.
    missing_at: Option<Instant>,
    /// The pause before the next request for a missing document.
    missing_pause: Duration,
}

impl Schedule {
    fn new(discovery: &Discovery) -> Self {
        let last_failed = discovery.freshness.last_failed();
        let outcome = if last_failed { Outcome::Incomplete } else { Outcome::Complete };
        let mut schedule =
            Self { refresh_at: after(outcome), missing_at: None, missing_pause: RETRY_INTERVAL };
        schedule.metadata_was_read(discovery.knows_all_issuers());
        schedule
    }

    fn next(&self) -> Instant {
        self.missing_at.map_or(self.refresh_at, |at| at.min(self.refresh_at))
    }

    /// Sets the time to ask for a missing document. Each pause is twice as long, because the
    /// document may never exist. Once it would be an hour, refreshes suffice: they ask, too.
    fn metadata_was_read(&mut self, knows_all_issuers: bool) {
        if knows_all_issuers || self.missing_pause >= REFRESH_INTERVAL {
            self.missing_at = None;
            return;
        }
        self.missing_at = Some(Instant::now() + jittered(self.missing_pause));
        self.missing_pause *= 2;
    }
}

/// Returns the time of the refresh after one with this outcome.
fn after(outcome: Outcome) -> Instant {
    let interval = match outcome {
        Outcome::Complete => REFRESH_INTERVAL,
        Outcome::Incomplete => RETRY_INTERVAL,
    };
    Instant::now() + jittered(interval)
}

/// Returns the duration, randomly changed by up to 10 %, so that services that were started
/// together do not send their requests together.
fn jittered(duration: Duration) -> Duration {
    duration.mul_f64(0.9 + 0.2 * random_fraction())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_varies_and_is_at_most_ten_percent() {
        let all: Vec<Duration> = (0..100).map(|_| jittered(REFRESH_INTERVAL)).collect();
        let bounds = REFRESH_INTERVAL.mul_f64(0.9)..=REFRESH_INTERVAL.mul_f64(1.1);
        assert!(all.iter().all(|interval| bounds.contains(interval)), "{all:?}");
        assert!(all.iter().any(|interval| *interval != all[0]));
    }
}
