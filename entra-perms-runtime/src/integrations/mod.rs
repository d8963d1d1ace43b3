//! The frameworks, each in a file of its own, on no more of it than its core crate.

#[cfg(feature = "axum")]
mod axum;
#[cfg(feature = "tower")]
pub(crate) mod tower;
