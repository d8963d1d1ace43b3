//! What needs no token.

use axum::Json;
use axum::extract::State;
use entra_perms_runtime::ProtectedResource;
use serde_json::{Value, json};

/// `GET /health`
pub(super) async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// `GET /.well-known/oauth-protected-resource`: where to get a token, and which scopes there are.
pub(super) async fn metadata(State(metadata): State<ProtectedResource>) -> Json<ProtectedResource> {
    Json(metadata)
}
