//! The signing keys of a development issuer, with the tenant and the authority that it signs for.

use core::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{SigningKey, TokenContents};
use crate::model::TokenVersion;
use crate::validator::{Authority, TENANT_PLACEHOLDER};

/// Signs tokens, and knows everything that the issuer publishes.
pub struct Signer {
    tenant: Uuid,
    authority: Authority,
    keys: RwLock<SigningKeys>,
}

struct SigningKeys {
    current: Arc<SigningKey>,
    previous: Option<Arc<SigningKey>>,
}

impl Signer {
    /// Returns a signer in the name of Entra's global cloud.
    #[must_use]
    pub fn global(tenant: Uuid, key: SigningKey) -> Self {
        Self::new(tenant, Authority::global(), key)
    }

    pub(crate) fn new(tenant: Uuid, authority: Authority, key: SigningKey) -> Self {
        let keys = RwLock::new(SigningKeys { current: Arc::new(key), previous: None });
        Self { tenant, authority, keys }
    }

    /// Signs a token with the current key.
    #[must_use]
    pub fn sign(&self, contents: &TokenContents) -> String {
        let key = self.current_key();
        let header = [("typ", "JWT"), ("alg", "RS256"), ("kid", &key.kid)];
        let header = header.map(|(name, value)| (name.to_owned(), Value::from(value)));
        let mut header = Map::from_iter(header);
        header.extend(contents.header.iter().cloned());
        let issuer = self.issuer(contents.ver(), &contents.tenant.to_string());
        let mut token = format!("{}.{}", encode(header), encode(contents.all_claims(&issuer)));
        let signature = key.sign(token.as_bytes());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    /// Returns the issuer (`iss`) of the tenant's tokens.
    pub(crate) fn issuer(&self, version: TokenVersion, tenant: &str) -> String {
        let issuers = self.authority.issuers();
        let issuer = match version {
            TokenVersion::V1 => issuers.v1,
            TokenVersion::V2 => issuers.v2,
        };
        issuer.replace(TENANT_PLACEHOLDER, tenant)
    }

    fn current_key(&self) -> Arc<SigningKey> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner).current)
    }

    /// Returns the tenant.
    #[must_use]
    pub fn tenant(&self) -> Uuid {
        self.tenant
    }

    /// Returns the base URL of the authority.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.authority.url()
    }

    /// Signs with this key from now on, and publishes the key before it as well.
    pub fn rotate_key(&self, next: SigningKey) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.previous = Some(core::mem::replace(&mut keys.current, Arc::new(next)));
    }

    /// Returns the JWKS as Entra publishes it: without `alg`, and in v2.0 with the keys' `issuer`.
    #[must_use]
    pub fn jwks(&self, issuer: Option<&str>) -> Value {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let published = [Some(&keys.current), keys.previous.as_ref()];
        let jwks: Vec<Value> = published.into_iter().flatten().map(|key| key.jwk(issuer)).collect();
        json!({ "keys": jwks })
    }

    /// Signs any bytes with any scheme.
    #[cfg(test)]
    #[cfg(feature = "testing")]
    pub(crate) fn sign_raw(
        &self,
        scheme: &'static dyn aws_lc_rs::signature::RsaEncoding,
        message: &[u8],
    ) -> Vec<u8> {
        self.current_key().sign_with(scheme, message)
    }
}

/// Does not show keys.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("tenant", &self.tenant)
            .field("authority", &self.authority.url())
            .finish_non_exhaustive()
    }
}

fn encode(part: Map<String, Value>) -> String {
    URL_SAFE_NO_PAD.encode(Value::Object(part).to_string())
}
