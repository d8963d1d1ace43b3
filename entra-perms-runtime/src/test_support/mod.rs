//! A small model and the log of a thread, for unit tests.

pub(crate) mod log;
pub(crate) mod model;
