//! The routes of the API. The guard on each handler states the permissions that its route requires.

mod accounts;
mod contacts;
mod error;
mod health;
mod me;
mod metadata;
mod proposals;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
use entra_perms_runtime::EntraLayer;

use crate::permissions::TokenValidator;
use crate::store::Crm;

/// The path of the document that tells clients how to get a token (RFC 9728).
const METADATA_PATH: &str = "/.well-known/oauth-protected-resource";

/// Returns the API. `public_url` is the URL at which clients reach it, without a trailing slash.
pub(crate) fn router(crm: Arc<Crm>, validator: TokenValidator, public_url: &str) -> Router {
    let resource = validator.protected_resource();
    let metadata_url = format!("{public_url}{METADATA_PATH}");
    let entra = EntraLayer::new(validator).resource_metadata(metadata_url);

    let guarded = Router::new()
        .route("/me", get(me::show))
        .route("/accounts", get(accounts::list))
        .route("/accounts/{id}", put(accounts::replace))
        .route("/contacts", get(contacts::list).post(contacts::add))
        .route("/contacts/{id}", put(contacts::replace))
        .route("/contacts/import", post(contacts::import))
        .route("/proposals", get(proposals::list).post(proposals::add))
        .route("/proposals/{id}/approval", post(proposals::approve))
        // With `route_layer`, a path that does not exist gets 404, not 401.
        .route_layer(entra);

    Router::new()
        .route("/health", get(health::show))
        .route(METADATA_PATH, get(metadata::show).with_state(resource))
        .merge(guarded)
        .with_state(crm)
}
