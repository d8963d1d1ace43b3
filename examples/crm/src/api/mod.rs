//! The API: which route leads to which handler. What a route needs stands on its handler.

mod accounts;
mod contacts;
mod error;
mod me;
mod open;
mod proposals;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
use entra_perms_runtime::EntraLayer;

use crate::permissions::TokenValidator;
use crate::store::Crm;

/// Where clients find out how to get a token: RFC 9728.
const METADATA: &str = "/.well-known/oauth-protected-resource";

/// The API. `public_url` is where clients see it, without a slash behind.
pub(crate) fn router(crm: Arc<Crm>, validator: TokenValidator, public_url: &str) -> Router {
    let metadata = validator.protected_resource();
    let entra = EntraLayer::new(validator).resource_metadata(format!("{public_url}{METADATA}"));

    let guarded = Router::new()
        .route("/me", get(me::show))
        .route("/accounts", get(accounts::list))
        .route("/accounts/{id}", put(accounts::replace))
        .route("/contacts", get(contacts::list).post(contacts::add))
        .route("/contacts/{id}", put(contacts::replace))
        .route("/contacts/import", post(contacts::import))
        .route("/proposals", get(proposals::list).post(proposals::add))
        // Around these routes, and not around the answer to paths that do not exist.
        .route_layer(entra);

    Router::new()
        .route("/health", get(open::health))
        .route(METADATA, get(open::metadata).with_state(metadata))
        .merge(guarded)
        .with_state(crm)
}
