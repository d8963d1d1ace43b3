//! Given keys that the service replaces while it runs.

use core::fmt;
use std::sync::Arc;

use super::SharedKeys;
use super::jwks::Jwks;

/// Signing keys that the service fetches itself, and replaces while it runs.
///
/// Give a clone to [`TokenValidatorBuilder::jwks`](crate::TokenValidatorBuilder::jwks), and keep
/// one to [replace](Self::replace) the keys. All clones are one set of keys, which several
/// validators may share. No feature and no async runtime is needed.
///
/// ```
/// use entra_perms_runtime::{BuildError, Jwks, Model, SharedJwks, Tenants, TokenValidator};
///
/// async fn build<M: Model>(keys: &SharedJwks) -> Result<TokenValidator<M>, BuildError> {
///     let tenants = Tenants::any_organization();
///     TokenValidator::builder(tenants).jwks(keys.clone()).build().await
/// }
///
/// /// Runs every hour, with the document that the service has fetched.
/// fn refresh(keys: &SharedJwks, document: &[u8]) -> Result<(), BuildError> {
///     // A document without a usable key is an error. The keys before it then stay in use.
///     keys.replace(Jwks::from_json(document)?);
///     Ok(())
/// }
/// ```
///
/// # Rollover
///
/// Entra publishes a new key before it signs with it, and may begin to sign with it at once in an
/// emergency. It publishes the old key until the tokens that the old key signed have expired.
/// So hand over each document as the authority publishes it, at least once a day, and better once
/// an hour. If you compose the documents yourself, keep an old key until its last token has
/// expired: 24 hours after its last use.
/// <https://learn.microsoft.com/entra/identity-platform/signing-key-rollover>
#[derive(Clone)]
pub struct SharedJwks(Arc<SharedKeys>);

impl SharedJwks {
    /// Returns a handle to these keys.
    #[must_use]
    pub fn new(keys: Jwks) -> Self {
        Self(Arc::new(SharedKeys::new(keys.into_keys())))
    }

    /// Replaces all keys, for every validator that has a clone of this handle.
    ///
    /// From then on, a token that was signed with a withdrawn key is refused as
    /// [`TokenError::UnknownKey`](crate::TokenError::UnknownKey), also if it is cached. A request
    /// whose token is being verified at that moment may still use the keys before. No request waits
    /// for the replacement.
    pub fn replace(&self, keys: Jwks) {
        self.0.replace(keys.into_keys());
    }

    pub(crate) fn keys(&self) -> &SharedKeys {
        &self.0
    }
}

impl From<Jwks> for SharedJwks {
    /// Returns a handle to these keys. If no clone of it is kept, the keys never change.
    fn from(keys: Jwks) -> Self {
        Self::new(keys)
    }
}

/// Shows the ids of the keys, and not the keys.
impl fmt::Debug for SharedJwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.0.snapshot();
        f.debug_tuple("SharedJwks").field(&keys.ids().collect::<Vec<_>>()).finish()
    }
}
