//! The failed responses of the handlers.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use entra_perms_runtime::Denied;
use serde_json::json;

use crate::store::StoreError;

/// The reason why a handler fails. The response has problem details (RFC 9457).
#[derive(Debug)]
pub(super) enum ApiError {
    /// The caller lacks a permission.
    Denied(Denied),
    /// The request is not valid. The text is for the client's developer.
    Invalid(String),
    /// A write does not say which version of the record it replaces (RFC 6585, section 3).
    NoPrecondition,
    /// The operation failed.
    Store(StoreError),
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Denied(denied) => Self::Denied(denied),
            error => Self::Store(error),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            // 403 with the challenge of RFC 6750.
            Self::Denied(denied) | Self::Store(StoreError::Denied(denied)) => {
                denied.into_response()
            }
            Self::Invalid(detail) => problem(StatusCode::BAD_REQUEST, &detail),
            Self::NoPrecondition => problem(
                StatusCode::PRECONDITION_REQUIRED,
                "send `If-Match` with the `ETag` of the record that you have read",
            ),
            Self::Store(error) => store_problem(&error),
        }
    }
}

fn store_problem(error: &StoreError) -> Response {
    let status = match error {
        StoreError::Denied(_) => StatusCode::FORBIDDEN,
        StoreError::NotFound => StatusCode::NOT_FOUND,
        StoreError::Changed => StatusCode::PRECONDITION_FAILED,
        StoreError::Database(cause) => {
            // The client does not learn how the database failed.
            tracing::error!(%cause, "the database failed");
            match cause {
                sqlx::Error::PoolTimedOut => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            }
        }
    };
    problem(status, &error.to_string())
}

/// Returns a failed response with problem details (RFC 9457), the format of all refusals.
pub(crate) fn problem(status: StatusCode, detail: &str) -> Response {
    let problem = json!({
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
    });
    let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, content_type, Json(problem)).into_response()
}
