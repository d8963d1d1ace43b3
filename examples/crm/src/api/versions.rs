//! Versions of records over HTTP: `ETag` in a response, `If-Match` in a request (RFC 9110, sections
//! 8.8.3 and 13.1.1).
//!
//! A client that writes a record sends the `ETag` of the record that it has read. So of two clients
//! that change a record at the same time, the second learns that the record has changed.

use core::convert::Infallible;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use axum::response::{IntoResponse, Response};
use axum_extra::headers::{self, HeaderMapExt as _};
use serde::Serialize;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::{IntoParams, PartialSchema as _};

use super::error::ApiError;
use crate::store::{Record, Version};

/// The version that a client has read. A request without it is refused.
#[derive(Debug)]
pub(super) struct ExpectedVersion(headers::IfMatch);

/// The version that a client has read. A request without it accepts every version.
#[derive(Debug)]
pub(super) struct OptionalExpectedVersion(Option<ExpectedVersion>);

impl ExpectedVersion {
    /// Returns whether the client has read this version, or accepts every version.
    pub(super) fn accepts(&self, version: Version) -> bool {
        etag(version).is_some_and(|etag| self.0.precondition_passes(&etag))
    }
}

impl OptionalExpectedVersion {
    /// Returns whether the client has read this version, or accepts every version.
    pub(super) fn accepts(&self, version: Version) -> bool {
        self.0.as_ref().is_none_or(|expected| expected.accepts(version))
    }
}

impl<S: Sync> FromRequestParts<S> for ExpectedVersion {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.headers.typed_get().map(Self).ok_or(ApiError::NoPrecondition)
    }
}

impl<S: Sync> FromRequestParts<S> for OptionalExpectedVersion {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.headers.typed_get().map(ExpectedVersion)))
    }
}

impl IntoParams for ExpectedVersion {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![if_match(Required::True)]
    }
}

impl IntoParams for OptionalExpectedVersion {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![if_match(Required::False)]
    }
}

/// Describes the header.
fn if_match(required: Required) -> Parameter {
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some("The `ETag` of the record that the client has read, or `*`."))
        .schema(Some(String::schema()))
        .build()
}

/// A response with one record and its `ETag`.
#[derive(Debug)]
pub(super) struct VersionedRecord<T>(pub(super) Record<T>);

impl<T: Serialize> IntoResponse for VersionedRecord<T> {
    fn into_response(self) -> Response {
        let mut response = Json(&self.0).into_response();
        if let Some(etag) = etag(self.0.version) {
            response.headers_mut().typed_insert(etag);
        }
        response
    }
}

/// Returns the version in quotation marks.
fn etag(version: Version) -> Option<headers::ETag> {
    format!("\"{}\"", version.0).parse().ok()
}
