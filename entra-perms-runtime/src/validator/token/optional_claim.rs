//! Claims that Entra writes only if the registration of the API requests them (`optionalClaims`).

use std::time::SystemTime;

/// The registration's request for an optional claim in its access tokens.
///
/// Entra writes a claim into tokens that it issues after the request. A client keeps its token
/// until the token expires, which takes an hour, or 24 hours for managed identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionalClaim {
    /// The registration does not request the claim.
    NotRequested,
    /// Every token must have the claim.
    Requested,
    /// Only tokens that were issued earlier may lack the claim.
    RequestedSince(SystemTime),
}

impl OptionalClaim {
    /// Combines the manifest, which says whether the claim is requested, with the time that the
    /// service states.
    pub(crate) fn new(in_manifest: bool, since: Option<SystemTime>) -> Self {
        match (in_manifest, since) {
            (false, _) => Self::NotRequested,
            (true, None) => Self::Requested,
            (true, Some(since)) => Self::RequestedSince(since),
        }
    }

    /// Checks whether the claim was requested when the token was issued (`iat`). A token without
    /// `iat` counts as issued after the request.
    pub(crate) fn was_requested(self, issued_at: Option<SystemTime>) -> bool {
        match self {
            Self::NotRequested => false,
            Self::Requested => true,
            Self::RequestedSince(since) => issued_at.is_none_or(|issued_at| issued_at >= since),
        }
    }
}
