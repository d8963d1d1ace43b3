//! Freshness: whether the keys in use can be treated as all published keys.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tokio::time::Instant;

use super::REFRESH_INTERVAL;
use crate::validator::statistics::KeyFetches;
use crate::validator::token_error::TokenError;

/// The history of refreshes.
///
/// The keys are fresh if every document was read less than a refresh interval ago, and the last
/// attempt did not fail. If the keys are fresh, a token with an unknown key is refused for good.
/// Otherwise the key may be genuine and newly published.
///
/// The keys stay fresh while a refresh runs, and while the next refresh may not start yet.
/// Otherwise anyone could make the service respond with 503 by inventing keys, until a load
/// balancer removes the service.
pub(super) struct Freshness(Mutex<History>);

struct History {
    /// The time of the last complete attempt.
    complete_at: Instant,
    /// Is `true` if the last attempt missed a document.
    last_failed: bool,
    /// The attempts that have ended.
    fetches: KeyFetches,
}

impl Freshness {
    /// Starts the history as if the keys were complete, and without an attempt.
    pub(super) fn new(now: Instant) -> Self {
        let fetches = KeyFetches::default();
        Self(Mutex::new(History { complete_at: now, last_failed: false, fetches }))
    }

    /// Begins an attempt to read the documents. It counts as failed unless
    /// [`succeeded`](Attempt::succeeded) is called, also if the runtime ends during the attempt.
    pub(super) fn attempt(&self) -> Attempt<'_> {
        Attempt { freshness: self, succeeded: false }
    }

    /// Returns the number of attempts that have ended. A waiting request that sees the number
    /// change has its result.
    pub(super) fn attempts(&self) -> u64 {
        let KeyFetches { succeeded, failed, .. } = self.fetches();
        succeeded + failed
    }

    /// Returns the attempts that have ended, by their result.
    pub(super) fn fetches(&self) -> KeyFetches {
        self.history().fetches
    }

    /// Returns whether the last attempt missed a document with keys.
    pub(super) fn last_failed(&self) -> bool {
        self.history().last_failed
    }

    /// Returns the error for a token whose key is not in use.
    pub(super) fn unknown_key_error(&self, now: Instant) -> TokenError {
        let history = self.history();
        let is_old = now.duration_since(history.complete_at) >= REFRESH_INTERVAL;
        if history.last_failed || is_old {
            TokenError::keys_unavailable()
        } else {
            TokenError::UnknownKey
        }
    }

    fn history(&self) -> MutexGuard<'_, History> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An attempt to read the documents. It ends when it is dropped.
pub(super) struct Attempt<'a> {
    freshness: &'a Freshness,
    succeeded: bool,
}

impl Attempt<'_> {
    /// Records that all documents with keys were read.
    pub(super) fn succeeded(mut self) {
        self.succeeded = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut history = self.freshness.history();
        history.last_failed = !self.succeeded;
        if self.succeeded {
            history.complete_at = Instant::now();
            history.fetches.succeeded += 1;
            history.fetches.last_success = Some(SystemTime::now());
        } else {
            history.fetches.failed += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn keys_are_fresh_for_an_hour_unless_an_attempt_fails() {
        let start = Instant::now();
        let freshness = Freshness::new(start);
        let after = |time: Duration| freshness.unknown_key_error(start + time);
        assert_eq!(after(Duration::ZERO), TokenError::UnknownKey);
        assert_eq!(after(Duration::from_secs(60 * 60 - 1)), TokenError::UnknownKey);
        assert_eq!(after(REFRESH_INTERVAL), TokenError::keys_unavailable());
        assert_eq!(after(REFRESH_INTERVAL * 100), TokenError::keys_unavailable());
        let attempt = freshness.attempt();
        assert_eq!(after(Duration::ZERO), TokenError::UnknownKey, "it has not ended yet");
        drop(attempt);
        assert_eq!(after(Duration::ZERO), TokenError::keys_unavailable());
        freshness.attempt().succeeded();
        assert_eq!(after(Duration::ZERO), TokenError::UnknownKey);
        assert_eq!(freshness.attempts(), 2);
    }
}
