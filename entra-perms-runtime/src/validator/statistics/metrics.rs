//! The numbers as metrics.

use std::time::SystemTime;

use metrics::{counter, describe_counter, describe_gauge, gauge};

use super::{KeyFetches, ValidatorStatistics};

const TOKENS: &str = "entra_perms_tokens_total";
const CACHED_TOKENS: &str = "entra_perms_cached_tokens";
const KEY_FETCHES: &str = "entra_perms_key_fetches_total";
const KEYS_FETCHED: &str = "entra_perms_keys_fetched_timestamp_seconds";

/// A writer of a validator's [statistics](ValidatorStatistics) to the facade
/// [`metrics`](https://docs.rs/metrics).
///
/// | metric | kind | labels |
/// |---|---|---|
/// | `entra_perms_tokens_total` | counter | `result`: `from_cache`, `verified` or `refused` |
/// | `entra_perms_cached_tokens` | gauge | |
/// | `entra_perms_key_fetches_total` | counter | `result`: `succeeded` or `failed` |
/// | `entra_perms_keys_fetched_timestamp_seconds` | gauge: the Unix time of the last success | |
///
/// The last two are absent if the service hands over the keys. The time is also absent before the
/// first success. No label depends on a caller.
///
/// The service calls [`record`](Self::record) each time before it reads the metrics:
///
/// ```
/// use entra_perms_runtime::{Model, TokenValidator, ValidatorMetrics};
///
/// /// Responds to a scrape. `render` writes the metrics of the recorder as text.
/// fn scrape<M: Model>(
///     metrics: ValidatorMetrics,
///     validator: &TokenValidator<M>,
///     render: impl FnOnce() -> String,
/// ) -> String {
///     metrics.record(&validator.statistics());
///     render()
/// }
/// ```
///
/// A program has one set of these metrics. So record the statistics of one validator only. If the
/// program has several, combine them with [`any_of`](crate::TokenValidator::any_of), or write the
/// fields of [`ValidatorStatistics`] to metrics of your own.
#[derive(Clone, Copy, Debug)]
// Only `new` makes one, because it also describes the metrics.
pub struct ValidatorMetrics(());

impl ValidatorMetrics {
    /// Returns the writer, and describes the metrics to the recorder of the program. So install the
    /// recorder first.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a default has no effect on other objects")]
    pub fn new() -> Self {
        describe_counter!(TOKENS, "Access tokens, by their result.");
        describe_gauge!(CACHED_TOKENS, "Verified tokens that are cached.");
        describe_counter!(KEY_FETCHES, "Attempts to fetch signing keys, by their result.");
        describe_gauge!(KEYS_FETCHED, "Unix time of the last successful fetch of signing keys.");
        Self(())
    }

    /// Writes the numbers to the recorder of the program.
    pub fn record(&self, statistics: &ValidatorStatistics) {
        counter!(TOKENS, "result" => "from_cache").absolute(statistics.tokens_from_cache);
        counter!(TOKENS, "result" => "verified").absolute(statistics.tokens_verified);
        counter!(TOKENS, "result" => "refused").absolute(statistics.tokens_refused);
        #[expect(clippy::cast_precision_loss, reason = "a cache has far fewer than 2⁵³ tokens")]
        gauge!(CACHED_TOKENS).set(statistics.cached_tokens as f64);
        let Some(KeyFetches { succeeded, failed, last_success }) = statistics.key_fetches else {
            return;
        };
        counter!(KEY_FETCHES, "result" => "succeeded").absolute(succeeded);
        counter!(KEY_FETCHES, "result" => "failed").absolute(failed);
        let since_epoch =
            last_success.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
        if let Some(since_epoch) = since_epoch {
            gauge!(KEYS_FETCHED).set(since_epoch.as_secs_f64());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::test_support::metrics::recorded;

    /// No two numbers are equal, so that each must be written as the right metric.
    const STATISTICS: ValidatorStatistics = ValidatorStatistics {
        tokens_from_cache: 50,
        tokens_verified: 7,
        tokens_refused: 3,
        cached_tokens: 5,
        key_fetches: None,
    };

    fn lines(key_fetches: Option<KeyFetches>) -> Vec<String> {
        let metrics = ValidatorMetrics(());
        recorded(|| metrics.record(&ValidatorStatistics { key_fetches, ..STATISTICS }))
    }

    const TOKENS_AND_CACHE: [&str; 4] = [
        "entra_perms_tokens_total{result=from_cache} 50",
        "entra_perms_tokens_total{result=verified} 7",
        "entra_perms_tokens_total{result=refused} 3",
        "entra_perms_cached_tokens{} 5",
    ];
    const FETCHES: [&str; 2] = [
        "entra_perms_key_fetches_total{result=succeeded} 8",
        "entra_perms_key_fetches_total{result=failed} 2",
    ];

    #[test]
    fn each_number_is_a_metric() {
        let last_success = Some(SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_500));
        let fetches = KeyFetches { succeeded: 8, failed: 2, last_success };
        let last = ["entra_perms_keys_fetched_timestamp_seconds{} 1800000000.5"];
        assert_eq!(lines(Some(fetches)), [&TOKENS_AND_CACHE[..], &FETCHES, &last].concat());
    }

    #[test]
    fn a_number_that_does_not_exist_is_not_written() {
        let fetches = KeyFetches { succeeded: 8, failed: 2, last_success: None };
        assert_eq!(lines(Some(fetches)), [&TOKENS_AND_CACHE[..], &FETCHES].concat());
        assert_eq!(lines(None), TOKENS_AND_CACHE);
    }

    #[test]
    fn each_metric_is_described() {
        let described = recorded(|| _ = ValidatorMetrics::new());
        let names = described.iter().map(|line| line.split_once(": ").unwrap().0);
        let names: Vec<_> = names.collect();
        assert_eq!(names, [TOKENS, CACHED_TOKENS, KEY_FETCHES, KEYS_FETCHED]);
    }
}
