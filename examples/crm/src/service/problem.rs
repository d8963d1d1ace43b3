//! Problem details (RFC 9457) for each failed response of the routes.
//!
//! A head that is not HTTP or too long reaches no route: hyper refuses it without a body, as
//! `connections` says.

use axum::Json;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The longest text that becomes a detail. Other texts are pages, not sentences.
const MAX_DETAIL: usize = 1024;

#[derive(Debug, Serialize)]
struct Problem<'a> {
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

/// Returns a failed response with problem details.
pub(crate) fn response(status: StatusCode, detail: &str) -> Response {
    with_detail(status, Some(detail))
}

fn with_detail(status: StatusCode, detail: Option<&str>) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let problem = Problem { title, status: status.as_u16(), detail };
    (status, [(CONTENT_TYPE, PROBLEM)], Json(problem)).into_response()
}

/// Gives each failed response of the routes and their layers problem details.
///
/// axum refuses requests in plain text, and other layers without a text. Clients should not have to
/// read several formats.
pub(super) async fn describe(request: Request, next: Next) -> Response {
    described(next.run(request).await).await
}

/// Returns the response with problem details, if it has failed and has none. All its headers stay,
/// such as `Allow`.
pub(super) async fn described(response: Response) -> Response {
    let status = response.status();
    let has_failed = status.is_client_error() || status.is_server_error();
    if !has_failed || media_type(response.headers()) == Some("application/problem+json") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = text(status, &parts.headers, body).await;
    let detail = text.as_deref().or_else(|| default_detail(status));
    let (problem, body) = with_detail(status, detail).into_parts();

    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(CONTENT_ENCODING);
    for (name, value) in &problem.headers {
        parts.headers.insert(name, value.clone());
    }
    Response::from_parts(parts, body)
}

/// Returns the text of the body, if it is for the client.
async fn text(status: StatusCode, headers: &HeaderMap, body: Body) -> Option<String> {
    // The text of a server error may be about the inside of the service.
    let is_for_client = status.is_client_error() && media_type(headers) == Some("text/plain");
    // A body of unknown length may take any time, or never end.
    let has_length = body.size_hint().exact().is_some();
    if !is_for_client || !has_length || headers.contains_key(CONTENT_ENCODING) {
        return None;
    }
    let bytes = to_bytes(body, MAX_DETAIL).await.ok()?;
    let text = String::from_utf8(bytes.into()).ok()?;
    (!text.trim().is_empty()).then_some(text)
}

/// Returns a detail for responses of layers and of the router, which have no text.
fn default_detail(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::NOT_FOUND => Some("the API does not have this path"),
        StatusCode::METHOD_NOT_ALLOWED => Some("the header `Allow` lists the methods of this path"),
        StatusCode::INTERNAL_SERVER_ERROR => Some("the service failed; its log has the reason"),
        StatusCode::REQUEST_TIMEOUT => Some("the body of the request did not arrive in time"),
        StatusCode::GATEWAY_TIMEOUT => Some("the service took too long"),
        _ => None,
    }
}

/// Returns the media type without its parameters, such as the charset.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}
