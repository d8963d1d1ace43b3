//! How many refreshes tokens with unknown keys may cause.

use std::time::Duration;

use tokio::time::Instant;

/// How many refreshes may begin at once.
const RESERVE: u32 = 2;
/// How long it takes until one more may begin.
const REGAINED_IN: Duration = Duration::from_secs(60);

/// Two refreshes, and one more each minute: in a time `t`, at most `2 + t / 60 s`, and in any hour
/// 62.
///
/// A refresh reads the documents with keys, which are one or two. If one of them fails, it also
/// reads the metadata, and, if the keys have moved, those documents again. Refreshes in the
/// background come on top.
///
/// Anyone can make up keys. Which keys are made up cannot be told before the authority is asked, so
/// that the limit holds for genuine keys, too. After a made-up key one refresh is left, and a key
/// that was published in the meantime is found at once. While somebody makes up keys without end, a
/// new key is found within a minute of its publication.
pub(super) struct Allowance {
    /// When the whole reserve is there again, if no refresh begins before.
    whole_at: Instant,
}

impl Allowance {
    pub(super) fn whole(now: Instant) -> Self {
        Self { whole_at: now }
    }

    pub(super) fn is_spent(&self, now: Instant) -> bool {
        self.after_one(now).is_none()
    }

    /// Takes one refresh, unless all are spent.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let Some(whole_at) = self.after_one(now) else { return false };
        self.whole_at = whole_at;
        true
    }

    fn after_one(&self, now: Instant) -> Option<Instant> {
        let whole_at = self.whole_at.max(now) + REGAINED_IN;
        (whole_at <= now + REGAINED_IN * RESERVE).then_some(whole_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_anyone_can_cause_is_two_and_one_each_minute() {
        let start = Instant::now();
        let mut allowance = Allowance::whole(start);
        let hour = (0..=3600).filter(|second| allowance.take(start + Duration::from_secs(*second)));
        // One at the start, the reserve a second later, and then one each minute.
        let expected: Vec<u64> =
            [0, 1].into_iter().chain((1..=60).map(|minute| minute * 60)).collect();
        assert_eq!(hour.collect::<Vec<_>>(), expected);
        // Restraint is rewarded with the reserve, and with no more.
        let later = start + Duration::from_secs(3 * 3600);
        assert_eq!((0..10).filter(|_| allowance.take(later)).count(), 2);
        assert!(allowance.is_spent(later) && !allowance.is_spent(later + REGAINED_IN));
    }
}
