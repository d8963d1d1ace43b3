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
    /// `None` until each validator that fetches keys has them.
    pub last_success: Option<SystemTime>,
}

impl KeyFetches {
    /// Returns the sum of the fetches of two validators, of which one or both may fetch nothing.
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
