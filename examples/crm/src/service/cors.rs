//! Web pages of other origins that may call the API (CORS).

use core::time::Duration;

use axum::http::header::{
    AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::request_id;

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
