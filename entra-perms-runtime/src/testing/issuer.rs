//! The development issuer.

use core::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use uuid::Uuid;

use super::error::DevIssuerError;
use super::server::Server;
use super::signer::Signer;
use super::token::TokenBuilder;
use crate::model::{CallerKind, Model};
use crate::validator::{Authority, Jwks, Tenants, TokenValidator, TokenValidatorBuilder};

/// A development issuer, which signs access tokens for one tenant with an RSA key of its own.
pub struct DevIssuer {
    signer: Arc<Signer>,
    server: Option<Server>,
}

impl DevIssuer {
    /// Creates an issuer that does not serve anything.
    ///
    /// It signs in the name of `https://login.microsoftonline.com`. A validator accepts its tokens
    /// if it was built with the issuer's keys: with [`validator`](Self::validator) or
    /// [`jwks`](Self::jwks). `tenant` is a GUID.
    ///
    /// # Errors
    /// Returns [`DevIssuerError`] if `tenant` is not a GUID, or if no key can be generated.
    pub fn new(tenant: impl Into<String>) -> Result<Self, DevIssuerError> {
        let signer = Signer::new(&tenant.into(), Authority::global())?;
        Ok(Self { signer: Arc::new(signer), server: None })
    }

    /// Starts an issuer that also serves its metadata and keys, on a free port of 127.0.0.1.
    ///
    /// It serves until it is dropped, and needs a tokio runtime.
    ///
    /// # Errors
    /// Returns the errors of [`start_on`](Self::start_on).
    pub async fn start(tenant: impl Into<String>) -> Result<Self, DevIssuerError> {
        Self::start_on(tenant, (Ipv4Addr::LOCALHOST, 0).into()).await
    }

    /// Starts an issuer that also serves its metadata and keys, on the given loopback address.
    ///
    /// It serves until it is dropped, and needs a tokio runtime.
    ///
    /// # Errors
    /// Returns [`DevIssuerError`] in these cases:
    ///
    /// - `tenant` is not a GUID;
    /// - the address is not a loopback address, or the issuer cannot listen on it;
    /// - no key can be generated.
    pub async fn start_on(
        tenant: impl Into<String>,
        address: SocketAddr,
    ) -> Result<Self, DevIssuerError> {
        if !address.ip().is_loopback() {
            return Err(DevIssuerError::NotLoopback(address));
        }
        let cannot_listen = |source| DevIssuerError::Listen { address, source };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(cannot_listen)?;
        let authority = Authority::loopback(listener.local_addr().map_err(cannot_listen)?);
        let signer = Arc::new(Signer::new(&tenant.into(), authority)?);
        let server = Server::start(listener, Arc::clone(&signer));
        Ok(Self { signer, server: Some(server) })
    }

    /// Returns the base URL for [`authority`](crate::TokenValidatorBuilder::authority).
    #[must_use]
    pub fn authority(&self) -> &str {
        self.signer.authority()
    }

    /// Returns the tenant whose tokens this issuer signs.
    #[must_use]
    pub fn tenant(&self) -> Uuid {
        self.signer.tenant()
    }

    /// Returns the public keys, for [`TokenValidatorBuilder::jwks`].
    #[must_use]
    pub fn jwks(&self) -> Jwks {
        Jwks::read(&self.signer.jwks(None))
    }

    /// Returns the public keys as the JWKS document that an issuer serves.
    #[must_use]
    pub fn jwks_json(&self) -> String {
        self.signer.jwks(None).to_string()
    }

    /// Returns a builder for a validator that accepts this issuer's tokens.
    ///
    /// Build it with `issuer.validator().build().await?`. If the issuer [serves](Self::start) its
    /// keys, the validator fetches them. Otherwise the validator gets the issuer's current keys.
    pub fn validator<M: Model>(&self) -> TokenValidatorBuilder<M> {
        let builder = TokenValidator::builder(Tenants::from_id(self.tenant()));
        match self.server {
            #[cfg(feature = "discovery")]
            Some(_) => builder.authority(self.authority()),
            _ => builder.jwks(self.jwks()),
        }
    }

    /// Replaces the signing key.
    ///
    /// The issuer keeps publishing the previous key, as Entra does. The next rotation withdraws it.
    ///
    /// # Errors
    /// Returns [`DevIssuerError`] if no key can be generated.
    pub fn rotate_key(&self) -> Result<(), DevIssuerError> {
        self.signer.rotate_key()
    }

    /// Returns how often clients fetched the keys over HTTP.
    #[must_use]
    pub fn key_requests(&self) -> usize {
        self.server.as_ref().map_or(0, Server::key_requests)
    }

    /// Begins a delegated access token: a client acts for a user.
    ///
    /// Without [`scopes`](TokenBuilder::scopes) the token looks like an ID token, as in Entra,
    /// unless `.claim("idtyp", "user")` is set.
    ///
    /// [`agent`](TokenBuilder::agent) and [`agent_account`](TokenBuilder::agent_account) make the
    /// client an AI agent.
    pub fn user<M: Model>(&self) -> TokenBuilder<'_, M> {
        TokenBuilder::new(&self.signer, CallerKind::User)
    }

    /// Begins an app-only access token: an application acts as itself.
    ///
    /// [`agent`](TokenBuilder::agent) makes the application an AI agent.
    pub fn app<M: Model>(&self) -> TokenBuilder<'_, M> {
        TokenBuilder::new(&self.signer, CallerKind::App)
    }

    /// Signs any bytes with any scheme, for validator tests with tokens that [`TokenBuilder`]
    /// cannot make.
    #[cfg(test)]
    pub(crate) fn sign_raw(
        &self,
        scheme: &'static dyn aws_lc_rs::signature::RsaEncoding,
        message: &[u8],
    ) -> Vec<u8> {
        self.signer.current_key().sign_with(scheme, message)
    }
}

/// Does not show keys.
impl fmt::Debug for DevIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevIssuer")
            .field("tenant", &self.tenant())
            .field("authority", &self.authority())
            .field("serves", &self.server.is_some())
            .finish_non_exhaustive()
    }
}
