//! The ids of requests, with which people find the lines of a request in the logs of all services.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use tower_http::request_id::RequestId;

pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Removes the client's id if it is not suitable. The next layer then makes a new one.
///
/// An id is written to logs, so that it must not be long, and must not look like something else.
pub(super) async fn remove_unsuitable(mut request: Request) -> Request {
    if !has_suitable_id(request.headers()) {
        request.headers_mut().remove(HEADER);
    }
    request
}

fn has_suitable_id(headers: &HeaderMap) -> bool {
    let mut ids = headers.get_all(HEADER).iter();
    match (ids.next(), ids.next()) {
        (Some(id), None) => is_suitable(id),
        _ => false,
    }
}

fn is_suitable(id: &HeaderValue) -> bool {
    /// Longer than a UUID or an id of W3C Trace Context.
    const MAX_LENGTH: usize = 64;
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=MAX_LENGTH).contains(&id.len()) && id.as_bytes().iter().all(is_allowed)
}

/// Returns the id of a request as text.
pub(super) fn of(request: &Request) -> &str {
    let id = request.extensions().get::<RequestId>();
    id.and_then(|id| id.header_value().to_str().ok()).unwrap_or("none")
}
