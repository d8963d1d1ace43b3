//! Why a validator cannot be built.

use core::error::Error;
use core::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::model::AppRegistration;

/// Why a [`TokenValidator`](crate::TokenValidator) cannot be built. All are the service's own, and known at start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Nothing is compiled in that could verify a signature.
    #[error(
        "no cryptography is compiled in: enable the feature `aws-lc-rs` or `rust-crypto` of entra-perms-runtime"
    )]
    NoBackend,
    /// The backend does not verify a signature that is known to be good, takes one that is known to be bad, or cannot make a key for the
    /// [cache](crate::TokenValidatorBuilder::token_cache).
    #[error("the cryptography backend failed its self-test")]
    BackendSelfTest,
    /// The manifest has no client id, or a placeholder for it, and none was given.
    #[error("the manifest has no usable `appId`: give the client id with `client_id`")]
    NoClientId,
    /// The client id is no GUID.
    #[error("the client id must be a GUID (`appId` of the app registration), not `{0}`")]
    InvalidClientId(String),
    /// The program was built for several app registrations, and not told which one it runs as.
    #[error(
        "the program was built for {} app registrations, {}: choose one with `client_id`",
        .registrations.len(),
        Listed(.registrations)
    )]
    #[non_exhaustive]
    RegistrationNotChosen {
        /// Those that there are.
        registrations: &'static [AppRegistration],
    },
    /// The program was built for several app registrations, and this is none of them.
    #[error(
        "the program was not built for the app registration `{client_id}`: add its manifest to `environments`, or \
         choose one of {}",
        Listed(.registrations)
    )]
    #[non_exhaustive]
    UnknownRegistration {
        /// As it was given.
        client_id: String,
        /// Those that there are.
        registrations: &'static [AppRegistration],
    },
    /// The app registration serves the tenant that it is in, and the validator would be for several.
    /// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
    #[error(
        "the app registration is for its own tenant only (`signInAudience` is `AzureADMyOrg`), and Entra issues no \
         tokens for it in others: build the validator for that one"
    )]
    OneTenantOnly,
    /// The app registration serves no organisation, and so no tenant whose tokens are taken here.
    /// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
    #[error(
        "the app registration is for personal accounts only (`signInAudience` is `PersonalMicrosoftAccount`), which \
         are in no organisation and have no app roles"
    )]
    PersonalAccountsOnly,
    /// The authority is no base URL that tokens can be trusted to come from.
    #[error("the authority `{authority}` {problem}")]
    #[non_exhaustive]
    InvalidAuthority {
        /// As it was given.
        authority: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// More clock skew than Microsoft's own libraries allow.
    #[error("a clock skew of {given:?} is too large: at most {at_most:?}")]
    #[non_exhaustive]
    ClockSkew {
        /// As it was given.
        given: Duration,
        /// The largest that is taken.
        at_most: Duration,
    },
    /// The key set that was given is not a JWKS document (RFC 7517, section 5).
    #[error(
        "the key set that was given {problem}: it must be a JWKS document, as at the authority's `jwks_uri`"
    )]
    #[non_exhaustive]
    InvalidJwks {
        /// What is wrong with it. It shows nothing of the document.
        problem: String,
    },
    /// No key is usable, so that every token would be refused.
    #[error(
        "{source_of_keys} has no usable key: RSA of 2048 to 4096 bits with a `kid`, for RS256 signatures"
    )]
    #[non_exhaustive]
    NoKeys {
        /// The URL, or that the keys were given.
        source_of_keys: String,
    },
    /// No keys were given, and the feature that fetches them is off.
    #[error(
        "no keys: give them with `jwks`, or enable the feature `discovery` of entra-perms-runtime"
    )]
    NoDiscovery,
    /// Keys are fetched and kept fresh by tasks of tokio, with its timers and sockets.
    #[error(
        "keys are fetched by tokio, and no tokio runtime with timers and I/O (`enable_all`) is running here: give \
         them with `jwks`, or use tokio"
    )]
    NoRuntime,
    /// The HTTP client cannot be set up.
    #[error("the HTTP client cannot be set up")]
    HttpClient(#[source] FetchError),
    /// The authority does not answer as it should.
    #[error("`{url}` cannot be read")]
    #[non_exhaustive]
    Unreachable {
        /// The document's URL.
        url: String,
        /// The reason.
        source: FetchError,
    },
    /// The authority answers with metadata that is not for this tenant, or cannot be trusted.
    #[error("the metadata at `{url}` {problem}")]
    #[non_exhaustive]
    Metadata {
        /// Where it was read.
        url: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// The reason why a document cannot be fetched from the authority.
///
/// Its [sources](Error::source) lead to the error of the TLS library or the operating system.
#[derive(Clone)]
pub struct FetchError(Arc<dyn Error + Send + Sync>);

impl FetchError {
    #[cfg(feature = "discovery")]
    pub(crate) fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Error for FetchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// Compares identity: an error equals only itself and its clones.
impl PartialEq for FetchError {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for FetchError {}

/// Registrations by name and client id, as a list in a sentence.
struct Listed<'a>(&'a [AppRegistration]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (before, registration) in self.0.iter().enumerate() {
            f.write_str(match before {
                0 => "",
                _ if before + 1 == self.0.len() => " and ",
                _ => ", ",
            })?;
            match (registration.display_name, registration.client_id) {
                (Some(name), Some(client_id)) => write!(f, "`{name}` (`{client_id}`)")?,
                (Some(name), None) => write!(f, "`{name}` (no usable `appId`)")?,
                (None, Some(client_id)) => write!(f, "`{client_id}`")?,
                (None, None) => f.write_str("one whose manifest has no usable `appId`")?,
            }
        }
        Ok(())
    }
}
