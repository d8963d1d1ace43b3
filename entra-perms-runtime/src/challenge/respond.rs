//! Responses to refusals that replace the default one.

use http::Response;
use http_body::Body;

use super::Challenge;
use super::body::{BoxError, RefusalBody};

/// Makes the response to a refused request, with its one method [`respond`](Self::respond).
///
/// [`ProblemJson`] is the default. To replace it, pass a closure or a type of your own to
/// `EntraLayer::refusal_response`.
///
/// A closure makes the whole response. Take the status from [`Challenge::status`] and the headers
/// from [`Challenge::headers`], because the RFCs require them. The body may be any
/// [`http_body::Body`], such as a `String` or the body of a framework.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use axum::response::IntoResponse;
/// use entra_perms_runtime::{EntraLayer, challenge::Challenge};
///
/// # fn main() {}
/// # fn layer(validator: permissions::TokenValidator) {
/// let layer = EntraLayer::new(validator).refusal_response(|challenge: &Challenge| {
///     let text = format!("No: {}", challenge.description());
///     (challenge.status(), challenge.headers(), text).into_response()
/// });
/// # let _: axum::Router = axum::Router::new().layer(layer);
/// # }
/// ```
///
/// A type of your own converts its body into a [`RefusalBody`]:
///
/// ```
/// use entra_perms_runtime::challenge::{Challenge, RefusalBody, RespondToRefusal};
/// use http::Response;
///
/// #[derive(Clone)]
/// struct Branded {
///     product: &'static str,
/// }
///
/// impl RespondToRefusal for Branded {
///     fn respond(&self, challenge: &Challenge) -> Response<RefusalBody> {
///         let text = format!("{}: {}", self.product, challenge.description());
///         let mut response = Response::new(text.into());
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

/// The default response: [`Challenge::into_response`], with problem details as the body (RFC 9457).
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
