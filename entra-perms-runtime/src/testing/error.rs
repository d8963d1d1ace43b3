//! Errors of the development issuer.

use std::io;
use std::net::SocketAddr;

use crate::signing::SharedKeyError;
use crate::validator::InvalidTenant;

/// An error that prevents a [`DevIssuer`](super::DevIssuer) from starting or changing its key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DevIssuerError {
    /// The tenant is not the GUID of an organization.
    #[error(transparent)]
    Tenant(#[from] InvalidTenant),
    /// No RSA key can be generated.
    #[error("cannot generate an RSA key")]
    KeyGeneration,
    /// The key that programs share cannot be used.
    #[error(transparent)]
    SharedKey(#[from] SharedKeyError),
    /// The address is not a loopback address, so other machines could reach the issuer.
    #[error("the development issuer must listen on a loopback address, not on `{0}`")]
    NotLoopback(SocketAddr),
    /// The issuer cannot listen on the address.
    #[error("the development issuer cannot listen on `{address}`")]
    #[non_exhaustive]
    Listen {
        /// The requested address.
        address: SocketAddr,
        /// The error of the operating system.
        source: io::Error,
    },
}
