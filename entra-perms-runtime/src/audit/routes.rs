//! The routes of a service and their guards, found by requests without a caller.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Method, Request, Response, StatusCode};
use tower_service::Service;

use super::timeout::timeout;
use crate::challenge::{Challenge, Refusal};
use crate::guard::{Asked, GuardedFunction, LayerMark, Probe, SignIn};

/// The value of each path parameter. It is not a number or a GUID, and a handler without a guard
/// usually does not find anything of that name.
const PLACEHOLDER: &str = "placeholder";

/// The maximum time for a response. A guard refuses a request at once.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// A route and the outcome of its request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbedRoute {
    /// The method, as it was passed in.
    pub method: Method,
    /// The path, as it was passed in.
    pub path: String,
    /// The outcome of the request.
    pub outcome: Outcome,
}

/// The outcome of a request without a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The guard of this function refused the request.
    Guarded(GuardedFunction),
    /// The handler takes its [`Caller`](crate::Caller) and refused the request.
    ///
    /// There is no guard, but the handler runs only with a valid token. Further checks in the
    /// handler are not visible.
    TakesCaller,
    /// A guard or a handler looked for the caller and found none, but the response is not a
    /// refusal.
    ///
    /// The handler may be open to everybody. An example is a handler that takes a
    /// [`MaybeCaller`](crate::MaybeCaller), or an optional [`Caller`](crate::Caller).
    #[non_exhaustive]
    Responded {
        /// The guarded function, or `None` if a parameter of the handler looked for the caller.
        asked: Option<GuardedFunction>,
        /// The status of the response.
        status: StatusCode,
    },
    /// Nothing looked for a caller, so the response comes from the handler or from middleware.
    ///
    /// 404 and 405 may mean that the route does not exist. Or the handler ran, and did not find the
    /// placeholder.
    Unguarded(StatusCode),
    /// A layer that verifies tokens refused the request. Pass the service without its layer.
    Layer,
    /// The service did not respond within five seconds. A guard responds at once.
    TimedOut,
    /// The path is not a valid URI.
    InvalidPath,
}

impl Outcome {
    /// Returns `true` if the route needs a valid token: a guard protects it, or its handler takes
    /// the caller.
    #[must_use]
    pub fn asks_for_caller(&self) -> bool {
        matches!(self, Self::Guarded(_) | Self::TakesCaller)
    }
}

/// Requests each route without a caller, and reports the guards that refuse.
///
/// For tests only: **the handler of a route without a guard really runs**, so pass a service with
/// test data. Pass the router *without* its [`EntraLayer`](crate::EntraLayer), which would refuse
/// every request. (A layer with optional sign-in changes nothing.)
///
/// axum does not list the routes of a router, so pass them as method and path. A placeholder
/// replaces each parameter (`{id}`, `{*rest}`).
#[cfg_attr(
    any(feature = "utoipa", feature = "aide"),
    doc = "[`openapi::routes`](crate::openapi::routes) returns the routes of an OpenAPI document."
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
/// let mut api =
///     Router::new().route("/contacts/{id}", get(contact)).route("/health", get(async || "ok"));
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
/// # Limits
///
/// - Only the listed routes and methods are requested.
/// - Middleware or extractors that respond before a guard hide it: middleware that needs a header,
///   or an extractor in front of a guard with `caller = …`. The route is then
///   [`Unguarded`](Outcome::Unguarded), with the status of that response.
/// - If a handler [takes its caller](Outcome::TakesCaller), its further checks are not visible,
///   such as a call of a guarded function.
/// - It cannot tell whether the running service has an `EntraLayer`. Without one, guards refuse
///   every request.
///
/// Requests have an empty body and run one after the other, for at most five seconds each. Bodies
/// of responses are not read.
///
/// # Errors
/// Returns the first error of the service. A `Router` does not have errors.
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
    let none = LayerMark::new("none", SignIn::Required, None);
    let mark = LayerMark { probe: Some(Arc::clone(&probe)), ..none };
    let request = Request::builder().method(method).uri(filled(path)).extension(mark);
    let Ok(request) = request.body(Body::empty()) else { return Ok(Outcome::InvalidPath) };
    let call = async {
        core::future::poll_fn(|context| service.poll_ready(context)).await?;
        service.call(request).await
    };
    match timeout(MAX_WAIT, call).await {
        Some(response) => Ok(judge(probe.asked(), &response?)),
        None => Ok(Outcome::TimedOut),
    }
}

/// Fills the parameters of a path, `{id}` and `{*rest}`. `{{` and `}}` are escaped braces.
fn filled(path: &str) -> String {
    let path = path.replace("{{", "%7B").replace("}}", "%7D");
    let mut filled = String::new();
    let mut rest = path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        rest = match after.split_once('}') {
            Some((name, after)) if !name.contains('{') => {
                filled.push_str(PLACEHOLDER);
                after
            }
            // An unmatched brace. No router accepts such a path, and it is not a valid URI.
            _ => {
                filled.push('{');
                after
            }
        };
    }
    filled.push_str(rest);
    filled
}

/// Determines the outcome from the response to a request without a caller.
fn judge<B>(asked: Asked, response: &Response<B>) -> Outcome {
    let status = response.status();
    let refusal = response.extensions().get::<Challenge>().map(Challenge::refusal);
    let refused = match refusal {
        Some(Refusal::NotPermitted(denied)) => denied.is_misconfiguration(),
        // A service may convert a denial into its own response, without a challenge.
        _ => {
            [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status)
                || status.is_server_error()
        }
    };
    match (asked, refusal) {
        (Asked::Guard(function), _) if refused => Outcome::Guarded(function),
        (Asked::Handler, _) if refused => Outcome::TakesCaller,
        // Something looked for the caller, but did not refuse the request.
        (Asked::Guard(function), _) => Outcome::Responded { asked: Some(function), status },
        (Asked::Handler, _) => Outcome::Responded { asked: None, status },
        (Asked::Nobody, Some(Refusal::NoToken(_))) => Outcome::Layer,
        (Asked::Nobody, _) => Outcome::Unguarded(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_and_other_braces_stay() {
        assert_eq!(
            filled("/contacts/{id}/files/{*path}"),
            "/contacts/placeholder/files/placeholder"
        );
        assert_eq!(filled("/a/{{b}}/{c}"), "/a/%7Bb%7D/placeholder");
        assert_eq!(filled("/health"), "/health");
        // Unmatched braces are not valid in a URI, so `probe` reports the path.
        assert_eq!(filled("/a/{b"), "/a/{b");
        assert_eq!(filled("/a/{b/{c}"), "/a/{b/placeholder");
    }
}
