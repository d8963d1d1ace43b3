//! The CRM over HTTP.

mod accounts;
mod contacts;
mod me;
mod proposals;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use entra_perms_runtime::{Denied, EntraLayer};

use crate::crm::Crm;
use crate::permissions::TokenValidator;

/// Where the metadata of this API is (RFC 9728).
pub const METADATA: &str = "/.well-known/oauth-protected-resource";

/// The routes. `base` is the URL that clients reach this server under.
pub fn router(crm: Crm, validator: TokenValidator, base: &str) -> Router {
    let metadata = validator.protected_resource();
    let layer = EntraLayer::new(validator).resource_metadata(format!("{base}{METADATA}"));
    let guarded = Router::new()
        .route("/me", get(me::me))
        .route("/accounts", get(accounts::list))
        .route("/accounts/{id}", put(accounts::change))
        .route("/contacts", get(contacts::list).post(contacts::add))
        .route("/contacts/{id}", put(contacts::change))
        .route("/contacts/import", post(contacts::import))
        .route("/proposals", get(proposals::list).post(proposals::add))
        .route_layer(layer)
        .with_state(crm);
    // Whoever asks: these need no token, and so stand beside the layer.
    Router::new()
        .route("/health", get(async || "ok"))
        .route(METADATA, get(async || Json(metadata)))
        .merge(guarded)
}

/// What a handler answers when it cannot do what it was asked.
pub enum ApiError {
    Denied(Denied),
    /// There is none, or it is out of the caller's reach, which must not make a difference.
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
            Self::Denied(denied) => denied.into_response(),
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
        }
    }
}
