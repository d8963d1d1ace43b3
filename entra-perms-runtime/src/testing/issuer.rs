//! The issuer and its key.

use core::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::server::Server;
use super::token::TokenBuilder;
use crate::model::{CallerKind, Model};
use crate::validator::{
    Authority, InvalidTenant, Jwks, Tenants, TokenValidator, TokenValidatorBuilder,
};

/// Signs access tokens for one tenant, with an RSA key of its own.
pub struct DevIssuer {
    published: Arc<Published>,
    server: Option<Server>,
}

/// What the issuer publishes; the server reads it.
pub(super) struct Published {
    pub(super) tenant: Uuid,
    pub(super) authority: Authority,
    keys: RwLock<SigningKeys>,
    key_requests: AtomicUsize,
}

struct SigningKeys {
    current: Arc<SigningKey>,
    previous: Option<Arc<SigningKey>>,
}

impl DevIssuer {
    /// An issuer that serves nothing, and signs in the name of `https://login.microsoftonline.com`: its tokens are good for
    /// validators that were given its [`jwks`](Self::jwks). `tenant` is a GUID.
    ///
    /// # Errors
    /// [`DevIssuerError`] where `tenant` is no GUID, or no key can be made.
    pub fn new(tenant: impl Into<String>) -> Result<Self, DevIssuerError> {
        let published = Published::new(&tenant.into(), Authority::GLOBAL)?;
        Ok(Self { published: Arc::new(published), server: None })
    }

    /// An issuer that also serves its metadata and keys, at a free port of 127.0.0.1, until it is dropped.
    ///
    /// # Errors
    /// [`DevIssuerError`], as for [`start_on`](Self::start_on).
    pub async fn start(tenant: impl Into<String>) -> Result<Self, DevIssuerError> {
        Self::start_on(tenant, (Ipv4Addr::LOCALHOST, 0).into()).await
    }

    /// An issuer that also serves its metadata and keys, at this address, until it is dropped. It needs a tokio runtime.
    ///
    /// # Errors
    /// [`DevIssuerError`] where `tenant` is no GUID, the address is not one of this machine alone or cannot be
    /// listened on, or no key can be made.
    pub async fn start_on(
        tenant: impl Into<String>,
        address: SocketAddr,
    ) -> Result<Self, DevIssuerError> {
        if !address.ip().is_loopback() {
            return Err(DevIssuerError::NotLoopback(address));
        }
        let listener = tokio::net::TcpListener::bind(address).await?;
        let authority = format!("http://{}", listener.local_addr()?);
        let published = Arc::new(Published::new(&tenant.into(), &authority)?);
        let server = Server::start(listener, Arc::clone(&published));
        Ok(Self { published, server: Some(server) })
    }

    /// The base URL for [`authority`](crate::TokenValidatorBuilder::authority).
    #[must_use]
    pub fn authority(&self) -> &str {
        self.published.authority.url()
    }

    /// The tenant that it issues tokens for.
    #[must_use]
    pub fn tenant(&self) -> Uuid {
        self.published.tenant
    }

    /// Returns the public keys, for [`TokenValidatorBuilder::jwks`].
    #[must_use]
    pub fn jwks(&self) -> Jwks {
        Jwks::read(&self.published.jwks(None))
    }

    /// Returns the public keys as the JWKS document that an issuer serves.
    #[must_use]
    pub fn jwks_json(&self) -> String {
        self.published.jwks(None).to_string()
    }

    /// A validator that takes this issuer's tokens, to be built: `issuer.validator().build().await?`. From an issuer that
    /// [serves](Self::start) it fetches keys; one that serves nothing gives it those of now.
    pub fn validator<M: Model>(&self) -> TokenValidatorBuilder<M> {
        let builder = TokenValidator::builder(Tenants::from_id(self.tenant()));
        match self.server {
            #[cfg(feature = "discovery")]
            Some(_) => builder.authority(self.authority()),
            _ => builder.jwks(self.jwks()),
        }
    }

    /// Signs with a new key from here on. As Entra does, it goes on publishing the key before it; one more rotation
    /// withdraws that.
    ///
    /// # Errors
    /// [`DevIssuerError`] where no key can be made.
    pub fn rotate_key(&self) -> Result<(), DevIssuerError> {
        let next = Arc::new(SigningKey::generate()?);
        let mut keys = self.published.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.previous = Some(core::mem::replace(&mut keys.current, next));
        Ok(())
    }

