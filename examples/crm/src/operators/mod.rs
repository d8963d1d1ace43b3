//! The second address, for the people who run the service. It needs no token, so clients must not
//! reach it.

mod explorer;
mod index;
mod metrics;
#[cfg(test)]
#[cfg(feature = "development")]
mod tests;

use axum::Router;
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::permissions::TokenValidator;
use crate::service::Metrics;

/// Returns the routes of the second address. `document` describes the API.
pub fn router(metrics: Metrics, validator: TokenValidator, document: OpenApi) -> Router {
    // The files of the page are in the program. By default, it sends the document's URL to a
    // validator on the internet.
    let page = SwaggerUi::new("/docs")
        .url("/openapi.json", document)
        .config(Config::default().validator_url("none"));
    Router::new()
        .route("/", get(index::show))
        .merge(page)
        .route("/metrics", get(metrics::show).with_state((metrics, validator)))
        .route("/permissions", get(explorer::show))
}
