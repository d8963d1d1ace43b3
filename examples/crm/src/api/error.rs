//! The failed responses of the handlers.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use entra_perms_runtime::Denied;
use serde_json::json;

/// The reason why a handler fails.
#[derive(Debug)]
pub(super) enum ApiError {
    /// The caller lacks a permission.
    Denied(Denied),
    /// The record does not exist, or the caller may not access it.
    ///
    /// Both cases have one response, so that a caller cannot learn which records exist.
    NotFound,
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            // 403 with the challenge of RFC 6750.
            Self::Denied(denied) => denied.into_response(),
            Self::NotFound => not_found(),
        }
    }
}

/// Returns 404 with problem details (RFC 9457), the format of the other refusals.
fn not_found() -> Response {
    let detail = "the record does not exist, or the caller may not access it";
    let problem = json!({ "title": "Not Found", "status": 404, "detail": detail });
    let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
    (StatusCode::NOT_FOUND, content_type, Json(problem)).into_response()
}
