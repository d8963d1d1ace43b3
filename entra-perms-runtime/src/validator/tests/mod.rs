//! Tests of the whole validator with tokens of the development issuer.

#[cfg(feature = "discovery")]
mod authority;
mod cache;
mod connections;
#[cfg(feature = "discovery")]
mod discovery;
mod environments;
mod log;
mod properties;
#[cfg(feature = "discovery")]
mod runtimes;
mod several;
#[cfg(feature = "discovery")]
mod shared_jwks;
pub(in crate::validator) mod signed_tokens;
mod statistics;
mod table;
