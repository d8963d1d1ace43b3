//! Web pages of other origins that may call the API (CORS).

use core::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, LOCATION, ORIGIN,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower::{Layer as _, ServiceExt as _};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::request_id;

/// The document for clients (RFC 9728). Every page may read it, and the `EntraLayer` says so.
const DOCUMENT: &str = "/.well-known/oauth-protected-resource";

/// Returns the layer, or `None` without origins. Browsers then show the responses to no other page.
pub(super) fn layer(origins: Vec<HeaderValue>) -> Option<CorsLayer> {
    /// Browsers ask again after this time. Chrome does not remember a response for longer.
    const MAX_AGE: Duration = Duration::from_hours(2);
    if origins.is_empty() {
        return None;
    }
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        // The methods of the routes. A page needs no other, and a list of three is easy to read.
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, request_id::HEADER])
        // A client that is refused reads from the challenge which scope it needs.
        .expose_headers([ETAG, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE, request_id::HEADER])
        .max_age(MAX_AGE);
    Some(layer)
}

/// Passes a request through the layer, if the layer is for it.
pub(super) async fn share(
    State(layer): State<CorsLayer>,
    request: Request,
    next: Next,
) -> Response {
    if !concerns(&request) {
        return next.run(request).await;
    }
    match layer.layer(next).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Returns whether the layer is for this request.
///
/// The layer itself responds to every `OPTIONS` request. The routes should respond to those that
/// are not preflight requests.
fn concerns(request: &Request) -> bool {
    if request.uri().path().starts_with(DOCUMENT) {
        return false;
    }
    let headers = request.headers();
    let is_preflight =
        headers.contains_key(ORIGIN) && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    request.method() != Method::OPTIONS || is_preflight
}
