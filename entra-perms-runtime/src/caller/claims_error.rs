//! Why the claims of a token could not be read.

/// An error of [`Caller::claims`](crate::Caller::claims).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// The validator was built without
    /// [`keep_claims`](crate::TokenValidatorBuilder::keep_claims).
    #[error("the claims were not kept: build the validator with `keep_claims()`")]
    NotKept,
    /// The claims of this token do not fit the type. The source says which one.
    #[error("the claims do not fit the type")]
    Mismatch(#[source] serde_json::Error),
}
