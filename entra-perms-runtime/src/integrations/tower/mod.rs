//! Plain `tower`: [`EntraLayer`] in front of any service over `http` types. Feature `tower`.
//!
//! The caller is among the extensions of the request. A service that looks at it hands the request, or its extensions, to `#[requires]`:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use std::convert::Infallible;
//!
//! use entra_perms_runtime::{Denied, EntraLayer, requires};
//! use http::{Request, Response};
//! use permissions::{TokenValidator, roles::*};
//! use tower::{ServiceBuilder, service_fn};
//!
//! #[requires(Contacts::Read::Team, caller = request)]
//! async fn contacts(request: Request<String>) -> Result<Response<String>, Denied> {
//!     Ok(Response::new("Ada, Grace".to_owned()))
//! }
//!
//! # fn main() {}
//! # fn service(validator: TokenValidator) {
//! let contacts = service_fn(async |request| {
//!     let answer = contacts(request).await;
//!     Ok::<_, Infallible>(answer.unwrap_or_else(|denied| denied.challenge().into_response()))
//! });
//! let service = ServiceBuilder::new().layer(EntraLayer::new(validator)).service(contacts);
//! # }
//! ```
//!
//! Handlers in the form of axum's need an extractor, which is that framework's: without `caller = …` or a `&Caller`, `#[requires]` is for
//! [axum](super::axum) and [actix-web](super::actix_web).
//!
//! # Bodies
//!
//! A response that leaves the layer has a [`ResponseBody`]: the body of the service as it is, or that
//! of a refusal. It is an `http_body::Body` if the service's is one, whatever that is, so that layers
//! which change bodies may stand on either side. The service's errors pass.
//!
//! # CORS
//!
//! CORS goes outside of the layer, because preflight requests have no token. In a `ServiceBuilder`
//! the first layer is the outermost. What a page needs is said [here](super#cors).
//!
//! ```
//! use entra_perms_runtime::EntraLayer;
//! use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
//! use http::{HeaderValue, Method};
//! use tower::ServiceBuilder;
//! use tower_http::cors::CorsLayer;
//!
//! # fn stack<M: entra_perms_runtime::Model>(validator: entra_perms_runtime::TokenValidator<M>) {
//! let cors = CorsLayer::new()
//!     .allow_origin([HeaderValue::from_static("https://app.contoso.com")])
//!     .allow_methods([Method::GET, Method::PUT])
//!     .allow_headers([AUTHORIZATION, CONTENT_TYPE])
//!     .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER]);
//! let stack = ServiceBuilder::new().layer(cors).layer(EntraLayer::new(validator));
//! # }
//! ```

mod body;
mod future;
mod request;

use core::task::{Context, Poll};
use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

pub use self::body::ResponseBody;
pub use self::future::ResponseFuture;
pub use self::request::HttpRequest;
use super::layer::{Answering, EntraLayer, RefusalResponseLayer, Verifier, is_preflight};
use crate::caller::Caller;
use crate::challenge::{ProblemJson, RespondToRefusal};
use crate::guard::LayerMark;
use crate::model::Model;
use crate::validator::Lookup;

/// The service that [`EntraLayer`] makes.
#[derive(Debug)]
pub struct EntraService<S, M: Model, A = ProblemJson> {
    inner: S,
    verifier: Arc<Verifier<M>>,
    answering: Answering<A>,
}

/// The service that [`RefusalResponseLayer`] makes.
#[derive(Clone, Debug)]
pub struct AnswerService<S, A> {
    inner: S,
    answering: Answering<A>,
}

impl<S, M: Model, A: Clone> Layer<S> for EntraLayer<M, A> {
    type Service = EntraService<S, M, A>;

    fn layer(&self, inner: S) -> Self::Service {
        let (verifier, answering) = (Arc::clone(&self.verifier), self.answering.clone());
        EntraService { inner, verifier, answering }
    }
}

impl<S, A: Clone> Layer<S> for RefusalResponseLayer<A> {
    type Service = AnswerService<S, A>;

