//! The signing keys of a development issuer, with the tenant and the authority that it signs for.

use core::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::error::DevIssuerError;
use crate::model::TokenVersion;
use crate::validator::{Authority, TENANT_PLACEHOLDER, parse_tenant};

/// The length of a key id in bytes, as in Entra, whose key ids are certificate thumbprints.
const KEY_ID_LENGTH: usize = 20;

/// Signs tokens, and knows everything that the issuer publishes.
pub(super) struct Signer {
    tenant: Uuid,
    authority: Authority,
    keys: RwLock<SigningKeys>,
}

struct SigningKeys {
    current: Arc<SigningKey>,
    previous: Option<Arc<SigningKey>>,
}

impl Signer {
    pub(super) fn new(tenant: &str, authority: Authority) -> Result<Self, DevIssuerError> {
        let tenant = parse_tenant(tenant)?;
        let current = Arc::new(SigningKey::generate()?);
        let keys = RwLock::new(SigningKeys { current, previous: None });
        Ok(Self { tenant, authority, keys })
    }

    pub(super) fn tenant(&self) -> Uuid {
        self.tenant
    }

    /// Returns the base URL of the authority.
    pub(super) fn authority(&self) -> &str {
        self.authority.url()
    }

    /// Returns the issuer (`iss`) of the tenant's tokens.
    pub(super) fn issuer(&self, version: TokenVersion, tenant: &str) -> String {
        let issuers = self.authority.issuers();
        let issuer = match version {
            TokenVersion::V1 => issuers.v1,
            TokenVersion::V2 => issuers.v2,
        };
        issuer.replace(TENANT_PLACEHOLDER, tenant)
    }

    /// Returns the key that signs now.
    pub(super) fn current_key(&self) -> Arc<SigningKey> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner).current)
    }

    /// Signs with a new key from now on, and publishes the key before it as well.
    pub(super) fn rotate_key(&self) -> Result<(), DevIssuerError> {
        let next = Arc::new(SigningKey::generate()?);
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.previous = Some(core::mem::replace(&mut keys.current, next));
        Ok(())
    }

    /// Returns the JWKS as Entra publishes it: without `alg`, and in v2.0 with the keys' `issuer`.
    pub(super) fn jwks(&self, issuer: Option<&str>) -> Value {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let published = [Some(&keys.current), keys.previous.as_ref()];
        let jwks: Vec<Value> = published.into_iter().flatten().map(|key| key.jwk(issuer)).collect();
        json!({ "keys": jwks })
    }
}

/// Does not show keys.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("tenant", &self.tenant)
            .field("authority", &self.authority())
            .finish_non_exhaustive()
    }
}

/// An RSA key and its published id.
pub(super) struct SigningKey {
    pub(super) kid: String,
    pair: KeyPair,
}

impl SigningKey {
    fn generate() -> Result<Self, DevIssuerError> {
        let pair =
            KeyPair::generate(KeySize::Rsa2048).map_err(|_| DevIssuerError::KeyGeneration)?;
        let hash = digest(&SHA256, pair.public_key().modulus().big_endian_without_leading_zero());
        let thumbprint: Vec<u8> = hash.as_ref().iter().copied().take(KEY_ID_LENGTH).collect();
        Ok(Self { kid: URL_SAFE_NO_PAD.encode(thumbprint), pair })
    }

    /// Returns an RS256 signature.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_with(&RSA_PKCS1_SHA256, message)
    }

    #[expect(
        clippy::expect_used,
        reason = "signing with a generated 2048-bit key cannot fail, and this is for tests only"
    )]
    pub(super) fn sign_with(&self, scheme: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(scheme, &SystemRandom::new(), message, &mut signature)
            .expect("a generated key signs");
        signature
    }

    fn jwk(&self, issuer: Option<&str>) -> Value {
        let public = self.pair.public_key();
        let modulus = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let exponent = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        let members = [
            ("kty", "RSA"),
            ("use", "sig"),
            ("kid", &self.kid),
            ("x5t", &self.kid),
            ("n", &modulus),
            ("e", &exponent),
        ];
        members.into_iter().chain(issuer.map(|issuer| ("issuer", issuer))).collect()
    }
}
