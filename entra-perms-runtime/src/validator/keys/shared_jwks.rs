//! Given keys that the service replaces while it runs.

use core::fmt;
use std::sync::Arc;

use super::jwks::Jwks;
use super::waiting_tasks::WaitingTasks;
use super::{Key, KeySet, SharedKeys};
use crate::validator::token_error::TokenError;

/// Signing keys that the service fetches itself, and replaces while it runs.
///
/// Give a clone to [`TokenValidatorBuilder::jwks`](crate::TokenValidatorBuilder::jwks), and keep
/// one to [replace](Self::replace) the keys. All clones are one set of keys, which several
/// validators may share. No feature and no async runtime is needed.
///
/// **One handle must hold the keys of one authority only.** A key without `issuer` may sign for
/// every issuer of a validator with the handle. Keys of another authority could then sign tokens
/// for your tenant. For several authorities, make one handle and one validator for each, and
/// combine the validators with [`any_of`](crate::TokenValidator::any_of).
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
///
/// # A start without keys
///
/// A service that may start before it has keys begins with [`without_keys`](Self::without_keys).
#[derive(Clone)]
pub struct SharedJwks(Arc<Shared>);

struct Shared {
    /// Empty only until the first replacement: a [`Jwks`] always has a key.
    keys: SharedKeys,
    /// The tasks that wait for the first keys.
    waiting: WaitingTasks,
}

impl SharedJwks {
    /// Returns a handle to these keys.
    #[must_use]
    pub fn new(keys: Jwks) -> Self {
        Self::of(keys.into_keys())
    }

    /// Returns a handle without keys, for a service that may start before it has any.
    ///
    /// Validators with this handle are built at once. Until the first call of
    /// [`replace`](Self::replace), each of them refuses every token as
    /// [`TokenError::KeysUnavailable`](crate::TokenError::KeysUnavailable), which is a 503 with
    /// `Retry-After`. [`is_ready`](crate::TokenValidator::is_ready) and
    /// [`ready`](crate::TokenValidator::ready) tell a readiness probe.
    ///
    /// ```
    /// use entra_perms_runtime::{BuildError, Jwks, Model, SharedJwks, Tenants, TokenValidator};
    ///
    /// async fn start<M: Model>(tenants: Tenants, document: &str) -> Result<(), BuildError> {
    ///     let keys = SharedJwks::without_keys();
    ///     let validator = TokenValidator::<M>::builder(tenants).jwks(keys.clone()).build().await?;
    ///     assert!(!validator.is_ready());
    ///     keys.replace(Jwks::from_json(document)?);
    ///     assert!(validator.is_ready());
    ///     Ok(())
    /// }
    /// ```
    #[must_use]
    pub fn without_keys() -> Self {
        Self::of(KeySet::default())
    }

    fn of(keys: KeySet) -> Self {
        Self(Arc::new(Shared { keys: SharedKeys::new(keys), waiting: WaitingTasks::default() }))
    }

    /// Replaces all keys, for every validator that has a clone of this handle.
    ///
    /// From then on, a token that was signed with a withdrawn key is refused as
    /// [`TokenError::UnknownKey`](crate::TokenError::UnknownKey), also if it is cached. A request
    /// whose token is being verified at that moment may still use the keys before. No request waits
    /// for the replacement.
    pub fn replace(&self, keys: Jwks) {
        self.0.keys.replace(keys.into_keys());
        self.0.waiting.wake_all();
    }

    pub(crate) fn keys(&self) -> &SharedKeys {
        &self.0.keys
    }

    /// Returns the key with this id.
    pub(crate) fn find(&self, kid: &str) -> Result<Arc<Key>, TokenError> {
        let keys = self.0.keys.snapshot();
        match keys.find(kid) {
            Some(key) => Ok(key),
            None if keys.is_empty() => Err(TokenError::keys_unavailable()),
            None => Err(TokenError::UnknownKey),
        }
    }

    pub(crate) fn has_keys(&self) -> bool {
        !self.0.keys.snapshot().is_empty()
    }

    /// Waits until there are keys.
    pub(crate) async fn ready(&self) {
        self.0.waiting.wait_until(|| self.has_keys()).await;
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
        let keys = self.0.keys.snapshot();
        f.debug_tuple("SharedJwks").field(&keys.ids().collect::<Vec<_>>()).finish()
    }
}