    /// How often keys were asked for over HTTP.
    #[must_use]
    pub fn key_requests(&self) -> usize {
        self.published.key_requests.load(Ordering::Relaxed)
    }

    /// An access token of a client that acts for a user. Without [`scopes`](TokenBuilder::scopes)
    /// it cannot be told from an ID token, unless `.claim("idtyp", "user")` says so: as with Entra.
    pub fn user<M: Model>(&self) -> TokenBuilder<'_, M> {
        TokenBuilder::new(self, CallerKind::User)
    }

    /// An access token of an application that acts as itself.
    pub fn app<M: Model>(&self) -> TokenBuilder<'_, M> {
        TokenBuilder::new(self, CallerKind::App)
    }

    pub(super) fn published(&self) -> &Published {
        &self.published
    }

    /// Signs anything in any way: what the tests of the validator are about is no token that [`TokenBuilder`] would make.
    #[cfg(test)]
    pub(crate) fn sign_raw(&self, scheme: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        self.published.current_key().sign_with(scheme, message)
    }
}

impl Published {
    fn new(tenant: &str, authority: &str) -> Result<Self, DevIssuerError> {
        let tenant = Tenants::single(tenant)?.only().unwrap_or_default();
        let authority =
            Authority::parse(authority).map_err(|error| io::Error::other(error.to_string()))?;
        let current = Arc::new(SigningKey::generate()?);
        let keys = RwLock::new(SigningKeys { current, previous: None });
        Ok(Self { tenant, authority, keys, key_requests: AtomicUsize::new(0) })
    }

    /// The key that signs now.
    pub(super) fn current_key(&self) -> Arc<SigningKey> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner).current)
    }

    /// The keys as Entra publishes them: without `alg`, and in v2.0 metadata with the issuer that they are for.
    pub(super) fn jwks(&self, issuer: Option<&str>) -> Value {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<Value> = [Some(&keys.current), keys.previous.as_ref()]
            .into_iter()
            .flatten()
            .map(|key| key.jwk(issuer))
            .collect();
        json!({ "keys": keys })
    }

    pub(super) fn count_key_request(&self) {
        self.key_requests.fetch_add(1, Ordering::Relaxed);
    }
}

/// An RSA key and the id that it is published under.
pub(super) struct SigningKey {
    pub(super) kid: String,
    pair: KeyPair,
}

impl SigningKey {
    fn generate() -> Result<Self, DevIssuerError> {
        let pair =
            KeyPair::generate(KeySize::Rsa2048).map_err(|_| DevIssuerError::KeyGeneration)?;
        // As long as Entra's, which are thumbprints of certificates.
        let thumbprint =
            digest(&SHA256, pair.public_key().modulus().big_endian_without_leading_zero());
        let kid = URL_SAFE_NO_PAD.encode(thumbprint.as_ref().get(..20).unwrap_or_default());
        Ok(Self { kid, pair })
    }

    /// An RS256 signature.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_with(&RSA_PKCS1_SHA256, message)
    }

    #[expect(
        clippy::expect_used,
        reason = "a key that was made here signs; and this is for tests alone"
    )]
    fn sign_with(&self, scheme: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(scheme, &SystemRandom::new(), message, &mut signature)
            .expect("a key that was made here signs");
        signature
    }

    fn jwk(&self, issuer: Option<&str>) -> Value {
        let public = self.pair.public_key();
        let mut jwk = json!({
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        });
        if let (Some(issuer), Some(jwk)) = (issuer, jwk.as_object_mut()) {
            jwk.insert("issuer".to_owned(), issuer.into());
        }
        jwk
    }
}

/// Shows no key.
impl fmt::Debug for DevIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevIssuer")
            .field("tenant", &self.tenant())
            .field("authority", &self.authority())
            .field("serves", &self.server.is_some())
            .finish_non_exhaustive()
    }
}

/// Why there is no development issuer.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum DevIssuerError {
    /// The tenant is no GUID.
    #[error(transparent)]
    Tenant(#[from] InvalidTenant),
    /// No RSA key can be made.
    #[error("no RSA key can be made")]
    KeyGeneration,
    /// The address can be reached from other machines: whoever reaches a development issuer may trust it.
    #[error("a development issuer listens on loopback addresses only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("the development issuer cannot listen: {0}")]
    Listen(#[from] io::Error),
}

/// As [`Display`](fmt::Display): this is what a `main` that returns the error prints.
impl fmt::Debug for DevIssuerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
