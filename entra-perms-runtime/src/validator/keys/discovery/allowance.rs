//! The limit on refreshes that tokens with unknown keys may cause.

use std::time::Duration;

use tokio::time::Instant;

/// The refreshes that may begin at once.
const MAX_REFRESHES: u32 = 2;
/// The time until one more refresh may begin.
const UNKNOWN_KEY_INTERVAL: Duration = Duration::from_secs(60);

/// Two refreshes, and one more each minute: in a time `t`, at most `2 + t / 60 s`, and in any hour
/// 62.
///
/// A refresh reads the one or two documents with keys. If one of them fails, the refresh also reads
/// the metadata. If the URLs of the keys have changed, it then reads the keys again. Background
/// refreshes are not counted.
///
/// Anyone can invent keys. Only the authority can tell an invented key from a new one, so the limit
/// holds for genuine keys, too. After one invented key, one refresh is left, and a newly published
/// key is found at once. During a lasting flood of invented keys, a new key is found within a
/// minute of its publication.
pub(super) struct Allowance {
    /// The time when the allowance is full again if no refresh begins before.
    full_at: Instant,
}

impl Allowance {
    pub(super) fn full(now: Instant) -> Self {
        Self { full_at: now }
    }

    pub(super) fn is_spent(&self, now: Instant) -> bool {
        self.full_after_one(now).is_none()
    }

    /// Takes one refresh. Returns `false` if the allowance is spent.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let Some(full_at) = self.full_after_one(now) else { return false };
        self.full_at = full_at;
        true
    }

    /// Returns the time when the allowance is full again if a refresh begins now. Returns `None` if
    /// no refresh may begin now.
    fn full_after_one(&self, now: Instant) -> Option<Instant> {
        let full_at = self.full_at.max(now) + UNKNOWN_KEY_INTERVAL;
        let latest = now + UNKNOWN_KEY_INTERVAL * MAX_REFRESHES;
        (full_at <= latest).then_some(full_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_cause_at_most_two_refreshes_and_one_more_each_minute() {
        let start = Instant::now();
        let mut allowance = Allowance::full(start);
        let hour = (0..=3600).filter(|second| allowance.take(start + Duration::from_secs(*second)));
        // The two refreshes in the first two seconds, and then one each minute.
        let expected: Vec<u64> =
            [0, 1].into_iter().chain((1..=60).map(|minute| minute * 60)).collect();
        assert_eq!(hour.collect::<Vec<_>>(), expected);
        // A pause restores the two refreshes, and not more.
        let later = start + Duration::from_secs(3 * 3600);
        assert_eq!((0..10).filter(|_| allowance.take(later)).count(), 2);
        assert!(allowance.is_spent(later));
        assert!(!allowance.is_spent(later + UNKNOWN_KEY_INTERVAL));
    }
}
