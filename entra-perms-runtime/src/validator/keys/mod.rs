//! The keys that an issuer publishes as a JWKS (RFC 7517). In data order:
//!
//! - `jwks`, `discovery`: a JWKS document, given or fetched;
//! - `document`: the members of the document;
//! - `published_key`: one member, and whether it can be used;
//! - `signature`: verifying signatures with the key;
//! - `key_set`: the usable keys by their ids;
//! - `shared_keys`, `waiting_tasks`, `shared_jwks`, `source`: the keys in use, and the tasks that
//!   wait for them.

#[cfg_attr(not(feature = "discovery"), path = "no_discovery.rs")]
pub(super) mod discovery;
mod document;
pub(super) mod jwks;
mod key_set;
mod published_key;
pub(super) mod shared_jwks;
mod shared_keys;
pub(super) mod signature;
mod source;
mod waiting_tasks;

pub(crate) use self::key_set::KeySet;
pub(crate) use self::shared_jwks::SharedJwks;
pub(crate) use self::shared_keys::SharedKeys;
pub(crate) use self::source::KeySource;
use crate::validator::keys::signature::VerifyingKey;

/// A key that verifies RS256 signatures.
#[derive(Clone)]
pub(crate) struct Key {
    /// The id under which the key is published.
    pub(crate) kid: String,
    pub(crate) verifying: VerifyingKey,
    /// The issuers for which Entra publishes the key. An issuer may have a placeholder for the
    /// tenant. The list is empty if the document names no issuer.
    pub(crate) issuers: Vec<String>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Key {
    /// Returns the modulus and the exponent, big-endian and without leading zeros.
    pub(crate) fn numbers(&self) -> (&[u8], &[u8]) {
        (&self.modulus, &self.exponent)
    }

    fn has_numbers_of(&self, other: &Self) -> bool {
        self.numbers() == other.numbers()
    }

    /// Checks that this key and `other` verify equal signatures for equal issuers.
    pub(crate) fn signs_as(&self, other: &Self) -> bool {
        self.has_numbers_of(other) && self.issuers == other.issuers
    }
}

#[cfg(test)]
mod tests;
