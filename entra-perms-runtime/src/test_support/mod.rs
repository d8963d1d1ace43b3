//! A small model, the log of a thread, and its metrics, for unit tests.

pub(crate) mod log;
#[cfg(feature = "metrics")]
pub(crate) mod metrics;
pub(crate) mod model;
