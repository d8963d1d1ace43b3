//! A small model and the log of a thread, for unit tests.

#[cfg(feature = "testing")]
pub(crate) mod log;
pub(crate) mod model;
