//! The layers as `tower` layers, and their services.

use core::task::{Context, Poll};
use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::body::ResponseBody;
use super::future::ResponseFuture;
use super::request::HttpRequest;
use crate::challenge::{ProblemJson, RespondToRefusal};
use crate::guard::LayerMark;
use crate::integrations::layer::{
    EntraLayer, FirstLook, RefusalResponseLayer, RefusalResponses, Sender, Undecided, Verifier,
    is_preflight,
};
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
                let mark = self.verifier.store(request.as_http_mut().extensions_mut(), sender);
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
            let caller = verifier.verified_caller(credentials, uncached).await;
            let sender = caller.and_then(|caller| {
                verifier.admit(request.as_http(), Sender::Caller(caller, taken.cache_rule))
            });
            match sender {
                Ok(sender) => {
                    let mark = verifier.store(request.as_http_mut().extensions_mut(), sender);
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
