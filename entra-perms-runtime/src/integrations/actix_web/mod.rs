//! actix-web: [`EntraLayer`] as middleware, extractors, and refusals as responses. Feature `actix-web`.
//!
//! ```no_run
//! mod permissions {
//!     entra_perms_runtime::permissions! {
//!         manifest = "manifests/crm.json",
//!         scopes = {
//!             "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
//!             "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*",
//!                                     "Contacts.Read.*", "Contacts.Write.*"],
//!             "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
//!         },
//!         allow = [shared_roles],
//!     }
//! }
//!
//! use actix_web::{App, HttpServer, Responder, get, put, web};
//! use entra_perms_runtime::{EntraLayer, ProtectedResource, Tenants, requires};
//! use permissions::{Caller, TokenValidator, roles::*};
//!
//! // A handler: checked before the body is read.
//! #[put("/contacts/{id}")]
//! #[requires(Contacts::Write::Team)]
//! async fn rename_contact(id: web::Path<u32>, name: web::Json<String>) -> String {
//!     format!("contact {id} is now {name}")
//! }
//!
//! // Taking the caller is enough to need a good token.
//! #[get("/me")]
//! async fn me(caller: Caller) -> String {
//!     format!("{:?}", caller.effective())
//! }
//!
//! // Where clients find out how to get a token (RFC 9728): it needs none.
//! #[get("/.well-known/oauth-protected-resource")]
//! async fn resource_metadata(resource: web::Data<ProtectedResource>) -> impl Responder {
//!     web::Json(resource)
//! }
//!
//! #[actix_web::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     let resource = web::Data::new(validator.protected_resource());
//!     let entra = EntraLayer::new(validator)
//!         .resource_metadata("https://crm.example/.well-known/oauth-protected-resource");
//!     let app = move || {
//!         let guarded = web::scope("").wrap(entra.clone()).service(me).service(rename_contact);
//!         App::new().app_data(resource.clone()).service(resource_metadata).service(guarded)
//!     };
//!     Ok(HttpServer::new(app).bind(("127.0.0.1", 8080))?.run().await?)
//! }
//! ```
//!
//! # The layer
//!
//! `wrap` puts it in front of an `App`, a scope, a resource or a route. In front of an `App`, all of it needs a token. What does not,
//! such as the metadata above, stands beside a scope that has the layer, and is registered before it: a scope answers for every path
//! that its prefix fits, and that of `web::scope("")` fits all.
//!
//! Make one layer, and clone it for each worker: the clones share the validator with its keys.
//!
//! # CORS
//!
//! The `wrap` that comes last is the outermost. That of CORS goes outside of the layer, because
//! preflight requests have no token: `.wrap(cors)` after `.wrap(EntraLayer…)`. What a page needs is
//! said [here](super#cors).
//!
//! ```
//! use actix_cors::Cors;
//! use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
//! use actix_web::{App, web};
//! use entra_perms_runtime::EntraLayer;
//!
//! # async fn rename() -> &'static str { "" }
//! # fn app<M: entra_perms_runtime::Model>(entra: EntraLayer<M>) {
//! let cors = Cors::default()
//!     .allowed_origin("https://app.contoso.com")
//!     .allowed_methods(["GET", "PUT"])
//!     .allowed_headers([AUTHORIZATION, CONTENT_TYPE])
//!     .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER]);
//! let app = App::new()
//!     .route("/contacts/{id}", web::put().to(rename))
//!     .wrap(entra.clone())
//!     .wrap(cors);
//! # }
//! ```
//!
//! # Handlers
//!
//! actix-web's `#[get]` and its kin may stand above `#[requires]` or below it, and a function without them is registered with
//! `web::get().to(…)`. The guard is one of the sixteen extractors that a handler can have.
//!
//! actix-web calls all extractors of a handler, and then polls what they return, in order. The guard is the first and answers at once,
//! so nobody polls the others of a caller who is denied: the body is not read, and an error handler of `JsonConfig` is not called. An
//! extractor that does its work without being polled has done it by then: `web::Path` and `web::Query` have parsed, and called the error
//! handler of their own configuration where that failed; what it answered is dropped.
//!
//! A handler that needs the caller takes a [`Caller`](crate::Caller), and hands it to whatever is guarded with a `&Caller`. `caller = request` is for
//! requests of the crate `http`: those of actix-web cannot lend what is among their extensions.
//!
//! # Refusals
//!
//! What the layer refuses is a response, and not an `Err`, so that middleware further out sees it as any other answer.
//! [`Denied`](crate::Denied), [`TokenError`](crate::TokenError) and [`BearerError`](crate::challenge::BearerError) are
//! [`ResponseError`](actix_web::ResponseError)s, and an error type of the service answers as they do:
//!
//! ```
//! use actix_web::{HttpResponse, ResponseError, http::StatusCode};
//! use entra_perms_runtime::Denied;
//!
//! #[derive(Debug, thiserror::Error)]
//! enum ApiError {
//!     #[error(transparent)]
//!     Denied(#[from] Denied),
//!     #[error("there is no such record")]
//!     NotFound,
//! }
//!
//! impl ResponseError for ApiError {
//!     fn status_code(&self) -> StatusCode {
//!         match self {
//!             Self::Denied(denied) => denied.status_code(),
//!             Self::NotFound => StatusCode::NOT_FOUND,
//!         }
//!     }
//!
//!     fn error_response(&self) -> HttpResponse {
//!         match self {
//!             Self::Denied(denied) => denied.error_response(),
//!             Self::NotFound => HttpResponse::NotFound().body(self.to_string()),
//!         }
//!     }
//! }
//! ```
//!
//! On the way out the layer completes such a response, or answers it in another way: [`refusal_response`](EntraLayer::refusal_response) takes a
//! closure, and [`RefusalResponseLayer`] does the same for a scope inside of the layer. What they make is a
//! `Response` of the crate [`http`], version 1 (`actix_web::http` is an older one), with a `String` or
//! any other `http_body::Body`. Its status, headers and body become those of the [`HttpResponse`]:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use actix_web::{App, web};
//! use entra_perms_runtime::{RefusalResponseLayer, EntraLayer, challenge::Challenge};
//! use http::Response;
//!
//! fn in_words(challenge: &Challenge) -> Response<String> {
//!     let mut response = Response::new(format!("No: {}", challenge.description()));
//!     *response.status_mut() = challenge.status();
//!     *response.headers_mut() = challenge.headers();
//!     response
//! }
//!
//! # fn main() {}
//! # fn app(validator: permissions::TokenValidator) {
//! let pages = web::scope("/pages").wrap(RefusalResponseLayer::new(in_words));
//! let app = App::new().service(pages).wrap(EntraLayer::new(validator));
//! # }
//! ```
//!
//! The [`Challenge`](crate::challenge::Challenge) is among the extensions of each refusal, for those that count or log. Where a middleware in
//! between returns an `Err` that answers as a refusal, such as that of an extractor of
//! [`from_fn`](actix_web::middleware::from_fn), it stays an `Err`, and the layer answers when a response is made of it.
//!
//! [`http`]: https://docs.rs/http
//! [`HttpResponse`]: https://docs.rs/actix-web/4/actix_web/struct.HttpResponse.html

