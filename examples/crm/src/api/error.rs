//! The failed responses of the handlers.

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use entra_perms_runtime::Denied;

use crate::service::problem;
use crate::store::{StoreError, is_busy};

/// The reason why a handler fails. The response has problem details (RFC 9457).
#[derive(Debug)]
pub(super) enum ApiError {
    /// The request is not valid. The text is for the client's developer.
    Invalid(String),
    /// A write does not say which version of the record it replaces (RFC 6585, section 3).
    NoPrecondition,
    /// The operation failed.
    Store(StoreError),
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        Self::Store(denied.into())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = match self {
            Self::Store(error) => error,
            Self::Invalid(detail) => return problem::response(StatusCode::BAD_REQUEST, &detail),
            Self::NoPrecondition => {
                let detail = "send `If-Match` with the `ETag` of the record that you have read";
                return problem::response(StatusCode::PRECONDITION_REQUIRED, detail);
            }
        };
        match error {
            // 403 with the challenge of RFC 6750.
            StoreError::Denied(denied) => denied.into_response(),
            StoreError::NotFound => {
                let detail = "the record does not exist, or the caller may not access it";
                problem::response(StatusCode::NOT_FOUND, detail)
            }
            StoreError::Changed => {
                let detail = "the record has another version than `If-Match` names";
                problem::response(StatusCode::PRECONDITION_FAILED, detail)
            }
            StoreError::Database(cause) => database_failure(&cause),
        }
    }
}

/// The client does not learn how the database failed.
fn database_failure(cause: &sqlx::Error) -> Response {
    tracing::error!(%cause, "the database failed");
    if is_busy(cause) {
        let response = problem::response(StatusCode::SERVICE_UNAVAILABLE, "the database is busy");
        return ([(RETRY_AFTER, "1")], response).into_response();
    }
    problem::response(StatusCode::INTERNAL_SERVER_ERROR, "the database failed")
}

#[cfg(test)]
mod tests {
    use sqlx::migrate::MigrateError;
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions as _, Error};
    use uuid::Uuid;

    use super::*;

    /// Returns the error of a writer while another one holds the lock.
    async fn locked() -> Error {
        // Each call has a database of its own: connections close some time after their end.
        let name = format!("/crm-locked-{}", Uuid::new_v4());
        let options = SqliteConnectOptions::new().filename(name).vfs("memdb");
        let options = options.busy_timeout(core::time::Duration::ZERO);
        let mut first = options.connect().await.unwrap();
        let mut second = options.connect().await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut first).await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut second).await.unwrap_err()
    }

    #[tokio::test]
    async fn a_busy_database_asks_the_client_to_try_again() {
        let in_migration = MigrateError::ExecuteMigration(locked().await, 1);
        for error in [locked().await, in_migration.into(), Error::PoolTimedOut] {
            let response = ApiError::Store(error.into()).into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()[RETRY_AFTER], "1");
        }
        let response = ApiError::Store(Error::RowNotFound.into()).into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!response.headers().contains_key(RETRY_AFTER));
    }
}
