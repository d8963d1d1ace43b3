//! The HTTP requests that reach the server, and the responses to them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::WWW_AUTHENTICATE;
use axum::middleware::Next;
use axum::response::Response;

/// A request and its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exchange {
    /// The method and the tool that the headers of the request name.
    pub(super) method: Option<String>,
    pub(super) tool: Option<String>,
    pub(super) status: u16,
    /// The challenges of the response. Each names one sufficient set of scopes.
    pub(super) challenges: Vec<String>,
}

/// The exchanges since the last call of `take`.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder(Arc<Mutex<Vec<Exchange>>>);

impl Recorder {
    pub(super) fn take(&self) -> Vec<Exchange> {
        core::mem::take(&mut self.lock())
    }

    /// Ignores poisoning, because a panic cannot leave an exchange half written.
    fn lock(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Records an exchange. This is middleware around the whole server.
pub(super) async fn record(
    State(recorder): State<Recorder>,
    request: Request,
    next: Next,
) -> Response {
    let method = text(request.headers(), "mcp-method");
    let tool = text(request.headers(), "mcp-name");
    let response = next.run(request).await;
    let challenges = response.headers().get_all(WWW_AUTHENTICATE).iter();
    let challenges = challenges.filter_map(|value| value.to_str().ok().map(ToOwned::to_owned));
    let exchange = Exchange {
        method,
        tool,
        status: response.status().as_u16(),
        challenges: challenges.collect(),
    };
    recorder.lock().push(exchange);
    response
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
