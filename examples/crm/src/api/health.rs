//! The handler of `/health`, which requires no token.

use axum::Json;
use serde_json::{Value, json};

/// Returns that the service is up.
pub(super) async fn show() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}
