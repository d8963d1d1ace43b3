//! The attempts to fetch keys from the authority.

use std::time::SystemTime;

/// The attempts of a validator to fetch keys from the authority.
///
/// An attempt succeeds if every document with keys was read. Each attempt to fetch the first keys
/// counts, too, if the validator
#[cfg_attr(
    feature = "discovery",
    doc = "[starts without keys](crate::TokenValidatorBuilder::start_without_keys)."
)]
#[cfg_attr(not(feature = "discovery"), doc = "starts without keys.")]
///
/// ```
/// # use entra_perms_runtime::{Model, TokenValidator};
/// use std::time::Duration;
///
/// /// Returns whether the keys are older than two refreshes, so that somebody should look.
/// fn keys_are_old<M: Model>(validator: &TokenValidator<M>) -> bool {
///     let Some(fetches) = validator.statistics().key_fetches else { return false };
///     let age = fetches.last_success.and_then(|time| time.elapsed().ok());
///     age.is_none_or(|age| age > Duration::from_secs(2 * 60 * 60))
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyFetches {
    /// The attempts that succeeded.
    pub succeeded: u64,
    /// The attempts that failed. The known keys stay in use.
    pub failed: u64,
    /// The time of the last attempt that succeeded, or `None` before the first one. If there are
    /// [several validators](crate::TokenValidator::any_of), it is the oldest of their times, or
    /// `None` if one of them has none yet.
    pub last_success: Option<SystemTime>,
}

impl KeyFetches {
    /// Returns the sum of the fetches of two validators. It is `None` if neither fetches keys.
    pub(super) fn sum(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (Some(a), Some(b)) = (one, other) else { return one.or(other) };
        Some(Self {
            succeeded: a.succeeded + b.succeeded,
            failed: a.failed + b.failed,
            // `None` is less than every time.
            last_success: a.last_success.min(b.last_success),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn sums_have_the_oldest_time() {
        let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let fetches =
            |succeeded, failed, last_success| Some(KeyFetches { succeeded, failed, last_success });
        let one = fetches(5, 1, at(200));
        assert_eq!(KeyFetches::sum(one, fetches(20, 3, at(300))), fetches(25, 4, at(200)));
        assert_eq!(KeyFetches::sum(one, fetches(20, 3, at(100))), fetches(25, 4, at(100)));
        let without_keys = fetches(0, 2, None);
        assert_eq!(KeyFetches::sum(one, without_keys), fetches(5, 3, None));
        assert_eq!(KeyFetches::sum(without_keys, one), fetches(5, 3, None));
        // The keys of the other validator are given.
        assert_eq!(KeyFetches::sum(one, None), one);
        assert_eq!(KeyFetches::sum(None, one), one);
        assert_eq!(KeyFetches::sum(None, None), None);
    }
}
