//! The validator as a whole, against the development issuer.

#[cfg(feature = "discovery")]
mod discovery;
mod environments;
mod signed_tokens;
