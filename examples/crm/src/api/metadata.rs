//! The handler of the protected resource metadata (RFC 9728), which requires no token.

use axum::Json;
use axum::extract::State;
use entra_perms_runtime::ProtectedResource;

/// Tells clients which authority issues tokens, and which scopes the API has.
pub(super) async fn show(State(resource): State<ProtectedResource>) -> Json<ProtectedResource> {
    Json(resource)
}
