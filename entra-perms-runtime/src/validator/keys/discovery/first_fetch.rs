//! The first fetch of a validator that starts without keys: it is repeated until it succeeds.

use std::sync::Weak;
use std::time::Duration;

use tokio::time::Instant;

use super::fetch::with_sources;
use super::{Discovery, Fetched, Source, random_fraction};
use crate::validator::build_error::BuildError;

/// The pause after the first failed attempt. Each further pause is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause. An authority that returns after a long outage is noticed within a minute.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// The pauses between attempts: 1, 2, 4, 8, 16, 32 and then 60 seconds, each shortened at random by
/// up to half. So there are at most six attempts in the first half minute, and then at most two in
/// each minute.
struct Pauses {
    longest: Duration,
}

impl Pauses {
    fn new() -> Self {
        Self { longest: FIRST_PAUSE }
    }

    /// Returns the pause before the next attempt. It is random, so that services that were started
    /// together do not send their requests together.
    fn next(&mut self) -> Duration {
        let pause = self.longest.mul_f64(0.5 + 0.5 * random_fraction());
        self.longest = (self.longest * 2).min(MAX_PAUSE);
        pause
    }
}

/// Fetches the first keys, with growing pauses until they are there. Ends early if the validator is
/// dropped.
pub(super) async fn fetch_until_ready(discovery: &Weak<Discovery>, source: &Source) {
    let mut pauses = Pauses::new();
    loop {
        match Fetched::fetch(source).await {
            Ok(fetched) => {
                let Some(discovery) = discovery.upgrade() else { return };
                discovery.accept(fetched).await;
                return;
            }
            Err(error) => {
                let pause = pauses.next();
                log_failure(&error, pause);
                let Some(discovery) = discovery.upgrade() else { return };
                drop(discovery.freshness.attempt());
                discovery.readiness.retries_at(Instant::now() + pause);
                drop(discovery);
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// Logs a failed attempt. A wrong document is an error, because somebody must act.
fn log_failure(error: &BuildError, pause: Duration) {
    let is_wrong_document = matches!(error, BuildError::Metadata { .. });
    let error = with_sources(error);
    let retry_in = Duration::from_millis(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX));
    if is_wrong_document {
        tracing::error!(
            error,
            ?retry_in,
            help = "correct `Tenants` or `authority` of the validator, or the authority",
            "no keys yet: the metadata is not the tenant's, or cannot be trusted"
        );
    } else {
        tracing::warn!(
            error,
            ?retry_in,
            "no keys yet: every token is refused with 503 until they can be fetched"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_are_shortened_by_at_most_half() {
        for _ in 0..100 {
            let mut pauses = Pauses::new();
            for longest in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
                let longest = Duration::from_secs(longest);
                let pause = pauses.next();
                assert!((longest / 2..=longest).contains(&pause), "{pause:?} of {longest:?}");
            }
        }
    }
}
