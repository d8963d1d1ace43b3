//! Whether the keys in use can be taken for all that are published.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::REFRESH_EVERY;
use crate::validator::token_error::TokenError;

/// How the refreshes went.
///
/// A token with an unknown key is refused for good only by a fresh set: every document was read,
/// less than a refresh interval ago, and the last attempt did not fail. Otherwise the key may be
/// genuine, and published in the meantime.
///
/// The set stays fresh while a refresh runs and while the next may not start yet: otherwise anyone
/// could make the service answer 503 by making up keys, until a load balancer removes it.
pub(super) struct Freshness(Mutex<Read>);

struct Read {
    /// When all documents were last read.
    all_at: Instant,
    /// Whether the last attempt did not read all of them.
    last_failed: bool,
    /// How many attempts have ended.
    attempts: u64,
}

impl Freshness {
    /// All documents were read.
    pub(super) fn new(now: Instant) -> Self {
        Self(Mutex::new(Read { all_at: now, last_failed: false, attempts: 0 }))
    }

    /// An attempt to read the documents. It counts as failed, unless it is said to have succeeded:
    /// also if the runtime ends in the middle of it.
    pub(super) fn attempt(&self) -> Attempt<'_> {
        Attempt { freshness: self, succeeded: false }
    }

    /// How many attempts have ended: whoever waits and sees the number change has an answer.
    pub(super) fn attempts(&self) -> u64 {
        self.read().attempts
    }

    /// What becomes of a token whose key is not in the set.
    pub(super) fn refusal(&self, now: Instant) -> TokenError {
        let read = self.read();
        let is_old = now.duration_since(read.all_at) >= REFRESH_EVERY;
        if read.last_failed || is_old {
            TokenError::KeysUnavailable
        } else {
            TokenError::UnknownKey
        }
    }

    fn read(&self) -> MutexGuard<'_, Read> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See [`Freshness::attempt`].
pub(super) struct Attempt<'a> {
    freshness: &'a Freshness,
    succeeded: bool,
}

impl Attempt<'_> {
    /// All documents were read.
    pub(super) fn succeeded(mut self) {
        self.succeeded = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut read = self.freshness.read();
        read.attempts += 1;
        read.last_failed = !self.succeeded;
        if self.succeeded {
            read.all_at = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_set_is_fresh_for_an_hour_and_while_no_attempt_has_failed() {
        let start = Instant::now();
        let freshness = Freshness::new(start);
        let after = |time: Duration| freshness.refusal(start + time);
        assert_eq!(after(Duration::ZERO), TokenError::UnknownKey);
        assert_eq!(after(Duration::from_secs(60 * 60 - 1)), TokenError::UnknownKey);
        assert_eq!(after(REFRESH_EVERY), TokenError::KeysUnavailable);
        assert_eq!(after(REFRESH_EVERY * 100), TokenError::KeysUnavailable);
        let attempt = freshness.attempt();
        assert_eq!(after(Duration::ZERO), TokenError::UnknownKey, "it has not ended yet");
        drop(attempt);
        assert_eq!(after(Duration::ZERO), TokenError::KeysUnavailable);
        freshness.attempt().succeeded();
        assert_eq!(after(Duration::ZERO), TokenError::UnknownKey);
        assert_eq!(freshness.attempts(), 2);
    }
}
