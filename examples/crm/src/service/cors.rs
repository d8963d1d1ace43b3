//! Web pages of other origins that may call the API (CORS).

use core::time::Duration;

use axum::http::header::{
    AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, LOCATION, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Returns the layer, or `None` without origins. Browsers then show the responses to no other page.
pub(super) fn layer(origins: Vec<HeaderValue>) -> Option<CorsLayer> {
    /// Browsers ask again after this time. Chrome does not remember a response for longer.
    const MAX_AGE: Duration = Duration::from_hours(2);
    if origins.is_empty() {
        return None;
    }
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, REQUEST_ID])
        // A client that is refused reads from the challenge which scope it needs.
        .expose_headers([ETAG, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE, REQUEST_ID])
        .max_age(MAX_AGE);
    Some(layer)
}
