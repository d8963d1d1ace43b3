//! The standing of a token: whether it would be accepted again.

use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::Ended;
use crate::caller::{Caller, Lifetime};
use crate::model::Model;

/// The validator's knowledge about the token of one caller.
pub(crate) trait Standing: Send + Sync {
    /// Checks all that may have changed since the token was verified. Returns the time until the
    /// token expires.
    fn check(&self, lifetime: Lifetime, tenant: Uuid) -> Result<Duration, Ended>;

    /// Returns the time by the clock that the token was checked with.
    fn now(&self) -> SystemTime;

    /// Returns whether this validator verified the token. The address stands for the validator,
    /// which the standing keeps in memory.
    #[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
    fn is_of(&self, _validator: *const ()) -> bool {
        false
    }
}

impl<M: Model> Caller<M> {
    /// Checks that the validator would still accept the token of this caller.
    ///
    /// A layer verifies the token of each request, before the service sees it. A connection that
    /// stays open, such as a WebSocket, may outlive its token. Call this before each message, for
    /// example, or use [`ended`](Self::ended) or [`while_accepted`](Self::while_accepted).
    ///
    /// These facts may have changed, and are checked without the token and without waiting:
    ///
    /// - the time (`exp`, `nbf`), with the validator's clock and clock skew;
    /// - the key, which the issuer must still publish. Keys that are fetched stay in use until they
    ///   have been missing from each response for three hours;
    /// - the tenant, which the [tenant filter](crate::TokenValidatorBuilder::tenant_filter) must
    ///   still admit;
    /// - the version of the token, which the service must still accept.
    ///
    /// A role or scope that was withdrawn does not end a token. Only the next token lacks it.
    ///
    /// The check needs the validator that accepted the token. The caller therefore keeps the keys
    /// of that validator in memory, and fetched keys fresh.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::Ended;
    /// use permissions::Caller;
    ///
    /// fn reply(caller: &Caller, message: &str) -> Result<String, Ended> {
    ///     caller.recheck()?;
    ///     Ok(format!("you said: {message}"))
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Returns [`Ended`] if the token would be refused now. Nothing is logged.
    pub fn recheck(&self) -> Result<(), Ended> {
        self.time_left().map(drop)
    }

    /// Returns whether the validator at this address verified the token of this caller.
    #[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
    pub(crate) fn is_verified_by(&self, validator: *const ()) -> bool {
        self.details.standing.is_of(validator)
    }

    /// Returns the time until the token expires, if it would still be accepted.
    pub(super) fn time_left(&self) -> Result<Duration, Ended> {
        self.details.standing.check(self.lifetime, self.identity.tenant)
    }
}