    fn layer(&self, inner: S) -> Self::Service {
        AnswerService { inner, answering: self.answering.clone() }
    }
}

impl<S, M, A, R, B> Service<R> for EntraService<S, M, A>
where
    R: HttpRequest + Send + 'static,
    S: Service<R, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    M: Model,
    A: RespondToRefusal,
{
    type Response = Response<ResponseBody<B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, A, Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: R) -> Self::Future {
        let http = request.as_http();
        let uncached =
            match self.verifier.look_up(authorization(http.headers()), http.uri().query()) {
                // Nothing to wait for: the service is ready, and is called.
                Some(Lookup::Hit(caller)) => {
                    let mark = admit(&self.verifier, request.as_http_mut(), caller);
                    let answering = self.answering.clone();
                    return ResponseFuture::served(self.inner.call(request), answering, Some(mark));
                }
                Some(Lookup::Miss(uncached)) => Some(uncached),
                None => None,
            };
        // The service that said it is ready must be the one that is called; its clone has not been asked.
        let clone = self.inner.clone();
        let mut inner = core::mem::replace(&mut self.inner, clone);
        let (verifier, answering) = (Arc::clone(&self.verifier), self.answering.clone());
        ResponseFuture::verifying(Box::pin(async move {
            let http = request.as_http();
            let (authorization, query) = (authorization(http.headers()), http.uri().query());
            match verifier.verified_caller(authorization, query, uncached).await {
                Ok(caller) => {
                    let mark = admit(&verifier, request.as_http_mut(), caller);
                    Ok(answering.returned(Some(&mark), inner.call(request).await?).into())
                }
                Err(challenge) => {
                    notice_mistakes(&verifier, &answering, request.as_http());
                    Ok(answering.refused(challenge).map(ResponseBody::refusal))
                }
            }
        }))
    }
}

/// The values of the `Authorization` headers.
fn authorization(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    headers.get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes)
}

/// Puts the caller among the extensions of its request, beside what marks it as verified.
fn admit<M: Model, B>(
    verifier: &Verifier<M>,
    request: &mut Request<B>,
    caller: Caller<M>,
) -> LayerMark {
    let mark = verifier.mark();
    verifier.notice(request.extensions_mut().insert(mark.clone()).as_ref());
    request.extensions_mut().insert(caller);
    mark
}

/// Logs why this refusal, and each like it, may be a mistake of order.
fn notice_mistakes<M: Model, A, B>(
    verifier: &Verifier<M>,
    answering: &Answering<A>,
    request: &Request<B>,
) {
    let headers = request.headers();
    if is_preflight(request.method().as_str(), |name| headers.contains_key(name)) {
        verifier.mistakes.preflight(
            "in axum, `.layer(cors)` after `.layer(EntraLayer…)`; in a `ServiceBuilder`, and in tonic, before it",
        );
    }
    let media_type = headers.get(CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
    if answering.is_in_http() && media_type.starts_with(b"application/grpc") {
        verifier.mistakes.grpc_in_http();
    }
    #[cfg(feature = "tonic")]
    if answering.is_in_grpc() && media_type.starts_with(b"application/grpc-web") {
        verifier.mistakes.grpc_web_inside();
    }
}

impl<S, A, R, B> Service<R> for AnswerService<S, A>
where
    R: HttpRequest,
    S: Service<R, Response = Response<B>>,
    A: RespondToRefusal,
{
    type Response = Response<ResponseBody<B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, A, Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let mark = request.as_http().extensions().get::<LayerMark>().cloned();
        ResponseFuture::served(self.inner.call(request), self.answering.clone(), mark)
    }
}

impl<S: Clone, M: Model, A: Clone> Clone for EntraService<S, M, A> {
    fn clone(&self) -> Self {
        let (verifier, answering) = (Arc::clone(&self.verifier), self.answering.clone());
        Self { inner: self.inner.clone(), verifier, answering }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
