//! The layers around the routes.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::middleware::{from_fn, from_fn_with_state, map_request};
use tower::ServiceBuilder;
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use super::{cors, deadline, observation, problem, request_id};
use crate::settings::Limits;

/// Returns the API with its layers. The first layer is the outermost: it sees a request first and
/// the response last. The `EntraLayer` is inside, around the routes that need a token.
pub(super) fn around(api: Router, limits: Limits, origins: Vec<HeaderValue>) -> Router {
    let cors = cors::layer(origins).map(|layer| from_fn_with_state(layer, cors::share));
    let layers = ServiceBuilder::new()
        // First, because every other layer may write the id to the log.
        .layer(map_request(request_id::remove_unsuitable))
        .layer(SetRequestIdLayer::new(request_id::HEADER, MakeRequestUuid))
        .layer(PropagateRequestIdLayer::new(request_id::HEADER))
        // Outside of all layers that respond, because it counts their responses, too.
        .layer(from_fn(observation::observe))
        // Outside of all layers that refuse, and of the `EntraLayer`: a browser sends no token with
        // its preflight request, and a page can only read a refusal that has the headers of CORS.
        .layer(option_layer(cors))
        // Outside of the layers whose responses it describes.
        .layer(from_fn(problem::describe))
        // A panic is a 500 to its own request. Without this, the client would lose its connection.
        .layer(CatchPanicLayer::new())
        // Includes the time in which the client sends its body.
        .layer(from_fn_with_state(limits.request_timeout, deadline::limit))
        .layer(RequestBodyLimitLayer::new(limits.max_body))
        // The limit above counts. The extractors of axum have another one.
        .layer(DefaultBodyLimit::disable());
    // Around the routes and not around the router, so that the route of a request is known.
    api.layer(layers)
}
