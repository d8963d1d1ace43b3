//! The development issuer.

use core::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use uuid::Uuid;

use super::error::DevIssuerError;
use super::server::Server;
use super::token::TokenBuilder;
use crate::model::{CallerKind, Model};
use crate::signing::{
    DEVELOPMENT_TENANT, SharedKeyError, Signer, SigningKey, shared_key, target_folder,
};
use crate::validator::{
    Authority, Jwks, Tenants, TokenValidator, TokenValidatorBuilder, parse_tenant,
};

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
        Ok(Self::global(parse_tenant(&tenant.into())?, new_key()?))
    }

    /// Returns an issuer that signs with one key for all programs of a workspace, for local calls
    /// to a service.
    ///
    /// The command `cargo entra-perms token` signs with this key, too: a validator of this issuer
    /// accepts its tokens. Like the issuer of [`new`](Self::new), it signs in the name of
    /// `https://login.microsoftonline.com`, and does not serve anything. Its tenant is a GUID that
    /// Entra does not use, `00000001-de70-4000-8000-000000000004`.
    ///
    /// The key is the file `entra-perms/dev-key.der` in the target folder of cargo. The first
    /// program that needs it makes it, and only its owner can read it. Every program of this user
    /// can sign with it, so a service that trusts it is **for development only**. `cargo clean`
    /// removes the key: start the service again after that.
    ///
    /// The target folder is `CARGO_TARGET_DIR`, if it is an absolute path, or else the folder of
    /// cargo in which this program is. If you build with `--target-dir`, give the folder to the
    /// command, too.
    ///
    /// ```no_run
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::testing::DevIssuer;
    /// use permissions::TokenValidator;
    ///
    /// # async fn build() -> Result<(), Box<dyn std::error::Error>> {
    /// let issuer = DevIssuer::shared()?;
    /// let validator: TokenValidator = issuer.validator().build().await?;
    /// # Ok(())
    /// # }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Returns [`DevIssuerError`] in these cases:
    ///
    /// - the program is in no target folder;
    /// - the key cannot be read or made, or is damaged;
    /// - other users can open the file of the key.
    pub fn shared() -> Result<Self, DevIssuerError> {
        Self::shared_by_tenant(DEVELOPMENT_TENANT)
    }

    /// Returns the issuer of [`shared`](Self::shared) for this tenant, a GUID. The command has the
    /// option `--tenant`.
    ///
    /// # Errors
    /// Returns the errors of [`shared`](Self::shared), and one if `tenant` is not a GUID.
    pub fn shared_for(tenant: impl Into<String>) -> Result<Self, DevIssuerError> {
        Self::shared_by_tenant(parse_tenant(&tenant.into())?)
    }

    fn shared_by_tenant(tenant: Uuid) -> Result<Self, DevIssuerError> {
        let folder = target_folder().ok_or(SharedKeyError::NoTargetFolder)?;
        Ok(Self::global(tenant, shared_key(&folder)?))
    }

    fn global(tenant: Uuid, key: SigningKey) -> Self {
        Self { signer: Arc::new(Signer::global(tenant, key)), server: None }
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
        let tenant = parse_tenant(&tenant.into())?;
        let signer = Arc::new(Signer::new(tenant, authority, new_key()?));
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
    /// The new key is the issuer's own, also if the previous one is [shared](Self::shared).
    ///
    /// # Errors
    /// Returns [`DevIssuerError`] if no key can be generated.
    pub fn rotate_key(&self) -> Result<(), DevIssuerError> {
        self.signer.rotate_key(new_key()?);
        Ok(())
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
        self.signer.sign_raw(scheme, message)
    }
}

fn new_key() -> Result<SigningKey, DevIssuerError> {
    SigningKey::generate().map_err(|_| DevIssuerError::KeyGeneration)
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
