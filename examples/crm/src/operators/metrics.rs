//! The handler of `/metrics`, which Prometheus reads.

use axum::extract::State;
use axum::http::{HeaderName, header};

use crate::permissions::TokenValidator;
use crate::service::Metrics;

/// The text format of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Returns the numbers of the program.
pub(super) async fn show(
    State((metrics, validator)): State<(Metrics, TokenValidator)>,
) -> ([(HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, TEXT)], metrics.render(&validator))
}
