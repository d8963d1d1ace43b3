//! Token verification as middleware for any `tower` stack over `http` types.

use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use http::{HeaderMap, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::caller::Caller;
use crate::http::{BearerError, Challenge, bearer_token};
use crate::model::Model;
use crate::validator::TokenValidator;

/// Verifies the access token of every request, and puts the [`Caller`] among the request's extensions, where
/// `#[requires]` finds it.
///
/// Requests without a good token are answered here, as RFC 6750 says ([`Challenge`] has the table), and never reach the
/// service. **Every** request needs one, preflight requests of CORS (`OPTIONS`) too: put the CORS layer outside of this
/// one, and what needs no token beside it.
#[derive(Debug)]
pub struct EntraLayer<M: Model> {
    verifier: Verifier<M>,
}

/// The service that [`EntraLayer`] makes.
#[derive(Debug)]
pub struct EntraService<S, M: Model> {
    inner: S,
    verifier: Verifier<M>,
}

#[derive(Debug)]
struct Verifier<M: Model> {
    validator: TokenValidator<M>,
    resource_metadata: Option<Arc<str>>,
}

impl<M: Model> EntraLayer<M> {
    /// Verifies tokens with this validator.
    #[must_use]
    pub fn new(validator: TokenValidator<M>) -> Self {
        Self { verifier: Verifier { validator, resource_metadata: None } }
    }

    /// Tells callers without a good token where the metadata of this API is (RFC 9728, section 5.1): the URL at which
    /// [`TokenValidator::protected_resource`] is served.
    #[must_use]
    pub fn resource_metadata(mut self, url: impl AsRef<str>) -> Self {
        self.verifier.resource_metadata = Some(Arc::from(url.as_ref()));
        self
    }
}

impl<M: Model> Verifier<M> {
    async fn caller(&self, headers: &HeaderMap) -> Result<Caller<M>, Challenge> {
        let challenge = match bearer_token(headers) {
            Ok(token) => match self.validator.validate(token).await {
                Ok(caller) => return Ok(caller),
                Err(error) => error.challenge(),
            },
            Err(error) => {
                match error {
                    BearerError::Missing => tracing::debug!(%error, "request without a token"),
                    BearerError::Malformed(_) => tracing::info!(%error, "request without a token"),
                }
                error.challenge()
            }
        };
        Err(match &self.resource_metadata {
            Some(url) => challenge.with_resource_metadata(url),
            None => challenge,
        })
    }
}

impl<S, M: Model> Layer<S> for EntraLayer<M> {
    type Service = EntraService<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        EntraService { inner, verifier: self.verifier.clone() }
    }
}

impl<S, M, B, ResBody> Service<Request<B>> for EntraService<S, M>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    M: Model,
    B: Send + 'static,
    ResBody: From<String>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // The service that said it is ready must be the one that is called; its clone has not been asked.
        let clone = self.inner.clone();
        let mut inner = core::mem::replace(&mut self.inner, clone);
        let verifier = self.verifier.clone();
        Box::pin(async move {
            match verifier.caller(request.headers()).await {
                Ok(caller) => {
                    request.extensions_mut().insert(caller);
                    inner.call(request).await
                }
                Err(challenge) => Ok(challenge.into_response()),
            }
        })
    }
}

impl<M: Model> Clone for EntraLayer<M> {
    fn clone(&self) -> Self {
        Self { verifier: self.verifier.clone() }
    }
}

impl<S: Clone, M: Model> Clone for EntraService<S, M> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), verifier: self.verifier.clone() }
    }
}

impl<M: Model> Clone for Verifier<M> {
    fn clone(&self) -> Self {
        Self { validator: self.validator.clone(), resource_metadata: self.resource_metadata.clone() }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
