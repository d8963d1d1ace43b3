//! The time in which a token is valid.

use std::time::SystemTime;

/// The time in which a token is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lifetime {
    /// `nbf`
    pub(crate) not_before: SystemTime,
    /// `exp`
    pub(crate) expires_at: SystemTime,
}
