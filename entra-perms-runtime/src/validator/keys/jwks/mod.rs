//! Keys that are given as a document, and not fetched.

use core::fmt;

#[cfg(feature = "testing")]
use serde_json::Value;

use super::KeySet;
use super::signature::Backend;
use crate::validator::build_error::BuildError;

/// Signing keys from a JWKS document (RFC 7517, section 5), for
/// [`TokenValidatorBuilder::jwks`](crate::TokenValidatorBuilder::jwks).
///
/// Entra adds an `issuer` to its keys. This member is kept: a key with an `issuer` signs only
/// tokens of that issuer. A token of another issuer is refused with
/// [`TokenError::KeyIssuer`](crate::TokenError::KeyIssuer). A key without an `issuer` signs tokens
/// of every issuer that the validator accepts.
///
/// ```no_run
/// # use entra_perms_runtime::{Model, Tenants, TokenValidator};
/// use entra_perms_runtime::Jwks;
///
/// # async fn build<M: Model>(tenants: Tenants) -> Result<(), Box<dyn std::error::Error>> {
/// // A copy of the document at the `jwks_uri` of the authority's metadata.
/// let document = std::fs::read("keys.json")?;
/// let keys = Jwks::from_json(document)?;
/// let validator = TokenValidator::<M>::builder(tenants).jwks(keys).build().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Jwks(KeySet);

impl Jwks {
    /// Parses a JWKS document from text or bytes. Ignores a byte order mark at its start.
    ///
    /// A usable key is an RSA key of 2048 to 4096 bits with a `kid`, for RS256 signatures. Each key
    /// is parsed separately. A key that cannot be used is left out, and a warning in the log names
    /// its index and the problem. If two different keys have one `kid`, both are left out.
    ///
    /// ```
    /// use entra_perms_runtime::{BuildError, Jwks};
    ///
    /// // An elliptic curve key cannot verify RS256 signatures.
    /// let document = r#"{ "keys": [{ "kty": "EC", "kid": "1", "crv": "P-256" }] }"#;
    /// assert!(matches!(Jwks::from_json(document), Err(BuildError::NoKeys { .. })));
    /// ```
    ///
    /// # Errors
    /// - Returns [`BuildError::InvalidJwks`] if the document is not a JWKS.
    /// - Returns [`BuildError::NoKeys`] if it has no usable key.
    /// - Returns [`BuildError::NoBackend`] if no cryptography is compiled in.
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, BuildError> {
        Backend::COMPILED_IN.first().ok_or(BuildError::NoBackend)?;
        let keys = KeySet::parse(json.as_ref(), |index, problem| {
            tracing::warn!(index, problem, "a given signing key cannot be used");
        })
        .map_err(|error| BuildError::InvalidJwks { problem: error.to_string() })?;
        if keys.is_empty() {
            return Err(BuildError::NoKeys { source_of_keys: "the given key set".to_owned() });
        }
        Ok(Self(keys))
    }

    /// Returns the keys of a document that a development issuer made.
    #[cfg(feature = "testing")]
    pub(crate) fn read(document: &Value) -> Self {
        Self(KeySet::read(document))
    }

    pub(crate) fn into_keys(self) -> KeySet {
        self.0
    }
}

/// Shows the ids of the keys, and not the keys.
impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Jwks").field(&self.0.ids().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
