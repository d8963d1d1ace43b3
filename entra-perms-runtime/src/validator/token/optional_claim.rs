//! Claims that Entra writes only if the registration of the API requests them (`optionalClaims`).

use std::time::SystemTime;

/// Whether, and since when, the registration requests an optional claim for its access tokens.
///
/// Entra writes a claim into tokens that it issues after the request. A client keeps its token
/// until the token expires, which takes an hour, or 24 hours for managed identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionalClaim {
    /// A token without the claim says nothing.
    NotRequested,
    /// No token may lack the claim.
    Requested,
    /// Only tokens that were issued earlier may lack the claim.
    RequestedSince(SystemTime),
}

impl OptionalClaim {
    /// The manifest decides whether; the service may know since when.
    pub(crate) fn new(in_manifest: bool, since: Option<SystemTime>) -> Self {
        match (in_manifest, since) {
            (false, _) => Self::NotRequested,
            (true, None) => Self::Requested,
            (true, Some(since)) => Self::RequestedSince(since),
        }
    }

    /// Whether the claim was requested when the token was issued (`iat`). A token that does not say
    /// when it was issued does not profit from its age.
    pub(crate) fn was_requested(self, issued_at: Option<SystemTime>) -> bool {
        match self {
            Self::NotRequested => false,
            Self::Requested => true,
            Self::RequestedSince(since) => issued_at.is_none_or(|issued_at| issued_at >= since),
        }
    }
}
