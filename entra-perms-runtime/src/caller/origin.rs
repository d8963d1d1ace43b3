//! The validator that accepted a caller.

use std::sync::Arc;

use uuid::Uuid;

/// The registration and the authority of the validator that accepted a caller.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The client id of the registration for which the validator was built.
    pub(crate) registration: Uuid,
    /// The base URL of the authority.
    pub(crate) authority: Arc<str>,
}
