//! Support for plain tower: the layer for any service over the types of the crate [`http`].
//!
//! This module needs the feature `tower`. It gives you:
//!
//! - [`EntraLayer`] and [`RefusalResponseLayer`] as layers of `tower`;
//! - guarded services: `#[requires(…, caller = request)]` checks the caller of a request;
//! - [`ResponseBody`], the body of the responses that leave these layers.
//!
//! # Example
//!
//! The module `permissions` invokes [`permissions!`](macro@crate::permissions), as in the
//! [crate documentation](crate).
//!
//! ```no_run
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use std::convert::Infallible;
//!
//! use entra_perms_runtime::{Denied, EntraLayer, Tenants, requires};
//! use http::{Request, Response};
//! use permissions::{TokenValidator, roles::*};
//! use tower::{Service, ServiceBuilder, ServiceExt, service_fn};
//!
//! #[requires(Contacts::Read::Team, caller = request)]
//! async fn contacts(request: Request<String>) -> Result<Response<String>, Denied> {
//!     Ok(Response::new("Ada, Grace".to_owned()))
//! }
//!
//! async fn serve(request: Request<String>) -> Result<Response<String>, Infallible> {
//!     match contacts(request).await {
//!         Ok(response) => Ok(response),
//!         Err(denied) => Ok(denied.challenge().into_response()),
//!     }
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     let mut service = ServiceBuilder::new()
//!         .layer(EntraLayer::new(validator))
//!         .service(service_fn(serve));
//!     let request = Request::new(String::new());
//!     let response = service.ready().await?.call(request).await?;
//!     assert_eq!(response.status(), 401);
//!     Ok(())
//! }
//! ```
//!
//! The folder `examples/tower` of the repository serves such a service with hyper.
//!
//! # Guarded functions
//!
//! The layer stores the caller in the extensions of the request. The value of `caller = …` may be
//! the request, its `Parts`, or its extensions.
//!
//! Without `caller = …`, `#[requires]` guards a function that takes a `&Caller`, or a handler.
//! Handlers need an extractor, which only [axum](super::axum) and [actix-web](super::actix_web)
//! have.
//!
//! # Bodies
//!
//! A response that leaves the layer has a [`ResponseBody`]: the unchanged body of the service, or
//! the body of a refusal. It implements `http_body::Body` if the body of the service does. Layers
//! that change bodies may be inside or outside of this layer.
//!
//! The errors of the service pass through the layer.
//!
//! # CORS
//!
//! Put the CORS layer outside of `EntraLayer`, because preflight requests have no token. In a
//! `ServiceBuilder`, the first layer is the outermost. See [CORS](super#cors) for the headers that
//! pages need.
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
//!
//! # Refusals
//!
//! A function returns a [`Denied`](crate::Denied), and the service converts it into a response:
//! [`denied.challenge().into_response()`](crate::Challenge::into_response). The layer recognizes
//! such a response, and completes it. [`EntraLayer::refusal_response`] and [`RefusalResponseLayer`]
//! change the responses to refusals.
//!
//! [`http`]: https://docs.rs/http/1

mod body;
mod document;
mod future;
mod head;
mod request;

use core::task::{Context, Poll};
use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

pub use self::body::ResponseBody;
pub use self::future::ResponseFuture;
pub use self::request::HttpRequest;
use super::layer::{
    EntraLayer, FirstLook, RefusalResponseLayer, RefusalResponses, Sender, Undecided, Verifier,
    is_preflight,
};
use crate::caller::Caller;
use crate::challenge::{ProblemJson, RespondToRefusal};
use crate::guard::LayerMark;
use crate::model::Model;

/// The service of an [`EntraLayer`].
#[derive(Debug)]
pub struct EntraService<S, M: Model, R = ProblemJson> {
    inner: S,
    verifier: Arc<Verifier<M>>,
    responses: RefusalResponses<R>,
}

/// The service of a [`RefusalResponseLayer`].
#[derive(Clone, Debug)]
pub struct RefusalResponseService<S, R> {
    inner: S,
    responses: RefusalResponses<R>,
}

impl<S, M: Model, R: Clone> Layer<S> for EntraLayer<M, R> {
    type Service = EntraService<S, M, R>;

    fn layer(&self, inner: S) -> Self::Service {
        let verifier = Arc::clone(&self.verifier);
        EntraService { inner, verifier, responses: self.responses.clone() }
    }
}

impl<S, R: Clone> Layer<S> for RefusalResponseLayer<R> {
    type Service = RefusalResponseService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        RefusalResponseService { inner, responses: self.responses.clone() }
    }
}

