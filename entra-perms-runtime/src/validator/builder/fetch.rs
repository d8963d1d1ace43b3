//! The settings for fetching keys from the authority.

use super::TokenValidatorBuilder;
use crate::model::Model;
use crate::validator::keys::discovery::{Roots, Start};

impl<M: Model> TokenValidatorBuilder<M> {
    /// Lets [`build`](Self::build) return at once, before there are keys.
    ///
    /// Use this if the service may start before the authority can be reached. The keys are then
    /// fetched in the background, by the tokio runtime that runs `build`. Until they are there:
    ///
    /// - Every token is refused as [`TokenError::KeysUnavailable`], which is a 503 with
    ///   `Retry-After`. Nothing is decided without keys and issuers.
    /// - [`is_ready`] and [`ready`] tell a readiness probe.
    /// - The authority is asked again after 1, 2, 4, 8, 16, 32 and then 60 seconds. Each pause is
    ///   shortened at random by up to half. So there are at most six attempts in the first half
    ///   minute, and then at most two in each minute. Requests cause no attempt.
    /// - Each failed attempt is a warning in the log, with the time until the next attempt. Wrong
    ///   metadata is an error in the log: of another tenant, or with a URL that cannot be trusted.
    ///   It is read again, too, because the authority may be corrected.
    ///
    /// Settings that can be checked without the network are still errors of `build`. The setting
    /// has no effect if [`jwks`](Self::jwks) sets keys.
    ///
    /// ```no_run
    /// # use entra_perms_runtime::{BuildError, Model, Tenants, TokenValidator};
    /// # async fn build<M: Model>(tenants: Tenants) -> Result<(), BuildError> {
    /// let validator = TokenValidator::<M>::builder(tenants).start_without_keys().build().await?;
    /// validator.ready().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [`TokenError::KeysUnavailable`]: crate::TokenError::KeysUnavailable
    /// [`is_ready`]: crate::TokenValidator::is_ready
    /// [`ready`]: crate::TokenValidator::ready
    pub fn start_without_keys(mut self) -> Self {
        self.fetch_settings.start = Start::WithoutKeys;
        self
    }

    /// Trusts only these root certificates for connections to the authority, and not the machine's
    /// own. The certificates are PEM, with any number of certificates, or one in DER.
    ///
    /// Only the last call of this and `only_bundled_root_certificates` counts. To trust the
    /// certificates of several PEM files, give the files as one text.
    ///
    /// Use this on a machine without root certificates (`FROM scratch`, Nix, Bazel), or behind a
    /// proxy that inspects TLS. Microsoft lists the roots of its services:
    /// <https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details>.
    ///
    /// [`build`](Self::build) returns [`BuildError::NoRootCertificateGiven`] or
    /// [`BuildError::InvalidRootCertificates`] if they cannot be used.
    ///
    /// ```no_run
    /// # use entra_perms_runtime::{Model, TokenValidatorBuilder};
    /// # fn with_roots<M: Model>(
    /// #     builder: TokenValidatorBuilder<M>,
    /// # ) -> std::io::Result<TokenValidatorBuilder<M>> {
    /// Ok(builder.only_root_certificates(std::fs::read("roots.pem")?))
    /// # }
    /// ```
    ///
    /// [`BuildError::NoRootCertificateGiven`]: crate::BuildError::NoRootCertificateGiven
    /// [`BuildError::InvalidRootCertificates`]: crate::BuildError::InvalidRootCertificates
    pub fn only_root_certificates(mut self, certificates: impl AsRef<[u8]>) -> Self {
        self.fetch_settings.roots = Roots::Given(certificates.as_ref().to_owned());
        self
    }

    /// Trusts Mozilla's root certificates for connections to the authority, which are compiled in,
    /// and not the machine's own. Only the last call of this and
    /// [`only_root_certificates`](Self::only_root_certificates) counts.
    ///
    /// The certificates come from the crate `webpki-root-certs`. Update it with
    /// `cargo update`: nothing else renews them, and no root is withdrawn from a running program.
    #[cfg(feature = "bundled-roots")]
    pub fn only_bundled_root_certificates(mut self) -> Self {
        self.fetch_settings.roots = Roots::Bundled;
        self
    }
}
