//! The root certificates that TLS connections to the authority must verify against.

use reqwest::Certificate;

use crate::validator::build_error::{BuildError, FetchError};

/// The first byte of a certificate in DER: a `SEQUENCE` (ITU-T X.690).
const DER_SEQUENCE: u8 = 0x30;

/// The root certificates to trust. There is one source: a further one would add roots that can
/// vouch for the authority.
#[derive(Clone, Default)]
pub(crate) enum Roots {
    #[default]
    OfMachine,
    /// A file in PEM, or one certificate in DER.
    Given(Vec<u8>),
    /// Mozilla's.
    #[cfg(feature = "bundled-roots")]
    Bundled,
}

impl Roots {
    /// Returns the certificates to trust in place of the machine's, or `None` if the machine's
    /// apply.
    pub(crate) fn certificates(&self) -> Result<Option<Vec<Certificate>>, BuildError> {
        match self {
            Self::OfMachine => Ok(None),
            Self::Given(file) => Ok(Some(parse(file)?)),
            #[cfg(feature = "bundled-roots")]
            Self::Bundled => Ok(Some(bundled()?)),
        }
    }
}

#[cfg(feature = "bundled-roots")]
fn bundled() -> Result<Vec<Certificate>, BuildError> {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    roots.map(|root| Certificate::from_der(root).map_err(invalid)).collect()
}

/// Returns the certificates of a file: at least one.
fn parse(file: &[u8]) -> Result<Vec<Certificate>, BuildError> {
    let certificates = Certificate::from_pem_bundle(file).map_err(invalid)?;
    if !certificates.is_empty() {
        return Ok(certificates);
    }
    if file.first() == Some(&DER_SEQUENCE) {
        return Ok(vec![Certificate::from_der(file).map_err(invalid)?]);
    }
    Err(BuildError::NoRootCertificateGiven)
}

/// Returns the error for certificates that the TLS library refuses.
pub(super) fn invalid(error: reqwest::Error) -> BuildError {
    BuildError::InvalidRootCertificates(FetchError::new(error))
}
