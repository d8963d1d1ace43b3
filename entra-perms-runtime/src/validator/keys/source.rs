//! The source of the keys of a validator: given when it was built, or fetched from the authority.

use std::sync::Arc;

use super::discovery::Discovery;
use super::{Key, KeySet, SharedKeys};
use crate::validator::token_error::TokenError;

/// The source of keys.
pub(crate) enum KeySource {
    /// Keys that were given. They never change.
    Fixed(SharedKeys),
    /// Keys that are fetched and refreshed.
    Discovered(Arc<Discovery>),
}

impl KeySource {
    /// Returns a source of keys that never change.
    pub(crate) fn fixed(keys: KeySet) -> Self {
        Self::Fixed(SharedKeys::new(keys))
    }

    /// Returns the keys in use.
    pub(crate) fn keys(&self) -> &SharedKeys {
        match self {
            Self::Fixed(keys) => keys,
            Self::Discovered(discovery) => discovery.keys(),
        }
    }

    /// Returns the key with this id. Waits for a refresh if the keys are fetched and the key is
    /// unknown.
    pub(crate) async fn find(&self, kid: &str) -> Result<Arc<Key>, TokenError> {
        match self {
            Self::Fixed(keys) => keys.snapshot().find(kid).ok_or(TokenError::UnknownKey),
            Self::Discovered(discovery) => discovery.find(kid).await,
        }
    }
}
