//! The probes of a load balancer or of Kubernetes, which need no token.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use super::problem;
use crate::permissions::TokenValidator;

/// Decides whether the service should get requests.
#[derive(Clone, Debug)]
pub(super) struct Readiness {
    validator: TokenValidator,
    is_draining: Arc<AtomicBool>,
}

impl Readiness {
    pub(super) fn new(validator: TokenValidator) -> Self {
        Self { validator, is_draining: Arc::default() }
    }

    /// Says from now on that the service is not ready.
    pub(super) fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }
}

/// Adds the probes to the API, outside of its `EntraLayer`.
///
/// The routes are added one by one. `Router::merge` would lose the `EntraLayer` around the paths
/// that do not exist.
pub(super) fn add(api: Router, readiness: Readiness) -> Router {
    api.route("/live", get(live)).route("/ready", get(ready).with_state(readiness))
}

/// `GET /live`: responds as long as the program runs. A service that waits for keys is alive: a
/// restart would not help it.
async fn live() -> Response {
    Json(json!({ "status": "live" })).into_response()
}

/// `GET /ready`: returns 503 until there are keys, and during a shutdown.
async fn ready(State(readiness): State<Readiness>) -> Response {
    let reason = if readiness.is_draining.load(Ordering::Relaxed) {
        "the service is shutting down"
    } else if !readiness.validator.is_ready() {
        "the service has no keys of the authority yet"
    } else {
        return Json(json!({ "status": "ready" })).into_response();
    };
    problem::response(StatusCode::SERVICE_UNAVAILABLE, reason)
}
