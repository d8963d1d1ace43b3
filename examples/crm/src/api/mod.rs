//! The routes of the API. The guard on each handler states the permissions that its route requires.

mod accounts;
mod contacts;
mod error;
mod explorer;
mod health;
mod me;
mod operations;
mod pages;
mod proposals;
#[cfg(all(test, feature = "development"))]
mod tests;
mod versions;

use axum::Router;
use axum::routing::{get, post};
use entra_perms_runtime::{EntraLayer, ResourceError};

use crate::permissions::{Scope, TokenValidator};
use crate::store::Crm;

/// Returns the API. `public_url` is the URL at which clients see it, also behind a reverse proxy.
/// Returns an error if the URL is not suitable as the identifier of a resource.
pub fn router(
    crm: Crm,
    validator: TokenValidator,
    public_url: &str,
) -> Result<Router, ResourceError> {
    // A client that has no token learns from the layer where to get one, and with which scope it
    // should begin. So no client asks its user for all scopes at once.
    let entra = EntraLayer::new(validator)
        .resource(public_url)?
        .basic_scopes([Scope::CrmReadMy]);

    let router = Router::new()
        .route("/me", get(me::show))
        .route("/me/operations", get(operations::show))
        .route("/accounts", get(accounts::list))
        .route("/accounts/{id}", get(accounts::show).put(accounts::replace))
        .route("/contacts", get(contacts::list).post(contacts::add))
        .route("/contacts/{id}", get(contacts::show).put(contacts::replace))
        .route("/contacts/import", post(contacts::import))
        .route("/proposals", get(proposals::list).post(proposals::add))
        .route("/proposals/{id}", get(proposals::show))
        .route("/proposals/{id}/approval", post(proposals::approve))
        // The layer guards the routes above, and also the paths that do not exist. So it can serve
        // `/.well-known/oauth-protected-resource`, which tells clients how to get a token.
        .layer(entra)
        // The routes below need no token.
        .route("/health", get(health::show))
        .route("/permissions", get(explorer::show))
        .with_state(crm);
    Ok(router)
}
