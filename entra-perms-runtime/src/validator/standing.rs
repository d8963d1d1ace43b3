//! The standing of a verified token: whether verifying it again would succeed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::Inner;
#[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
use super::TokenValidator;
use super::keys::Key;
use super::token_error::{Excerpt, TokenError};
#[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
use crate::caller::Caller;
use crate::caller::{Ended, Lifetime, Standing};
use crate::model::{Model, TokenVersion};

/// The facts of a verified token that decide whether it is accepted again.
pub(super) struct TokenStanding<M: Model> {
    pub(super) validator: Arc<Inner<M>>,
    /// The version of the token, which the service may accept until a certain time only.
    pub(super) version: TokenVersion,
    /// The key that signed the token. Another key may be published under the same `kid` later.
    pub(super) key: Arc<Key>,
    /// The latest [edition](super::keys::SharedKeys::edition) of the keys that had this key.
    pub(super) trusted_in: AtomicU64,
}

impl<M: Model> Standing for TokenStanding<M> {
    /// All that may have changed is checked: the time, the keys, the service's own filter of
    /// tenants, and the accepted versions.
    fn check(&self, lifetime: Lifetime, tenant: Uuid) -> Result<Duration, Ended> {
        let rules = &self.validator.rules;
        let now = (self.validator.clock)();
        let left = rules.time_left(lifetime, now)?;
        if !self.is_key_published() {
            return Err(Ended::KeyWithdrawn);
        }
        if !rules.tenant_filter.admits(tenant) {
            return Err(Ended::TenantRemoved { tenant });
        }
        if !rules.versions.accept(self.version, now) {
            return Err(Ended::VersionRetired { version: self.version });
        }
        Ok(left)
    }

    fn now(&self) -> SystemTime {
        (self.validator.clock)()
    }

    #[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
    fn is_of(&self, validator: *const ()) -> bool {
        core::ptr::eq(Arc::as_ptr(&self.validator).cast(), validator)
    }
}

#[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
impl<M: Model> TokenValidator<M> {
    /// Returns whether this validator, or one of several, verified the token of a caller. A caller
    /// without a token was verified by none.
    pub(crate) fn has_verified(&self, caller: &Caller<M>) -> bool {
        let mut members = self.members().iter();
        members.any(|member| caller.is_verified_by(Arc::as_ptr(&member.inner).cast()))
    }
}

impl<M: Model> TokenStanding<M> {
    /// Checks that the key of the token is still published. This is done once for each edition of
    /// the keys.
    fn is_key_published(&self) -> bool {
        let keys = self.validator.keys.keys();
        let edition = keys.edition();
        if self.trusted_in.load(Ordering::Relaxed) == edition {
            return true;
        }
        let is_published = match keys.snapshot().find(&self.key.kid) {
            Some(key) => key.signs_as(&self.key),
            None => false,
        };
        if is_published {
            self.trusted_in.store(edition, Ordering::Relaxed);
        }
        is_published
    }
}

/// Returns the error with which the validator would refuse the token now.
impl From<Ended> for TokenError {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Expired => Self::Expired,
            Ended::NotYetValid => Self::NotYetValid,
            Ended::KeyWithdrawn => Self::UnknownKey,
            Ended::TenantRemoved { tenant } => {
                Self::Tenant { found: Excerpt::new(&tenant.to_string()) }
            }
            Ended::VersionRetired { version } => {
                Self::Version { found: Excerpt::new(version.ver()) }
            }
        }
    }
}