impl<S, M, R, Q, B> Service<Q> for EntraService<S, M, R>
where
    Q: HttpRequest + Send + 'static,
    S: Service<Q, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    M: Model,
    R: RespondToRefusal,
{
    type Response = Response<ResponseBody<B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, R, Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Q) -> Self::Future {
        let http = request.as_http();
        if let Some(document) = self.verifier.document_at(original_path(http)) {
            let document = document.respond(http.method().as_str());
            return ResponseFuture::boxed(Box::pin(async move {
                Ok(document.map(ResponseBody::refusal))
            }));
        }
        let undecided = match self.verifier.first_look(request.as_http_mut()) {
            // The inner service is ready, so that it can be called without waiting.
            FirstLook::LetIn(sender) => {
                let mark = store_sender(&self.verifier, request.as_http_mut(), sender);
                let response = self.inner.call(request);
                return ResponseFuture::serving(response, self.responses.clone(), Some(mark));
            }
            FirstLook::Undecided(undecided) => undecided,
            FirstLook::Refused(challenge) => {
                let refused = self.responses.refuse(self.verifier.sign_in, challenge);
                return ResponseFuture::boxed(Box::pin(async move {
                    Ok(refused.map(ResponseBody::refusal))
                }));
            }
        };
        // `poll_ready` was called on this inner service, not on its clone: call this one.
        let clone = self.inner.clone();
        let mut inner = core::mem::replace(&mut self.inner, clone);
        let verifier = Arc::clone(&self.verifier);
        let responses = self.responses.clone();
        ResponseFuture::boxed(Box::pin(async move {
            let Undecided { uncached, taken } = undecided;
            let credentials = taken.or_in(request.as_http());
            match verifier.verified_caller(credentials, uncached).await {
                Ok(caller) => {
                    let caller = Sender::Caller(caller, taken.storage);
                    let mark = store_sender(&verifier, request.as_http_mut(), caller);
                    let response = inner.call(request).await?;
                    Ok(responses.finish(Some(&mark), response).into())
                }
                Err(challenge) => {
                    warn_about_mistakes(&verifier, &responses, request.as_http());
                    Ok(responses.refuse(verifier.sign_in, challenge).map(ResponseBody::refusal))
                }
            }
        }))
    }
}

/// Returns the path of a request before a router removed the prefix of a nested router.
fn original_path<B>(request: &Request<B>) -> &str {
    #[cfg(feature = "axum")]
    if let Some(original) = request.extensions().get::<axum::extract::OriginalUri>() {
        return original.path();
    }
    request.uri().path()
}

/// Stores the sender and the layer's mark in the extensions of the request. Returns the mark.
fn store_sender<M: Model, B>(
    verifier: &Verifier<M>,
    request: &mut Request<B>,
    sender: Sender<M>,
) -> LayerMark {
    let extensions = request.extensions_mut();
    let mark = verifier.mark(extensions.get(), &sender);
    extensions.insert(mark.clone());
    match sender {
        Sender::Caller(caller, _) => {
            extensions.insert(verifier.behind_layer(caller));
        }
        Sender::Anonymous => {
            // An outer layer may have taken the token away, so that this layer has not judged it.
            extensions.remove::<Caller<M>>();
            extensions.insert(verifier.anonymous());
        }
    }
    mark
}

/// Warns if this refusal shows that layers are in the wrong order.
fn warn_about_mistakes<M: Model, R, B>(
    verifier: &Verifier<M>,
    responses: &RefusalResponses<R>,
    request: &Request<B>,
) {
    let headers = request.headers();
    if is_preflight(request.method().as_str(), |name| headers.contains_key(name)) {
        verifier.mistakes.preflight(
            "in axum, `.layer(cors)` after `.layer(EntraLayer…)`; \
             in a `ServiceBuilder`, and in tonic, before it",
        );
    }
    let media_type = headers.get(CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
    if responses.is_http() && media_type.starts_with(b"application/grpc") {
        verifier.mistakes.grpc_in_http();
    }
    #[cfg(feature = "tonic")]
    if responses.is_grpc() && media_type.starts_with(b"application/grpc-web") {
        verifier.mistakes.grpc_web_inside();
    }
}

impl<S, R, Q, B> Service<Q> for RefusalResponseService<S, R>
where
    Q: HttpRequest,
    S: Service<Q, Response = Response<B>>,
    R: RespondToRefusal,
{
    type Response = Response<ResponseBody<B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, R, Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Q) -> Self::Future {
        let mark = request.as_http().extensions().get::<LayerMark>().cloned();
        ResponseFuture::serving(self.inner.call(request), self.responses.clone(), mark)
    }
}

impl<S: Clone, M: Model, R: Clone> Clone for EntraService<S, M, R> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            verifier: Arc::clone(&self.verifier),
            responses: self.responses.clone(),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