mod body;
mod extractors;
mod refusals;

use core::pin::Pin;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::{HttpMessage as _, HttpResponse};

use self::refusals::{answered_again, response_of};
use super::layer::{Answering, EntraLayer, RefusalResponseLayer, Verifier, is_preflight};
use crate::challenge::{ProblemJson, RespondToRefusal};
use crate::guard::LayerMark;
use crate::model::Model;

/// The service that [`EntraLayer`] makes.
#[derive(Debug)]
pub struct EntraService<S, M: Model, A = ProblemJson> {
    /// A request calls it when its token is verified, which outlives the borrow of the call.
    inner: Rc<S>,
    verifier: Arc<Verifier<M>>,
    answering: Answering<A>,
}

/// The service that [`RefusalResponseLayer`] makes.
#[derive(Debug)]
pub struct AnswerService<S, A> {
    inner: S,
    answering: Answering<A>,
}

impl<S, M, A, B> Transform<S, ServiceRequest> for EntraLayer<M, A>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    M: Model,
    A: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = EntraService<S, M, A>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let (verifier, answering) = (Arc::clone(&self.verifier), self.answering.clone());
        ready(Ok(EntraService { inner: Rc::new(inner), verifier, answering }))
    }
}

impl<S, A, B> Transform<S, ServiceRequest> for RefusalResponseLayer<A>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    A: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = AnswerService<S, A>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(AnswerService { inner, answering: self.answering.clone() }))
    }
}

type Responding<B> = Pin<Box<dyn Future<Output = Result<ServiceResponse<EitherBody<B>>, Error>>>>;

impl<S, M, A, B> Service<ServiceRequest> for EntraService<S, M, A>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    M: Model,
    A: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = Responding<B>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let inner = Rc::clone(&self.inner);
        let (verifier, answering) = (Arc::clone(&self.verifier), self.answering.clone());
        Box::pin(async move {
            let authorization = request.headers().get_all(AUTHORIZATION).map(HeaderValue::as_bytes);
            match verifier.caller(authorization, request.uri().query()).await {
                Ok(caller) => {
                    let mark = verifier.mark();
                    let outer = request.extensions_mut().insert(mark.clone());
                    verifier.notice(outer.as_ref());
                    request.extensions_mut().insert(caller);
                    returned(answering, Some(mark), inner.call(request).await)
                }
                Err(challenge) => {
                    notice_preflight(&verifier, &request);
                    let response = response_of(answering.refused(challenge));
                    Ok(request.into_response(response.map_into_right_body()))
                }
            }
        })
    }
}

impl<S, A, B> Service<ServiceRequest> for AnswerService<S, A>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    A: RespondToRefusal,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = Responding<B>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let mark = request.extensions().get::<LayerMark>().cloned();
        let (response, answering) = (self.inner.call(request), self.answering.clone());
        Box::pin(async move { returned(answering, mark, response.await) })
    }
}

/// Logs that this refusal, and each like it, is a mistake of order.
fn notice_preflight<M: Model>(verifier: &Verifier<M>, request: &ServiceRequest) {
    if is_preflight(request.method().as_str(), |name| request.headers().contains_key(name)) {
        verifier
            .mistakes
            .preflight("in actix-web, `.wrap(cors)` after `.wrap(EntraLayer…)`");
    }
}

/// What came back of a request with this mark. An `Err` has no request that a response could be made for; it stays one.
fn returned<B: MessageBody + 'static>(
    answering: Answering<impl RespondToRefusal>,
    mark: Option<LayerMark>,
    result: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match result {
        Ok(response) => {
            let (request, response) = response.into_parts();
            Ok(ServiceResponse::new(request, answered_again(&answering, mark.as_ref(), response)))
        }
        Err(mut error) => {
            error.add_response_mapper(move |response: HttpResponse| {
                answered_again(&answering, mark.as_ref(), response).map_into_boxed_body()
            });
            Err(error)
        }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
