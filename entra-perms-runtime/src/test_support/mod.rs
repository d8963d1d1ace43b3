//! What unit tests share: a small model, and the log of a thread.

#[cfg(feature = "testing")]
pub(crate) mod log;
pub(crate) mod model;
