//! The counts of tokens.
//!
//! Each request adds to them. If all threads added to one number, its memory would move between the
//! processors with each request. So each thread adds to a stripe, and the sum of the stripes is
//! read when somebody asks.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// The number of stripes. Threads that count tokens take turns in choosing one, so that this many
/// threads share none. Together, the stripes of a validator take 4 KiB.
const STRIPES: usize = 32;

/// The result of a token.
#[derive(Clone, Copy, Debug)]
pub(in crate::validator) enum TokenResult {
    FromCache,
    Verified,
    Refused,
}

/// The counts of tokens, by their result.
pub(in crate::validator) struct TokenCounts {
    first: Stripe,
    others: Box<[Stripe]>,
}

/// The counts of some threads. The processors exchange memory in lines of 64 bytes, and many fetch
/// two lines at once. So two stripes are never in one pair of lines.
#[derive(Default)]
#[repr(align(128))]
struct Stripe {
    from_cache: AtomicU64,
    verified: AtomicU64,
    refused: AtomicU64,
}

impl Stripe {
    fn of(&self, result: TokenResult) -> &AtomicU64 {
        match result {
            TokenResult::FromCache => &self.from_cache,
            TokenResult::Verified => &self.verified,
            TokenResult::Refused => &self.refused,
        }
    }
}

impl TokenCounts {
    pub(in crate::validator) fn new() -> Self {
        let others = (1..STRIPES).map(|_| Stripe::default()).collect();
        Self { first: Stripe::default(), others }
    }

    /// Adds a token with this result.
    pub(in crate::validator) fn add(&self, result: TokenResult) {
        let stripe = self.others.get(thread_number() % STRIPES).unwrap_or(&self.first);
        stripe.of(result).fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the number of tokens with this result.
    pub(super) fn count(&self, result: TokenResult) -> u64 {
        let count = |stripe: &Stripe| stripe.of(result).load(Ordering::Relaxed);
        count(&self.first) + self.others.iter().map(count).sum::<u64>()
    }
}

/// Returns the number of this thread, in the order in which threads have called this first.
fn thread_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: usize = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.try_with(|number| *number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn tokens_of_all_threads_are_counted_by_their_result() {
        let counts = TokenCounts::new();
        thread::scope(|scope| {
            for _ in 0..2 * STRIPES {
                scope.spawn(|| {
                    counts.add(TokenResult::FromCache);
                    counts.add(TokenResult::FromCache);
                    counts.add(TokenResult::FromCache);
                    counts.add(TokenResult::Verified);
                    counts.add(TokenResult::Verified);
                    counts.add(TokenResult::Refused);
                });
            }
        });
        let threads = 2 * STRIPES as u64;
        assert_eq!(counts.count(TokenResult::FromCache), 3 * threads);
        assert_eq!(counts.count(TokenResult::Verified), 2 * threads);
        assert_eq!(counts.count(TokenResult::Refused), threads);
    }

    /// Threads that begin one after another use different stripes. Threads of other tests may begin
    /// in between, so only one stripe for all threads would fail.
    #[test]
    fn threads_do_not_share_one_stripe() {
        let counts = TokenCounts::new();
        for _ in 0..2 * STRIPES {
            thread::scope(|scope| {
                scope.spawn(|| counts.add(TokenResult::FromCache));
            });
        }
        let used = |stripe: &&Stripe| stripe.from_cache.load(Ordering::Relaxed) > 0;
        assert!(counts.others.iter().filter(used).count() > 1);
        assert_eq!(align_of::<Stripe>(), size_of::<Stripe>());
    }
}
