//! The reasons why a validator cannot be built.

use core::error::Error;
use core::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::model::AppRegistration;
use crate::validator::token_error::Excerpt;

/// The reason why a [`TokenValidator`](crate::TokenValidator) cannot be built.
///
/// If a document of the authority cannot be fetched, the reason is in the [source](Error::source)
/// of the error. A `main` that returns the error prints its `Debug` form. For a readable message,
/// print the error with its sources, as `anyhow` does with `{:#}`, or like this:
///
/// ```
/// use std::error::Error;
///
/// fn report(error: &dyn Error) -> String {
///     let mut report = error.to_string();
///     let mut source = error.source();
///     while let Some(cause) = source {
///         report.push_str(&format!(": {cause}"));
///         source = cause.source();
///     }
///     report
/// }
/// # let error = entra_perms_runtime::BuildError::NoClientId;
/// # assert_eq!(report(&error), error.to_string());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No cryptography backend is compiled in to verify signatures.
    #[error(
        "no cryptography is compiled in: enable the feature `aws-lc-rs` or `rust-crypto` of \
         entra-perms-runtime"
    )]
    NoBackend,
    /// The cryptography backend refuses a valid signature, accepts an invalid one, or cannot make a
    /// key for the [cache](crate::TokenValidatorBuilder::token_cache).
    #[error("the cryptography backend failed its self-test")]
    BackendSelfTest,
    /// The manifest has no client id, or a placeholder for it, and the builder has none.
    #[error("the manifest has no usable `appId`: give the client id with `client_id`")]
    NoClientId,
    /// The client id is not a GUID.
    #[error("the client id must be a GUID (`appId` of the app registration), not `{0}`")]
    InvalidClientId(String),
    /// The program was built for several app registrations, and the builder has no client id.
    #[error(
        "the program was built for {} app registrations, {}: choose one with `client_id`",
        .registrations.len(),
        Listed(.registrations)
    )]
    #[non_exhaustive]
    RegistrationNotChosen {
        /// The registrations of the program.
        registrations: &'static [AppRegistration],
    },
    /// The program was built for several app registrations, and the client id is of another one.
    #[error(
        "the program was not built for the app registration `{client_id}`: add its manifest to \
         `environments`, or choose one of {}",
        Listed(.registrations)
    )]
    #[non_exhaustive]
    UnknownRegistration {
        /// The client id of the builder.
        client_id: String,
        /// The registrations of the program.
        registrations: &'static [AppRegistration],
    },
    /// The builder says until when tokens of both versions are accepted, but neither the manifest
    /// nor the builder says which version is accepted after that.
    #[error(
        "`both_versions_until` needs the version of the tokens after that time, and the manifest \
         does not state it: give it with `token_version`, or export the manifest again"
    )]
    NoTokenVersion,
    /// The builder accepts applications without roles, but the manifest does not request `idtyp`.
    /// Only a token whose `idtyp` is `app` is accepted without a role, so that none would be.
    #[error(
        "`accept_apps_without_roles` has no effect without `idtyp` in the tokens, and the manifest \
         of the app registration `{client_id}` does not request it: add `{{ \"name\": \"idtyp\" \
         }}` to `optionalClaims.accessToken` of the registration and of the manifest"
    )]
    #[non_exhaustive]
    IdtypNotRequested {
        /// The client id of the registration.
        client_id: String,
    },
    /// There is no validator in [`any_of`](crate::TokenValidator::any_of), so that every token
    /// would be refused.
    #[error("`any_of` was given no validator, so that every token would be refused")]
    NoValidator,
    /// Two validators in [`any_of`](crate::TokenValidator::any_of) accept tokens of one issuer, so
    /// that the issuer of a token does not say which of the two must verify it.
    #[error(
        "two validators accept tokens of one issuer, such as {issuer}: each issuer must belong to \
         one validator, so give them different tenants, authorities or token versions"
    )]
    #[non_exhaustive]
    SharedIssuer {
        /// An issuer that both accept.
        issuer: Excerpt,
    },
    /// The app registration is for its own tenant only, but the validator is for several tenants.
    /// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
    #[error(
        "the app registration is for its own tenant only (`signInAudience` is `AzureADMyOrg`), and \
         Entra issues no tokens for it in other tenants: build the validator for this tenant"
    )]
    OneTenantOnly,
    /// The app registration is for personal accounts only. They are in no organization, and so in
    /// no tenant that a validator accepts.
    /// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
    #[error(
        "the app registration is for personal accounts only (`signInAudience` is \
         `PersonalMicrosoftAccount`), which are in no organization and have no app roles"
    )]
    PersonalAccountsOnly,
    /// The authority is not a base URL that can be trusted.
    #[error("the authority `{authority}` {problem}")]
    #[non_exhaustive]
    InvalidAuthority {
        /// The URL of the builder.
        authority: String,
        /// The problem with the URL, as the end of a sentence.
        problem: &'static str,
    },
    /// The clock skew is larger than the default of Microsoft's own libraries.
    #[error("a clock skew of {given:?} is too large: the maximum is {at_most:?}")]
    #[non_exhaustive]
    ClockSkew {
        /// The skew of the builder.
        given: Duration,
        /// The maximum.
        at_most: Duration,
    },
    /// The given key set is not a JWKS document (RFC 7517, section 5).
    #[error(
        "the given key set {problem}: it must be a JWKS document, as at the authority's `jwks_uri`"
    )]
    #[non_exhaustive]
    InvalidJwks {
        /// The problem with the document, as the end of a sentence. It does not quote the document.
        problem: String,
    },
    /// A key set has no usable key, so that every token would be refused.
    #[error(
        "{source_of_keys} has no usable key: RSA of 2048 to 4096 bits with a `kid`, for RS256 \
         signatures"
    )]
    #[non_exhaustive]
    NoKeys {
        /// The URL of the key set, or a note that it was given.
        source_of_keys: String,
    },
    /// The builder has no keys, and the feature that fetches them is disabled.
    #[error(
        "no keys: give them with `jwks`, or enable the feature `discovery` of entra-perms-runtime"
    )]
    NoDiscovery,
    /// There is no tokio runtime with timers and I/O, which fetching keys needs.
    #[error(
        "keys are fetched by tokio, and no tokio runtime with timers and I/O (`enable_all`) is \
         running here: give them with `jwks`, or use tokio"
    )]
    NoRuntime,
    /// The machine has no root certificates, so that TLS connections to the authority cannot be
    /// verified. The reason is the source.
    ///
    /// This happens in containers `FROM scratch`, and with Nix or Bazel. A loopback authority over
    /// `http` needs no root certificates.
    #[error(
        "no root certificates were found on this machine to verify `{authority}`: install the \
         package `ca-certificates`, set the variable `SSL_CERT_FILE` to a PEM file, or give them \
         in code with `only_root_certificates`, or with the feature `bundled-roots` and \
         `only_bundled_root_certificates`"
    )]
    #[non_exhaustive]
    NoRootCertificates {
        /// The base URL of the authority.
        authority: String,
        /// The reason.
        source: FetchError,
    },
    /// The bytes that were given to `only_root_certificates` have no certificate.
    #[error(
        "the given root certificates have no certificate: they must be PEM (`-----BEGIN \
         CERTIFICATE-----`), or one certificate in DER"
    )]
    NoRootCertificateGiven,
    /// A certificate that was given to `only_root_certificates` cannot be parsed. The reason is the
    /// source.
    #[error("a given root certificate cannot be parsed")]
    InvalidRootCertificates(#[source] FetchError),
    /// The HTTP client cannot be set up. The reason is the source.
    #[error("the HTTP client cannot be set up")]
    HttpClient(#[source] FetchError),
    /// A document of the authority cannot be read. The reason is the source.
    #[error("`{url}` cannot be read")]
    #[non_exhaustive]
    Unreachable {
        /// The URL of the document.
        url: String,
        /// The reason.
        source: FetchError,
    },
    /// The authority's metadata is for another tenant, or cannot be trusted.
    #[error("the metadata at `{url}` {problem}")]
    #[non_exhaustive]
    Metadata {
        /// The URL of the metadata.
        url: String,
        /// The problem with the metadata, as the end of a sentence.
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

/// Displays registrations by name and client id, as a list in a sentence.
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

#[cfg(all(test, feature = "discovery"))]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("request failed")]
    struct RequestFailed(#[source] std::io::Error);

    #[test]
    fn sources_are_kept_and_printed_once() {
        let refused = std::io::Error::other("connection refused");
        let source = FetchError::new(RequestFailed(refused));
        let error = BuildError::Unreachable { url: "https://a.example".to_owned(), source };
        let mut texts = vec![error.to_string()];
        let mut source = error.source();
        while let Some(cause) = source {
            texts.push(cause.to_string());
            source = cause.source();
        }
        assert_eq!(
            texts,
            ["`https://a.example` cannot be read", "request failed", "connection refused"]
        );
        assert_eq!(error, error.clone());
    }
}
