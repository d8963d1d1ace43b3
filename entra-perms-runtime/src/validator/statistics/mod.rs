//! The numbers of a running validator, for dashboards and alerts. In data order:
//!
//! - `token_counts`: each token by its result, counted on the path of every request;
//! - `key_fetches`: the attempts to fetch keys;
//! - this file: all numbers at one moment;
//! - `metrics`: the numbers, for the facade `metrics`.

mod key_fetches;
#[cfg(feature = "metrics")]
mod metrics;
mod token_counts;

pub use self::key_fetches::KeyFetches;
#[cfg(feature = "metrics")]
pub use self::metrics::ValidatorMetrics;
pub(super) use self::token_counts::{TokenCounts, TokenResult};
use super::TokenValidator;
use crate::model::Model;

/// The numbers of a validator since it was built: tokens, cached tokens, and fetches of keys.
///
/// [`TokenValidator::statistics`] returns them. The counts of tokens and of fetches never decrease.
/// [`cached_tokens`](Self::cached_tokens) does. The numbers contain nothing about callers.
///
/// Each token that a validator has judged is in one of the three counts
/// [`tokens_from_cache`](Self::tokens_from_cache), [`tokens_verified`](Self::tokens_verified) and
/// [`tokens_refused`](Self::tokens_refused). A request without a token, or with a malformed
/// `Authorization` header, is in no count. Neither is a request that ends while it waits for keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValidatorStatistics {
    /// The tokens that were accepted because they were cached.
    pub tokens_from_cache: u64,
    /// The tokens that were verified and accepted.
    pub tokens_verified: u64,
    /// The tokens that were refused. This includes tokens that could not be verified, because the
    /// validator had no keys yet.
    pub tokens_refused: u64,
    /// The tokens that are cached now. An expired token counts until it is sent again or evicted.
    pub cached_tokens: u64,
    /// The fetches of keys, or `None` if the service hands over the keys
    /// ([`jwks`](crate::TokenValidatorBuilder::jwks)), so that none are fetched.
    pub key_fetches: Option<KeyFetches>,
}

impl<M: Model> TokenValidator<M> {
    /// Returns the numbers of this validator since it was built.
    ///
    /// Clones share their numbers with the original. If there are
    /// [several validators](Self::any_of), the numbers are sums. For the numbers of each validator,
    /// ask these validators themselves. A token that chooses no validator is counted in the sum
    /// only.
    ///
    /// This never waits, so that it can respond to a scrape. The numbers are read one after
    /// another, while other threads may add to them.
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidator};
    /// /// Returns the fraction of accepted tokens that were cached.
    /// fn hit_ratio<M: Model>(validator: &TokenValidator<M>) -> f64 {
    ///     let statistics = validator.statistics();
    ///     let accepted = statistics.tokens_from_cache + statistics.tokens_verified;
    ///     statistics.tokens_from_cache as f64 / accepted.max(1) as f64
    /// }
    /// ```
    #[must_use]
    pub fn statistics(&self) -> ValidatorStatistics {
        let mut sum = ValidatorStatistics::default();
        for member in self.members() {
            let tokens = &member.inner.tokens;
            sum.tokens_from_cache += tokens.count(TokenResult::FromCache);
            sum.tokens_verified += tokens.count(TokenResult::Verified);
            sum.tokens_refused += tokens.count(TokenResult::Refused);
            sum.cached_tokens += member.cache.as_ref().map_or(0, |cache| cache.len());
            sum.key_fetches = KeyFetches::sum(sum.key_fetches, member.inner.keys.fetches());
        }
        if let Some(several) = &self.several {
            sum.tokens_refused += several.refused_without_choice();
        }
        sum
    }
}
