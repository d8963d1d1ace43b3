//! Versions of records over HTTP: `ETag` in a response, `If-Match` in a request (RFC 9110, sections
//! 8.8.3 and 13.1.1).
//!
//! A client that writes a record sends the `ETag` of the record that it has read. So of two clients
//! that change a record at the same time, the second learns that the record has changed.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{IF_MATCH, LOCATION};
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
        expected_version(parts)?.ok_or(ApiError::NoPrecondition)
    }
}

impl<S: Sync> FromRequestParts<S> for OptionalExpectedVersion {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        expected_version(parts).map(Self)
    }
}

fn expected_version(parts: &Parts) -> Result<Option<ExpectedVersion>, ApiError> {
    // The parser of the header takes every text. A client that forgot the quotation marks would
    // learn that the record has changed, again and again.
    let is_valid = parts.headers.get_all(IF_MATCH).iter().all(is_list_of_tags);
    if !is_valid {
        let detail = "`If-Match` must be `*`, or entity tags in quotation marks";
        return Err(ApiError::Invalid(detail.to_owned()));
    }
    Ok(parts.headers.typed_get().map(ExpectedVersion))
}

/// Returns whether this is a `*` or a list of entity tags. A tag of this API has no comma.
fn is_list_of_tags(value: &HeaderValue) -> bool {
    value
        .to_str()
        .is_ok_and(|value| value == "*" || value.split(',').all(is_entity_tag))
}

fn is_entity_tag(text: &str) -> bool {
    let tag = text.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    tag.len() >= 2 && tag.starts_with('"') && tag.ends_with('"')
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

/// A response with a new record and its place.
#[derive(Debug)]
pub(super) struct AddedRecord<T> {
    /// The last segment of the path of the list.
    pub(super) list: &'static str,
    pub(super) record: Record<T>,
}

impl<T: Serialize> IntoResponse for AddedRecord<T> {
    fn into_response(self) -> Response {
        // Relative to the path of the list, also behind a reverse proxy that adds a prefix.
        let place = [(LOCATION, format!("{}/{}", self.list, self.record.id))];
        (StatusCode::CREATED, place, VersionedRecord(self.record)).into_response()
    }
}

/// Returns the version in quotation marks.
fn etag(version: Version) -> Option<headers::ETag> {
    format!("\"{}\"", version.0).parse().ok()
}
