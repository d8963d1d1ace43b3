//! One line of the log and one observation of the metrics for each request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument as _, Span};

use super::{metrics, request_id};

/// Observes the request and its response. Lines of the log that a handler writes are in the span of
/// the request, which has its id.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let mut observation = Observation::new(&request);
    let span = observation.span.clone();
    let response = next.run(request).instrument(span).await;
    observation.status = response.status().as_u16();
    response
}

/// A request until its response, or until its client closes the connection.
struct Observation {
    method: &'static str,
    route: String,
    start: Instant,
    span: Span,
    status: u16,
}

/// The status of a request whose client did not wait for the response. nginx has this number, too.
const CLIENT_CLOSED_REQUEST: u16 = 499;

impl Observation {
    fn new(request: &Request) -> Self {
        let method = method(request.method());
        let route = route(request);
        // The level of an error, so that each line has its request, with every filter.
        let span =
            tracing::error_span!("request", method, route, request_id = request_id::of(request));
        Self { method, route, start: Instant::now(), span, status: CLIENT_CLOSED_REQUEST }
    }
}

// Also runs if the future of the request is dropped before its end.
impl Drop for Observation {
    fn drop(&mut self) {
        let duration = self.start.elapsed();
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.span.in_scope(|| tracing::info!(status = self.status, micros, "response"));
        metrics::record_request(self.method, &self.route, self.status, duration);
    }
}

/// Returns the pattern of the route, such as `/contacts/{id}`. A path itself may contain any text,
/// and each one would be another time series of the metrics.
fn route(request: &Request) -> String {
    let matched = request.extensions().get::<MatchedPath>();
    matched.map_or("unmatched", MatchedPath::as_str).to_owned()
}

/// Returns the method. A client may invent others, so they have one name.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
