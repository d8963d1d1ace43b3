//! Plain `tower`: [`EntraLayer`] in front of any service over `http` types. Feature `tower`.
//!
//! The caller is among the extensions of the request. A service that looks at it hands the request, or its extensions, to `#[requires]`:
//!
//! ```
//! # mod permissions {
//! #     entra_perms_runtime::permissions! {
//! #         manifest = "manifests/crm.json",
//! #         scopes = {
//! #             "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
//! #             "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
//! #             "Sales.*" => ["Proposals.*"],
//! #         },
//! #         allow = [shared_roles],
//! #     }
//! # }
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

use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::layer::{AnswerLayer, EntraLayer, Verifier, refused, returned};
use crate::caller::Caller;
use crate::guard::Verified;
use crate::http::{Answer, ProblemJson};
use crate::model::Model;

/// The service that [`EntraLayer`] makes.
#[derive(Debug)]
pub struct EntraService<S, M: Model, A = ProblemJson> {
    inner: S,
    verifier: Arc<Verifier<M>>,
    answer: A,
}

/// The service that [`AnswerLayer`] makes.
#[derive(Clone, Debug)]
pub struct AnswerService<S, A> {
    inner: S,
    answer: A,
}

impl<S, M: Model, A: Clone> Layer<S> for EntraLayer<M, A> {
    type Service = EntraService<S, M, A>;

    fn layer(&self, inner: S) -> Self::Service {
        EntraService { inner, verifier: Arc::clone(&self.verifier), answer: self.answer.clone() }
    }
}

impl<S, A: Clone> Layer<S> for AnswerLayer<A> {
    type Service = AnswerService<S, A>;

    fn layer(&self, inner: S) -> Self::Service {
        AnswerService { inner, answer: self.answer.clone() }
    }
}

impl<S, M, A, B, ResBody> Service<Request<B>> for EntraService<S, M, A>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    M: Model,
    A: Answer<ResBody>,
    B: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let miss = match self.verifier.cached_caller(authorization(&request), request.uri().query()) {
            // Nothing to wait for: the service is ready, and is called.
            Ok(caller) => {
                let mark = admit(&self.verifier, &mut request, caller);
                let (response, answer) = (self.inner.call(request), self.answer.clone());
                return Box::pin(async move { Ok(returned(&answer, Some(&mark), response.await?)) });
            }
            Err(miss) => miss,
        };
        // The service that said it is ready must be the one that is called; its clone has not been asked.
        let clone = self.inner.clone();
        let mut inner = core::mem::replace(&mut self.inner, clone);
        let (verifier, answer) = (Arc::clone(&self.verifier), self.answer.clone());
        Box::pin(async move {
            let query = request.uri().query();
            match verifier.verified_caller(authorization(&request), query, miss).await {
                Ok(caller) => {
                    let mark = admit(&verifier, &mut request, caller);
                    Ok(returned(&answer, Some(&mark), inner.call(request).await?))
                }
                Err(challenge) => Ok(refused(&answer, challenge)),
            }
        })
    }
}

/// The values of the `Authorization` headers.
fn authorization<B>(request: &Request<B>) -> impl Iterator<Item = &[u8]> {
    request.headers().get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes)
}

/// Puts the caller among the extensions of its request, beside what marks it as verified.
fn admit<M: Model, B>(verifier: &Verifier<M>, request: &mut Request<B>, caller: Caller<M>) -> Verified {
    let mark = verifier.mark();
    verifier.notice(request.extensions_mut().insert(mark.clone()).as_ref());
    request.extensions_mut().insert(caller);
    mark
}

impl<S, A, B, ResBody> Service<Request<B>> for AnswerService<S, A>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    S::Future: Send + 'static,
    A: Answer<ResBody>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mark = request.extensions().get::<Verified>().cloned();
        let (response, answer) = (self.inner.call(request), self.answer.clone());
        Box::pin(async move { Ok(returned(&answer, mark.as_ref(), response.await?)) })
    }
}

impl<S: Clone, M: Model, A: Clone> Clone for EntraService<S, M, A> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), verifier: Arc::clone(&self.verifier), answer: self.answer.clone() }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
