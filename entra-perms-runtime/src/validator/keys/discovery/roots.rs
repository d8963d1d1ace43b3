//! The root certificates that TLS connections to the authority must verify against.

use reqwest::Certificate;

use crate::validator::build_error::{BuildError, FetchError};

/// The first byte of a certificate in DER: a `SEQUENCE` (ITU-T X.690).
const DER_SEQUENCE: u8 = 0x30;

/// The given root certificates. If there are not any, the certificates of the machine apply.
#[derive(Clone, Default)]
pub(crate) struct Roots {
    /// Files in PEM or DER, as they were given.
    given: Vec<Vec<u8>>,
    #[cfg(feature = "bundled-roots")]
    bundled: bool,
}

impl Roots {
    /// Adds certificates in PEM, or one certificate in DER.
    pub(crate) fn add(&mut self, certificates: &[u8]) {
        self.given.push(certificates.to_owned());
    }

    /// Adds Mozilla's root certificates.
    #[cfg(feature = "bundled-roots")]
    pub(crate) fn add_bundled(&mut self) {
        self.bundled = true;
    }

    /// Returns the given certificates, or `None` if the machine's apply.
    pub(crate) fn certificates(&self) -> Result<Option<Vec<Certificate>>, BuildError> {
        let mut certificates = Vec::new();
        for file in &self.given {
            certificates.extend(parse(file)?);
        }
        #[cfg(feature = "bundled-roots")]
        if self.bundled {
            for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
                certificates.push(Certificate::from_der(root).map_err(invalid)?);
            }
        }
        Ok((!certificates.is_empty()).then_some(certificates))
    }
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
