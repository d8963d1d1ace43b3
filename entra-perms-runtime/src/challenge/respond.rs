//! Answering refusals in another way.

use http::Response;
use http_body::Body;

use super::Challenge;
use super::body::{BoxError, RefusalBody};

/// Answers refused requests. [`ProblemJson`] is the default; a closure replaces it.
///
/// A closure makes the whole response. [`Challenge::status`] and [`Challenge::headers`] are what the
/// RFCs ask for. The body may be any [`http_body::Body`]: a `String`, or the body of a framework.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use axum::response::IntoResponse;
/// use entra_perms_runtime::{EntraLayer, challenge::Challenge};
///
/// # fn main() {}
/// # fn layer(validator: permissions::TokenValidator) {
/// let layer = EntraLayer::new(validator).refusal_response(|challenge: &Challenge| {
///     let words = format!("No: {}", challenge.description());
///     (challenge.status(), challenge.headers(), words).into_response()
/// });
/// # let _: axum::Router = axum::Router::new().layer(layer);
/// # }
/// ```
///
/// A type of your own makes a [`RefusalBody`] of its body:
///
/// ```
/// use entra_perms_runtime::challenge::{RespondToRefusal, Challenge, RefusalBody};
/// use http::Response;
///
/// #[derive(Clone)]
/// struct Branded { product: &'static str }
///
/// impl RespondToRefusal for Branded {
///     fn respond(&self, challenge: &Challenge) -> Response<RefusalBody> {
///         let words = format!("{}: {}", self.product, challenge.description());
///         let mut response = Response::new(words.into());
///         *response.status_mut() = challenge.status();
///         *response.headers_mut() = challenge.headers();
///         response
///     }
/// }
/// ```
pub trait RespondToRefusal: Clone + Send + Sync + 'static {
    /// Returns the response to this refusal.
    fn respond(&self, challenge: &Challenge) -> Response<RefusalBody>;
}

/// The answer of [`Challenge::into_response`]: problem details as the body (RFC 9457).
#[derive(Clone, Copy, Debug, Default)]
pub struct ProblemJson;

impl RespondToRefusal for ProblemJson {
    fn respond(&self, challenge: &Challenge) -> Response<RefusalBody> {
        challenge.clone().into_response()
    }
}

impl<F, B> RespondToRefusal for F
where
    F: Fn(&Challenge) -> Response<B> + Clone + Send + Sync + 'static,
    B: Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn respond(&self, challenge: &Challenge) -> Response<RefusalBody> {
        self(challenge).map(RefusalBody::new)
    }
}
