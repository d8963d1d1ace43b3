//! Access to code behind a signature or a connection, for the targets in `fuzz/` and the
//! benchmarks. No other build has this module.
#![expect(missing_docs, reason = "it is not a part of the API")]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use uuid::Uuid;

use super::TokenValidator;
use crate::caller::{Caller, Denied, Ended, Lifetime, Standing};
use crate::guard::GuardedFunction;
use crate::model::{CallerKind, Model, PermissionSet};
use crate::requirement::Requirement;
use crate::validator::keys::signature::Backend;
use crate::validator::keys::{Key, KeySet};
use crate::validator::token_error::TokenError;

/// Returns the effective permissions of a caller with these roles and scopes.
pub fn effective<M: Model>(
    kind: CallerKind,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
) -> PermissionSet<M::Role> {
    crate::caller::effective::<M>(kind, held, granted)
}

/// Checks as a guard does, but looks for no sink of decisions.
pub fn check_without_record<M: Model>(
    requirement: &Requirement<M>,
    function: &'static GuardedFunction,
    caller: &Caller<M>,
) -> Result<(), Denied> {
    caller.check_for(requirement, Some(function))
}

/// Decides on a payload, as if its signature had been verified.
pub fn caller<M: Model>(
    validator: &TokenValidator<M>,
    payload: &[u8],
    key_issuers: &[String],
) -> Result<Caller<M>, TokenError> {
    validator.inner.decide(payload, key_issuers, |_| Box::new(NoKey))
}

/// The standing of a payload that no key signed.
struct NoKey;

impl Standing for NoKey {
    fn check(&self, _: Lifetime, _: Uuid) -> Result<Duration, Ended> {
        Err(Ended::KeyWithdrawn)
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A key that the validator would use.
pub struct UsableKey {
    pub kid: String,
    key: Arc<Key>,
}

/// Returns the usable keys of a JWKS document.
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

    /// Checks whether any backend accepts the signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let (modulus, exponent) = self.key.numbers();
        let mut verified = false;
        // Every backend runs, because a panic of one must not hide behind the result of another.
        for backend in Backend::COMPILED_IN {
            if let Some(key) = backend.key(modulus, exponent) {
                verified |= key.verify(message, signature);
            }
        }
        verified
    }
}

/// Returns the issuer and the URL of the keys, if the metadata is for `tenant`.
#[cfg(feature = "discovery")]
pub fn metadata(document: &Value, tenant: &str) -> Option<(String, String)> {
    use crate::validator::keys::discovery::metadata::Metadata;

    Metadata::read(document, tenant)
        .ok()
        .map(|metadata| (metadata.issuer, metadata.jwks_uri))
}
