//! The validator as a whole, against the development issuer.

#[cfg(feature = "discovery")]
mod authority;
mod cache;
#[cfg(feature = "discovery")]
mod discovery;
mod environments;
mod log;
mod properties;
#[cfg(feature = "discovery")]
mod runtimes;
pub(in crate::validator) mod signed_tokens;
mod table;
