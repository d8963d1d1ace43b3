//! The authorization servers in the document about an API, which may become known later.

use core::fmt;
use std::sync::Arc;

use crate::model::Model;
use crate::validator::{TokenError, TokenValidator};

/// The authorization servers of a validator that did not know its issuer when the document was
/// made: it starts without keys.
#[derive(Clone)]
pub(super) struct AuthorizationServers(
    Arc<dyn Fn() -> Result<Vec<String>, TokenError> + Send + Sync>,
);

impl AuthorizationServers {
    pub(super) fn of<M: Model>(validator: &TokenValidator<M>) -> Self {
        let validator = validator.clone();
        Self(Arc::new(move || validator.authorization_servers()))
    }

    /// Returns the servers, or an error that says when to retry.
    pub(super) fn now(&self) -> Result<Vec<String>, TokenError> {
        (self.0)()
    }
}

/// Two documents about one API are equal if all else is.
impl PartialEq for AuthorizationServers {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for AuthorizationServers {}

impl fmt::Debug for AuthorizationServers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AuthorizationServers").field(&self.now()).finish()
    }
}
