//! Extractors and responses for axum, whose core crate is all that is needed.

use axum_core::body::Body;
use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response};
use http::request::Parts;

use crate::caller::Caller;
use crate::denied::Denied;
use crate::guard::{Authorized, Guard, caller_of};
use crate::http::{BearerError, Challenge};
use crate::model::Model;
use crate::validator::TokenError;

/// The caller, for a handler that asks who it is. What the caller may do is for `#[requires]`, or for
/// [`Caller::require`].
///
/// Where [`EntraLayer`](crate::EntraLayer) is not in front of the handler, the request is denied (500), and the log says so.
impl<S: Send + Sync, M: Model> FromRequestParts<S> for Caller<M> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        caller_of(parts, parts.uri.path())
    }
}

/// The check of a guarded handler.
impl<S: Send + Sync, G: Guard> FromRequestParts<S> for Authorized<G> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        Self::check(parts)
    }
}

/// 403 with the challenge of RFC 6750; 500 where the layer is missing.
impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

/// 401, or 403 where the token is good and carries no permission here.
impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

/// 401, or 400 where the header is malformed.
impl IntoResponse for BearerError {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

impl IntoResponse for Challenge {
    fn into_response(self) -> Response {
        Self::into_response::<Body>(self)
    }
}

#[cfg(test)]
mod tests;
