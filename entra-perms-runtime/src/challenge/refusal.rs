//! Why a request is refused, and the challenge for each kind of refusal.

use core::time::Duration;

use super::{BearerError, Challenge};
use crate::caller::{Denied, Ended};
use crate::validator::TokenError;

/// The reason why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The request has no access token.
    NoToken(BearerError),
    /// The access token was not accepted.
    BadToken(TokenError),
    /// The caller was denied.
    NotPermitted(Denied),
    /// The service cannot serve the request at the moment. The caller is not at fault.
    #[non_exhaustive]
    Unavailable {
        /// The time after which a client should retry, in whole seconds.
        retry_after: Duration,
    },
}

impl BearerError {
    /// Returns the response to a request without a token: 401, or 400 if the request is malformed.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge::new(Refusal::NoToken(*self))
    }
}

impl TokenError {
    /// Returns the response to a request whose token was refused.
    ///
    /// The status is 401, or 403 if the token is valid but has no permission of this API, or 503 if
    /// it cannot be verified at the moment. The response does not say which check failed, because
    /// that would help forgers. The log says it.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge::new(Refusal::BadToken(self.clone()))
    }
}

impl Ended {
    /// Returns the response that a request with the token would get now: 401.
    ///
    /// [`TokenError::challenge`] describes it.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        TokenError::from(*self).challenge()
    }
}

impl Denied {
    /// Returns the response to a request whose caller is denied.
    ///
    /// The status is 403, or 401 with a claims challenge if the client handles those, or 500 if no
    /// layer verified the caller, or 401 if the request is anonymous.
    ///
    /// The attribute `scope` has the scopes by their full names: [`Challenge::scopes`].
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge::new(Refusal::NotPermitted(self.clone()))
    }
}
