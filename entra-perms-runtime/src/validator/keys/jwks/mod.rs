//! Keys that are given by hand.

use core::fmt;

#[cfg(feature = "testing")]
use serde_json::Value;

use super::KeySet;
use super::signature::Backend;
use crate::validator::build_error::BuildError;

/// The signing keys of a JWKS document (RFC 7517, section 5), for
/// [`TokenValidatorBuilder::jwks`](crate::TokenValidatorBuilder::jwks).
///
/// The `issuer` that Entra gives each key is kept: a key signs only tokens of its issuer.
///
/// ```
/// use entra_perms_runtime::Jwks;
///
/// # fn main() -> Result<(), entra_perms_runtime::BuildError> {
/// let keys = Jwks::from_json(
///     r#"{ "keys": [{ "kty": "RSA", "use": "sig", "kid": "key-of-the-docs", "e": "AQAB", "n":
///     "w4Y_UaHXF6-Mfp9pSAeBwj5XPDndGw5q30NDjRGNfgmS_JIADbdV_BWNAZAb_BIPpvhFTO7rYtZqjGZSu2PW-8ej_bquVzMiTswkhEToODyG6lsTsKx1efB6SkFDMQqlrkRDW4xKvx-jAwN5rkm68sqNGS08qQhoXCSYeYXSmwZCbaz9wLMdFvTz4EGTxnX8Cf4-MlDhjJNXgOpSFTfMgOTiafbNsUXkb6V8J4jNDGj9ZcUeb3QzLI14d14qa_ZzzhAiqeC01205gLmOKAYZQ4TzCsylxEKetpxEKvV8I2_jk7cSZ_D8QsEcEPd8cQXEv5pN8Tu6emMC4n4xbf7JqQ"
///     }] }"#,
/// )?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Jwks(KeySet);

impl Jwks {
    /// Reads a JWKS document, which is text or bytes. A byte order mark in front of it is ignored.
    ///
    /// Each key is parsed for itself. A key that cannot be used costs no other key: it is left out,
    /// and a warning in the log names its index and the reason. Keys that can be used are RSA keys
    /// of 2048 to 4096 bits with a `kid`, for RS256 signatures. Two different keys under one `kid`
    /// are left out.
    ///
    /// # Errors
    /// - [`BuildError::InvalidJwks`] if the document is not a JWKS;
    /// - [`BuildError::NoKeys`] if no key of it can be used;
    /// - [`BuildError::NoBackend`] if no cryptography is compiled in.
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, BuildError> {
        Backend::COMPILED_IN.first().ok_or(BuildError::NoBackend)?;
        let keys = KeySet::parse(json.as_ref(), |index, problem| {
            tracing::warn!(index, problem, "a key of the key set that was given cannot be used");
        })
        .map_err(|error| BuildError::InvalidJwks { problem: error.to_string() })?;
        if keys.is_empty() {
            return Err(BuildError::NoKeys {
                source_of_keys: "the key set that was given".to_owned(),
            });
        }
        Ok(Self(keys))
    }

    /// Returns the keys of a development issuer, which made the document itself.
    #[cfg(feature = "testing")]
    pub(crate) fn read(document: &Value) -> Self {
        Self(KeySet::read(document))
    }

    pub(crate) fn into_keys(self) -> KeySet {
        self.0
    }
}

/// Names the keys, and shows none.
impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Jwks").field(&self.0.ids().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
