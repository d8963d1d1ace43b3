//! The source of the keys of a validator: given by the service, or fetched from the authority.

use std::sync::Arc;

use super::discovery::Discovery;
use super::{Key, SharedJwks, SharedKeys};
use crate::validator::statistics::KeyFetches;
use crate::validator::token_error::TokenError;

/// The source of keys.
pub(crate) enum KeySource {
    /// Keys that were given. Only the service replaces them.
    Given(SharedJwks),
    /// Keys that are fetched and refreshed.
    Discovered(Arc<Discovery>),
}

impl KeySource {
    /// Returns the keys in use.
    pub(crate) fn keys(&self) -> &SharedKeys {
        match self {
            Self::Given(keys) => keys.keys(),
            Self::Discovered(discovery) => discovery.keys(),
        }
    }

    /// Returns whether a key with this id is in use.
    pub(crate) fn knows(&self, kid: &str) -> bool {
        self.keys().snapshot().find(kid).is_some()
    }

    /// Returns the key with this id. Waits for a refresh if the keys are fetched and the key is
    /// unknown.
    pub(crate) async fn find(&self, kid: &str) -> Result<Arc<Key>, TokenError> {
        match self {
            Self::Given(keys) => keys.find(kid),
            Self::Discovered(discovery) => discovery.find(kid).await,
        }
    }

    /// Checks that there are keys. Until then, every token gets the error.
    pub(crate) fn check_ready(&self) -> Result<(), TokenError> {
        match self {
            Self::Given(keys) if keys.has_keys() => Ok(()),
            Self::Given(_) => Err(TokenError::keys_unavailable()),
            Self::Discovered(discovery) => discovery.check_ready(),
        }
    }

    /// Returns the attempts to fetch keys, unless the keys are given.
    pub(crate) fn fetches(&self) -> Option<KeyFetches> {
        match self {
            Self::Given(_) => None,
            Self::Discovered(discovery) => Some(discovery.fetches()),
        }
    }

    /// Waits until there are keys.
    pub(crate) async fn ready(&self) {
        match self {
            Self::Given(keys) => keys.ready().await,
            Self::Discovered(discovery) => discovery.ready().await,
        }
    }
}
