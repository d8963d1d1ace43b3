//! What lies behind a signature or a connection, for the targets in `fuzz/` and the benchmarks. No other build has this module.
#![expect(missing_docs, reason = "it is no part of the API")]

use std::sync::Arc;

use serde_json::Value;

use super::TokenValidator;
use crate::caller::Caller;
use crate::model::CallerKind;
use crate::model::{Model, PermissionSet};
#[cfg(feature = "discovery")]
use crate::validator::keys::metadata::Metadata;
use crate::validator::keys::signature::Backend;
use crate::validator::keys::{Key, KeySet};
use crate::validator::token_error::TokenError;

/// The roles that count, once those of the token are in sets.
pub fn effective<M: Model>(
    kind: CallerKind,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
) -> PermissionSet<M::Role> {
    crate::caller::effective::<M>(kind, held, granted)
}

/// What becomes of a payload whose signature is taken to be good.
pub fn caller<M: Model>(
    validator: &TokenValidator<M>,
    payload: &[u8],
    key_issuers: &[String],
) -> Result<Caller<M>, TokenError> {
    validator.inner.decide(payload, key_issuers)
}

/// A key that the validator would use.
pub struct UsableKey {
    pub kid: String,
    key: Arc<Key>,
}

/// The usable keys of a JWKS document.
pub fn keys(document: &Value) -> Vec<UsableKey> {
    KeySet::read(document)
        .into_keys()
        .map(|(kid, key)| UsableKey { kid, key })
        .collect()
}

impl UsableKey {
    pub fn modulus(&self) -> &[u8] {
        self.key.numbers().0
    }

    pub fn exponent(&self) -> &[u8] {
        self.key.numbers().1
    }

    pub fn issuers(&self) -> &[String] {
        &self.key.issuers
    }

    /// Whether any backend takes the signature for the key's.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let (modulus, exponent) = self.key.numbers();
        let takes = |backend: &&Backend| {
            backend.key(modulus, exponent).is_some_and(|key| key.verify(message, signature))
        };
        // All are asked: one that panics must not hide behind one that refuses.
        Backend::COMPILED_IN.iter().filter(takes).count() > 0
    }
}

/// Issuer and address of the keys, of metadata that is taken to be for `tenant`.
#[cfg(feature = "discovery")]
pub fn metadata(document: &Value, tenant: &str) -> Option<(String, String)> {
    Metadata::read(document, tenant)
        .ok()
        .map(|metadata| (metadata.issuer, metadata.jwks_uri))
}
