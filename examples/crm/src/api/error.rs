//! What is answered when it is not what the caller asked for.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use entra_perms_runtime::Denied;
use serde_json::json;

/// Why a request fails.
#[derive(Debug)]
pub(super) enum ApiError {
    /// The caller may not do this.
    Denied(Denied),
    /// There is no such record. One that is out of the caller's reach is answered so too: who may not see a record shall
    /// not learn that it exists.
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
            // 403, with the header of RFC 6750.
            Self::Denied(denied) => denied.into_response(),
            Self::NotFound => {
                // In the form of the other refusals: problem details, RFC 9457.
                let detail = "there is no such record, or it is out of the caller's reach";
                let problem = json!({ "title": "Not Found", "status": 404, "detail": detail });
                let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
                (StatusCode::NOT_FOUND, content_type, Json(problem)).into_response()
            }
        }
    }
}
