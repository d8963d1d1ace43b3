//! The routes of the API. The guard on each handler states the permissions that its route requires.

mod accounts;
mod contacts;
pub(crate) mod document;
mod error;
mod me;
mod operations;
mod pages;
mod proposals;
#[cfg(test)]
#[cfg(feature = "development")]
mod tests;
mod versions;

use axum::Router;
use entra_perms_runtime::EntraLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::permissions::{Scope, TokenValidator};
use crate::store::Crm;

/// The API and its description.
pub struct Api {
    /// The routes, behind the layer that verifies tokens.
    pub router: Router,
    /// The OpenAPI document.
    pub document: OpenApi,
}

impl Api {
    /// Returns the API. `public_url` is the URL at which clients see it, also behind a reverse
    /// proxy.
    ///
    /// # Errors
    /// Returns an error if the URL is not suitable as the identifier of a resource.
    pub fn new(crm: Crm, validator: TokenValidator, public_url: &str) -> anyhow::Result<Self> {
        let (router, mut document) = operations().split_for_parts();
        document::complete(&mut document, &validator, public_url)?;

        // A client that has no token learns from the layer where to get one, and with which scope
        // it should begin. So no client asks its user for all scopes at once.
        let entra = EntraLayer::new(validator)
            .resource(public_url)?
            .basic_scopes([Scope::CrmReadMy]);
        // The layer guards the routes above, and also the paths that do not exist. So it can serve
        // `/.well-known/oauth-protected-resource`, which tells clients how to get a token.
        let router = router.layer(entra).with_state(crm);
        Ok(Self { router, document })
    }
}

/// Returns the operations, without the layer. The guard on each handler decides about the caller.
fn operations() -> OpenApiRouter<Crm> {
    OpenApiRouter::with_openapi(document::empty())
        .routes(routes!(me::show))
        .routes(routes!(operations::show))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::show, accounts::replace))
        .routes(routes!(contacts::list, contacts::add))
        .routes(routes!(contacts::show, contacts::replace))
        .routes(routes!(contacts::import))
        .routes(routes!(proposals::list, proposals::add))
        .routes(routes!(proposals::show))
        .routes(routes!(proposals::approve))
}
