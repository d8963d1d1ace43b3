//! Readiness: whether the first keys were fetched, and the time of the next attempt.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::validator::token_error::TokenError;

/// The minimum of `Retry-After`. Zero would ask the client to retry at once.
const MIN_RETRY_AFTER: Duration = Duration::from_secs(1);

/// The progress of fetching the first keys. Everything that waits for it sees each change.
pub(super) struct Readiness(watch::Sender<Progress>);

#[derive(Clone, Copy, Debug)]
enum Progress {
    /// An attempt runs, or begins at this time.
    NotReady {
        next_attempt: Instant,
    },
    Ready,
}

impl Readiness {
    /// Returns the state before the first attempt, which begins now.
    pub(super) fn not_ready(now: Instant) -> Self {
        Self(watch::Sender::new(Progress::NotReady { next_attempt: now }))
    }

    /// Records that the next attempt begins at this time.
    pub(super) fn retries_at(&self, next_attempt: Instant) {
        self.0.send_replace(Progress::NotReady { next_attempt });
    }

    /// Records that there are keys and issuers, for good.
    pub(super) fn reach(&self) {
        self.0.send_replace(Progress::Ready);
    }

    /// Returns the error for every token, unless there are keys.
    pub(super) fn check(&self, now: Instant) -> Result<(), TokenError> {
        match *self.0.borrow() {
            Progress::Ready => Ok(()),
            Progress::NotReady { next_attempt } => {
                let wait = next_attempt.saturating_duration_since(now);
                // Rounded up: a client that retries earlier would meet no new keys.
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                let retry_after = Duration::from_secs(seconds).max(MIN_RETRY_AFTER);
                Err(TokenError::KeysUnavailable { retry_after })
            }
        }
    }

    /// Waits until there are keys. The future sees every change since it was made, also if it is
    /// polled late.
    pub(super) async fn ready(&self) {
        let mut progress = self.0.subscribe();
        // The sender lives as long as `self`, so that this does not fail.
        let _ = progress.wait_for(|progress| matches!(progress, Progress::Ready)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_whole_seconds_until_the_next_attempt_and_at_least_one() {
        let now = Instant::now();
        let readiness = Readiness::not_ready(now);
        for (milliseconds, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            readiness.retries_at(now + Duration::from_millis(milliseconds));
            let retry_after = Duration::from_secs(seconds);
            assert_eq!(readiness.check(now), Err(TokenError::KeysUnavailable { retry_after }));
        }
        let late = now + Duration::from_secs(600);
        let retry_after = Duration::from_secs(1);
        assert_eq!(readiness.check(late), Err(TokenError::KeysUnavailable { retry_after }));
        readiness.reach();
        assert_eq!(readiness.check(now), Ok(()));
    }
}
