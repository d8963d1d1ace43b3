//! An RSA key that signs tokens.

use core::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The length of a key id in bytes, as in Entra, whose key ids are certificate thumbprints.
const KEY_ID_LENGTH: usize = 20;

/// An RSA key and its published id.
pub struct SigningKey {
    pub(super) kid: String,
    pair: KeyPair,
}

impl SigningKey {
    /// Generates a key.
    pub(crate) fn generate() -> Result<Self, Unspecified> {
        Ok(Self::new(KeyPair::generate(KeySize::Rsa2048)?))
    }

    /// Reads a key in PKCS#8.
    pub(super) fn from_pkcs8(bytes: &[u8]) -> Option<Self> {
        KeyPair::from_pkcs8(bytes).ok().map(Self::new)
    }

    /// Returns the key in PKCS#8. The memory is cleared when it is dropped.
    pub(super) fn to_pkcs8(&self) -> Result<Pkcs8V1Der<'static>, Unspecified> {
        self.pair.as_der()
    }

    fn new(pair: KeyPair) -> Self {
        let hash = digest(&SHA256, pair.public_key().modulus().big_endian_without_leading_zero());
        let thumbprint: Vec<u8> = hash.as_ref().iter().copied().take(KEY_ID_LENGTH).collect();
        Self { kid: URL_SAFE_NO_PAD.encode(thumbprint), pair }
    }

    /// Returns an RS256 signature.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_with(&RSA_PKCS1_SHA256, message)
    }

    #[expect(
        clippy::expect_used,
        reason = "signing with a key that aws-lc accepted cannot fail; no service signs"
    )]
    pub(crate) fn sign_with(&self, scheme: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(scheme, &SystemRandom::new(), message, &mut signature)
            .expect("a generated key signs");
        signature
    }

    /// Returns the public key as the member of a JWKS.
    pub(super) fn jwk(&self, issuer: Option<&str>) -> Value {
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

/// Shows the published id only.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}
