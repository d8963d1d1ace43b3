//! Which routes of a service a guard covers, found by asking for each of them without a caller.

use core::pin::pin;
use core::task::Poll;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use axum_core::body::Body;
use http::{Method, Request, Response, StatusCode};
use tower_service::Service;

use crate::challenge::{Challenge, Refusal};
use crate::guard::{Asked, GuardedFunction, LayerMark, Probe};

/// What stands for each parameter of a path: no number, no GUID, and mostly nothing that a handler without a guard would find.
const PLACEHOLDER: &str = "placeholder";

/// How long a route may take to answer: a guard takes no time at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// A route, and what came of the request for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbedRoute {
    /// As it was given.
    pub method: Method,
    /// As it was given.
    pub path: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a request that has no caller.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The guard of this function refused it.
    Guarded(GuardedFunction),
    /// No guard was asked, but the handler takes its [`Caller`](crate::Caller), and so runs for nobody without a good token. What it then
    /// asks of the caller cannot be seen from here.
    TakesCaller,
    /// A guard, or a handler that takes its [`Caller`](crate::Caller) if there is one, asked for the caller and was told that there is none; and
    /// the answer is another than a refusal: the handler may be open to everybody.
    Answered {
        /// The guarded function; `None` where it was a handler's parameter.
        asked: Option<GuardedFunction>,
        /// Of the answer.
        status: StatusCode,
    },
    /// Nothing asked for a caller: this is the answer of the handler, or of what is in front of it. 404 and 405 may mean that there
    /// is no such route; or the handler ran, and did not find what the placeholder stands for.
    Unguarded(StatusCode),
    /// A layer that verifies tokens refused it, so that the request went no further: give the service without its layer.
    Layer,
    /// No answer within five seconds. A guard answers at once.
    NoAnswer,
    /// The path makes no URI.
    NoUri,
}

impl Outcome {
    /// Whether nobody without a good token gets past the front of the route: a guard covers it, or its handler takes the caller.
    #[must_use]
    pub fn asks_for_caller(&self) -> bool {
        matches!(self, Self::Guarded(_) | Self::TakesCaller)
    }
}

/// Asks for each route without a caller, and says whether a guard refused. For tests: **the handler of a route without a guard really
/// runs**, so give it a service with test state.
///
/// The service is the router *without* its [`EntraLayer`](crate::EntraLayer), which would refuse everything. axum does not
/// say which routes a router has, so the caller lists them, as method and path; parameters (`{id}`, `{*rest}`) are filled with a placeholder.
#[cfg_attr(
    feature = "utoipa",
    doc = "[`openapi::routes`](crate::openapi::routes) has those of an OpenAPI document."
)]
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use axum::{Router, routing::get};
/// use entra_perms_runtime::{audit, requires};
/// use http::{Method, StatusCode};
/// use permissions::roles::*;
///
/// #[requires(Contacts::Read::Team)]
/// async fn contact() -> &'static str {
///     "Ada"
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut api = Router::new().route("/contacts/{id}", get(contact)).route("/health", get(async || "ok"));
/// let routes = [(Method::GET, "/contacts/{id}"), (Method::GET, "/health")];
/// let probed = audit::probe(&mut api, routes).await.unwrap();
///
/// let open: Vec<_> = probed.iter().filter(|route| !route.outcome.asks_for_caller()).collect();
/// assert_eq!(open.len(), 1);
/// assert_eq!(open[0].path, "/health");
/// assert_eq!(open[0].outcome, audit::Outcome::Unguarded(StatusCode::OK));
/// # }
/// ```
///
/// # What it does not see
///
/// - Routes that are not listed, and methods that are not listed of those that are.
/// - A guard behind something that answers first: a middleware that wants a header, or an extractor in front of a guard
///   with `caller = …`. The route is [`Unguarded`](Outcome::Unguarded) then, with that answer's status.
/// - What a handler that [takes its caller](Outcome::TakesCaller) does with it: whether it calls a guarded function, say.
/// - Whether `EntraLayer` is in front of it all when the service runs. A guard without it refuses everybody.
///
/// Each route is asked for once, one after the other, with an empty body; it has five seconds, and of its answer only the head is
/// looked at.
///
/// # Errors
/// The service's own error, which ends it; a `Router` has none.
pub async fn probe<S, B, P>(
    service: &mut S,
    routes: impl IntoIterator<Item = (Method, P)>,
) -> Result<Vec<ProbedRoute>, S::Error>
where
    S: Service<Request<Body>, Response = Response<B>>,
    P: Into<String>,
{
    let mut probed = Vec::new();
    for (method, path) in routes {
        let path = path.into();
        let outcome = outcome(service, &method, &path).await?;
        probed.push(ProbedRoute { method, path, outcome });
    }
    Ok(probed)
}

async fn outcome<S, B>(service: &mut S, method: &Method, path: &str) -> Result<Outcome, S::Error>
where
    S: Service<Request<Body>, Response = Response<B>>,
{
    let probe = Arc::new(Probe::default());
    let mark = LayerMark { probe: Some(Arc::clone(&probe)), ..LayerMark::new("none", None) };
    let request = Request::builder().method(method).uri(filled(path)).extension(mark);
    let Ok(request) = request.body(Body::empty()) else { return Ok(Outcome::NoUri) };
    let answer = in_time(async {
        core::future::poll_fn(|context| service.poll_ready(context)).await?;
        service.call(request).await
    });
    let Some(response) = answer.await else { return Ok(Outcome::NoAnswer) };
    Ok(judged(probe.asked(), &response?))
}

/// The path of a route with its parameters filled: `{id}`, `{*rest}`; `{{` and `}}` stand for the braces themselves.
fn filled(path: &str) -> String {
    let path = path.replace("{{", "%7B").replace("}}", "%7D");
    let mut pieces = path.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('}') {
            Some((_, behind)) => filled.extend([PLACEHOLDER, behind]),
            // No path of a router.
            None => filled.extend(["{", piece]),
        }
    }
    filled
}

/// What `future` comes to in [`PATIENCE`]. A thread keeps the time, because which runtime this is, and whether it does, is not known.
async fn in_time<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let until = Instant::now() + PATIENCE;
    let mut has_alarm = false;
    core::future::poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        if Instant::now() >= until {
            return Poll::Ready(None);
        }
        if !has_alarm {
            let waker = context.waker().clone();
            let alarm = thread::Builder::new().spawn(move || {
                thread::sleep(PATIENCE);
                waker.wake();
            });
            has_alarm = alarm.is_ok();
        }
        Poll::Pending
    })
    .await
}

/// Judges the response to a request without a caller.
fn judged<B>(asked: Asked, response: &Response<B>) -> Outcome {
    let status = response.status();
    let refusal = response.extensions().get::<Challenge>().map(Challenge::refusal);
    let refused = match refusal {
        Some(Refusal::NotPermitted(denied)) => denied.is_misconfiguration(),
        // An error type of the service may say it in its own way.
        _ => {
            [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status)
                || status.is_server_error()
        }
    };
    match (asked, refusal) {
        (Asked::Guard(function), _) if refused => Outcome::Guarded(function),
        (Asked::Handler, _) if refused => Outcome::TakesCaller,
        // Who was asked and did not go by it, as far as can be seen.
        (Asked::Guard(function), _) => Outcome::Answered { asked: Some(function), status },
        (Asked::Handler, _) => Outcome::Answered { asked: None, status },
        (Asked::Nobody, Some(Refusal::NoToken(_))) => Outcome::Layer,
        (Asked::Nobody, _) => Outcome::Unguarded(status),
    }
}
