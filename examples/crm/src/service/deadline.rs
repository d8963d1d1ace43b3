//! The time limit of a request.

use core::pin::{Pin, pin};
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body::{Frame, SizeHint};
use tokio::time::timeout;

/// Refuses a request that takes too long.
///
/// It is 408 if the handler waits for the client's body, and 504 otherwise. So slow clients set off
/// no alert on errors of the service.
pub(super) async fn limit(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let is_awaited = Arc::new(AtomicBool::new(false));
    let observer = Arc::clone(&is_awaited);
    let request = request.map(|body| Body::new(ObservedBody { body, is_awaited: observer }));
    // Pinned here, so that the body still exists when the time ends.
    let mut response = pin!(next.run(request));
    match timeout(limit, response.as_mut()).await {
        Ok(response) => response,
        Err(_) if is_awaited.load(Ordering::Relaxed) => StatusCode::REQUEST_TIMEOUT.into_response(),
        Err(_) => StatusCode::GATEWAY_TIMEOUT.into_response(),
    }
}

/// A body of a request that says whether its reader waits for the client.
struct ObservedBody {
    body: Body,
    is_awaited: Arc<AtomicBool>,
}

impl HttpBody for ObservedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        self.is_awaited.store(frame.is_pending(), Ordering::Relaxed);
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

// A handler may do other work without the rest of the body.
impl Drop for ObservedBody {
    fn drop(&mut self) {
        self.is_awaited.store(false, Ordering::Relaxed);
    }
}
