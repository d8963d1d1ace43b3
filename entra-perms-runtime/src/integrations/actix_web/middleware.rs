//! The middleware: `EntraLayer` and `RefusalResponseLayer` as `Transform`s, and their services.

use core::pin::Pin;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::{Error, HttpMessage as _, HttpResponse};

use super::document::to_document_response;
use super::head::borrowed_extensions;
use super::refusals::{finish_response, to_actix_response};
use crate::challenge::{Challenge, ProblemJson, RespondToRefusal};
use crate::guard::LayerMark;
use crate::integrations::layer::{
    EntraLayer, RefusalResponseLayer, RefusalResponses, Sender, Verifier, is_preflight,
};
use crate::model::Model;

/// The service of an [`EntraLayer`].
#[derive(Debug)]
pub struct EntraService<S, M: Model, R = ProblemJson> {
    /// Shared with the futures: the token is verified before the inner service is called.
    inner: Rc<S>,
    verifier: Arc<Verifier<M>>,
    responses: RefusalResponses<R>,
}

/// The service of a [`RefusalResponseLayer`].
#[derive(Debug)]
pub struct RefusalResponseService<S, R> {
    inner: S,
    responses: RefusalResponses<R>,
}

impl<S, M, R, B> Transform<S, ServiceRequest> for EntraLayer<M, R>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    M: Model,
    R: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = EntraService<S, M, R>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(EntraService {
            inner: Rc::new(inner),
            verifier: Arc::clone(&self.verifier),
            responses: self.responses.clone(),
        }))
    }
}

impl<S, R, B> Transform<S, ServiceRequest> for RefusalResponseLayer<R>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    R: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = RefusalResponseService<S, R>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(RefusalResponseService { inner, responses: self.responses.clone() }))
    }
}

type ServiceResult<B> = Result<ServiceResponse<B>, Error>;

type ServiceFuture<B> = Pin<Box<dyn Future<Output = ServiceResult<EitherBody<B>>>>>;

impl<S, M, R, B> Service<ServiceRequest> for EntraService<S, M, R>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    M: Model,
    R: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ServiceFuture<B>;

    forward_ready!(inner);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let inner = Rc::clone(&self.inner);
        let verifier = Arc::clone(&self.verifier);
        let responses = self.responses.clone();
        Box::pin(async move {
            if let Some(document) = verifier.document_at(request.uri().path()) {
                let response =
                    to_document_response(|method| document.respond(method), request.method());
                return Ok(request.into_response(response.map_into_right_body()));
            }
            let stored = match verifier.sender(&mut request).await {
                Ok(sender) => store_sender(&verifier, &request, sender),
                Err(challenge) => {
                    warn_about_preflight(&verifier, &request);
                    Err(challenge)
                }
            };
            match stored {
                Ok(mark) => finish(responses, Some(mark), inner.call(request).await),
                Err(challenge) => {
                    let response = to_actix_response(responses.refuse(verifier.sign_in, challenge));
                    Ok(request.into_response(response.map_into_right_body()))
                }
            }
        })
    }
}

impl<S, R, B> Service<ServiceRequest> for RefusalResponseService<S, R>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    R: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ServiceFuture<B>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let mark = request.extensions().get::<LayerMark>().cloned();
        let response = self.inner.call(request);
        let responses = self.responses.clone();
        Box::pin(async move { finish(responses, mark, response.await) })
    }
}

/// Stores the sender and the layer's mark in the extensions of the request. Returns the mark.
fn store_sender<M: Model>(
    verifier: &Verifier<M>,
    request: &ServiceRequest,
    sender: Sender<M>,
) -> Result<LayerMark, Challenge> {
    let mut extensions =
        borrowed_extensions(request).map_err(|unchangeable| verifier.cannot_store(unchangeable))?;
    Ok(verifier.store(&mut *extensions, sender))
}

/// Warns if this refusal shows that the CORS layer is in the wrong place.
fn warn_about_preflight<M: Model>(verifier: &Verifier<M>, request: &ServiceRequest) {
    let headers = request.headers();
    if is_preflight(request.method().as_str(), |name| headers.contains_key(name)) {
        verifier
            .mistakes
            .preflight("in actix-web, `.wrap(cors)` after `.wrap(EntraLayer…)`");
    }
}

/// Gives the final response to a refusal of the inner service.
///
/// An `Err` stays an `Err`, because it has lost the request that a response needs. It gets the
/// final response when actix-web makes a response of it.
fn finish<B: MessageBody + 'static>(
    responses: RefusalResponses<impl RespondToRefusal>,
    mark: Option<LayerMark>,
    result: ServiceResult<B>,
) -> ServiceResult<EitherBody<B>> {
    match result {
        Ok(response) => {
            let (request, response) = response.into_parts();
            let response = finish_response(&responses, mark.as_ref(), response);
            Ok(ServiceResponse::new(request, response))
        }
        Err(mut error) => {
            error.add_response_mapper(move |response: HttpResponse| {
                finish_response(&responses, mark.as_ref(), response).map_into_boxed_body()
            });
            Err(error)
        }
    }
}
