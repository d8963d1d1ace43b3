//! The rules for the times in a token.

use std::time::{Duration, SystemTime};

use super::Rules;
use crate::caller::{Ended, Lifetime};
use crate::validator::claim::Claim;
use crate::validator::token::claims::Claims;
use crate::validator::token_error::TokenError;

impl Rules {
    /// Returns the lifetime (`nbf`, `exp`), if the current time is in it.
    pub(super) fn lifetime(
        &self,
        claims: &Claims<'_>,
        now: SystemTime,
    ) -> Result<Lifetime, TokenError> {
        let expires_at = instant(claims.exp, Claim::Exp)?;
        let not_before = instant(claims.nbf, Claim::Nbf)?;
        if expires_at <= not_before {
            return Err(TokenError::Lifetime);
        }
        let lifetime = Lifetime { not_before, expires_at };
        if self.is_expired(lifetime, now) {
            return Err(TokenError::Expired);
        }
        if self.is_early(lifetime, now) {
            return Err(TokenError::NotYetValid);
        }
        Ok(lifetime)
    }

    /// Returns the time until a token that was valid before expires. Time alone may end it, and a
    /// clock that is set back may make it early.
    pub(crate) fn time_left(&self, lifetime: Lifetime, now: SystemTime) -> Result<Duration, Ended> {
        if self.is_expired(lifetime, now) {
            return Err(Ended::Expired);
        }
        if self.is_early(lifetime, now) {
            return Err(Ended::NotYetValid);
        }
        let earliest = now.checked_sub(self.clock_skew).ok_or(Ended::Expired)?;
        lifetime.expires_at.duration_since(earliest).map_err(|_| Ended::Expired)
    }

    /// Subtracts the skew from the clock. The claim may be as large as a date can be, so that
    /// adding the skew to it could overflow.
    fn is_expired(&self, lifetime: Lifetime, now: SystemTime) -> bool {
        now.checked_sub(self.clock_skew)
            .is_none_or(|earliest| lifetime.expires_at <= earliest)
    }

    /// Adds the skew to the clock.
    fn is_early(&self, lifetime: Lifetime, now: SystemTime) -> bool {
        now.checked_add(self.clock_skew)
            .is_none_or(|latest| lifetime.not_before > latest)
    }
}

/// Returns the time at which the token was issued (`iat`). A time that cannot be represented counts
/// as missing.
pub(super) fn issued_at(claims: &Claims<'_>) -> Option<SystemTime> {
    instant(claims.iat, Claim::Iat).ok()
}

/// Returns the time from which the token is valid (`nbf`), also if it has expired.
#[cfg(feature = "__internals")]
pub(crate) fn not_before(claims: &Claims<'_>) -> Option<SystemTime> {
    instant(claims.nbf, Claim::Nbf).ok()
}

/// Returns the time at which the token expires (`exp`), also if it has expired.
#[cfg(feature = "__internals")]
pub(crate) fn expires_at(claims: &Claims<'_>) -> Option<SystemTime> {
    instant(claims.exp, Claim::Exp).ok()
}

/// Reads seconds since 1970, which may have a fraction (RFC 7519, section 2).
fn instant(value: Option<f64>, claim: Claim) -> Result<SystemTime, TokenError> {
    value
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
        .ok_or_else(|| TokenError::wrong_shape(claim))
}
