//! Support for actix-web: the layer as middleware, extractors, and refusals as responses.
//!
//! This module needs the feature `actix-web`. It gives you:
//!
//! - [`EntraLayer`] and [`RefusalResponseLayer`] as middleware, for `wrap`;
//! - guarded handlers: `#[requires]` checks the caller before the body is read;
//! - [`Caller`](crate::Caller) as an extractor, for handlers that need to know who calls;
//! - [`MaybeCaller`](crate::MaybeCaller) as an extractor, behind a layer with
//!   [optional sign-in](super#optional-sign-in);
//! - [`Denied`](crate::Denied), [`TokenError`](crate::TokenError) and
//!   [`BearerError`](crate::challenge::BearerError) as [`ResponseError`]s.
//!
//! # Example
//!
//! The module `permissions` invokes [`permissions!`](macro@crate::permissions), as in the
//! [crate documentation](crate).
//!
//! ```no_run
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use actix_web::{App, HttpServer, get, put, web};
//! use entra_perms_runtime::{EntraLayer, Tenants, requires};
//! use permissions::{Caller, Scope, TokenValidator, roles::*};
//!
//! // The guard runs before the body is read.
//! #[requires(Contacts::Write::Team)]
//! #[put("/contacts/{id}")]
//! async fn rename_contact(id: web::Path<u32>, name: web::Json<String>) -> String {
//!     format!("contact {id} is now {name}")
//! }
//!
//! // A handler without a guard still needs a valid token.
//! #[get("/me")]
//! async fn me(caller: Caller) -> String {
//!     format!("{:?}", caller.effective())
//! }
//!
//! #[actix_web::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     // Clients find out at this URL how to get a token, and request this scope first.
//!     let entra = EntraLayer::new(validator)
//!         .resource("https://api.contoso.com/crm")?
//!         .basic_scopes([Scope::CrmReadMy]);
//!     let app = move || {
//!         let guarded = web::scope("").wrap(entra.clone()).service(me).service(rename_contact);
//!         App::new().route("/health", web::get().to(async || "ok")).service(guarded)
//!     };
//!     Ok(HttpServer::new(app).bind(("127.0.0.1", 8080))?.run().await?)
//! }
//! ```
//!
//! The folder `examples/actix` of the repository has a complete service.
//!
//! # Placing the layer
//!
//! `wrap` puts the layer around an `App`, a scope, a resource or a route. If you wrap the `App`,
//! every request needs a token.
//!
//! Put public routes, such as `/health` above, next to a wrapped scope, and register them first.
//! A scope responds to every path with its prefix, and `web::scope("")` responds to every path.
//!
//! Create one layer, and clone it for each worker. The clones share the validator and its keys.
//!
//! If the layer accepts [tokens and tickets of browsers][browsers], it changes requests that have
//! one. Middleware outside of the layer must not keep a clone of the `HttpRequest` then. actix-web
//! does not let the layer change a request that has clones, so the layer refuses the request (500)
//! and logs an error. It finds the clone by a panic of actix-web, which it catches. A panic hook
//! sees the panic. A build with `panic = "abort"` cannot catch it: the layer then refuses every
//! request that has such a token or ticket (500), and logs an error.
//!
//! Middleware must not borrow the extensions of the request either, while it calls the service: the
//! layer cannot store the caller there. It refuses the request (500) and logs an error. With
//! `panic = "abort"`, the process ends.
//!
//! [browsers]: super#websockets-and-event-streams-of-browsers
//!
//! # The document for clients
//!
//! A layer with [`resource`](crate::EntraLayer::resource) around the `App` or around
//! `web::scope("")` serves the document of RFC 9728. A layer around a scope with a prefix does not
//! see requests for the document, which are outside of its prefix. Register the document of the
//! layer there. It needs no token:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use actix_web::web::{self, ServiceConfig};
//! use entra_perms_runtime::EntraLayer;
//! use permissions::Model;
//!
//! # fn main() {}
//! fn routes(entra: &EntraLayer<Model>, config: &mut ServiceConfig) {
//!     if let Some(document) = entra.protected_resource() {
//!         config.service(document.clone());
//!     }
//!     config.service(web::scope("/crm").wrap(entra.clone()));
//! }
//! ```
//!
//! # CORS
//!
//! Put the CORS middleware outside of the layer, because preflight requests have no token. The last
//! `wrap` is the outermost: call `.wrap(cors)` after `.wrap(EntraLayer…)`. See
//! [CORS](super#cors) for the headers that pages need.
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
//! Attributes such as `#[get]` may be above or below `#[requires]`. Register a function without
//! such an attribute with `web::get().to(…)`. The guard counts as one of the sixteen extractors
//! that a handler may have.
//!
//! A handler that needs the caller takes a [`Caller`](crate::Caller). It passes `&caller` to other
//! guarded functions. `caller = request` is not available, because a request of actix-web cannot
//! lend its extensions.
//!
//! Do not take an `Option<Caller>`: it is actix-web's own extractor, which turns every error into
//! `None`, also the one of a missing layer. With [optional sign-in](super#optional-sign-in), take a
//! [`MaybeCaller`](crate::MaybeCaller).
//!
//! ## Order of extractors
//!
//! The guard is the first extractor. actix-web calls all extractors of a handler, and then polls
//! their futures in order. The guard completes at once, so that nothing else is polled for a denied
//! caller. The body is not read, and the error handler of `JsonConfig` is not called.
//!
//! Extractors that complete without being polled have already run by then. `web::Path` and
//! `web::Query` have parsed the URL. If parsing failed, they have called their error handlers,
//! whose responses are dropped.
//!
//! # Refusals
//!
//! The layer refuses a request with a response, not with an `Err`, so that outer middleware sees an
//! ordinary response. An error type of the service can delegate to a [`Denied`](crate::Denied):
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
//! ## Custom responses
//!
//! [`refusal_response`](crate::EntraLayer::refusal_response) changes the response to every refusal.
//! [`RefusalResponseLayer`] changes the responses of guards in one scope; put it inside of the
//! layer. Both take a closure, which returns a `Response` of the crate [`http`], version 1.
//! `actix_web::http` is an older version. The body may be a `String`, or any other
//! `http_body::Body`.
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use actix_web::{App, web};
//! use entra_perms_runtime::{Challenge, EntraLayer, RefusalResponseLayer};
//! use http::Response;
//!
//! fn plain_text(challenge: &Challenge) -> Response<String> {
//!     let mut response = Response::new(format!("No: {}", challenge.description()));
//!     *response.status_mut() = challenge.status();
//!     *response.headers_mut() = challenge.headers();
//!     response
//! }
//!
//! # fn main() {}
//! # fn app(validator: permissions::TokenValidator) {
//! let pages = web::scope("/pages").wrap(RefusalResponseLayer::new(plain_text));
//! let app = App::new().service(pages).wrap(EntraLayer::new(validator));
//! # }
//! ```
//!
//! ## Refusals in other middleware
//!
//! Every refusal has its [`Challenge`](crate::Challenge) in the extensions of the response, for
//! middleware that counts or logs refusals.
//!
//! Middleware inside of the layer may return an `Err`, for example if an extractor of
//! [`from_fn`](actix_web::middleware::from_fn) denies the request. The `Err` passes through the
//! layer. The layer completes the refusal when actix-web turns the `Err` into a response.
//!
//! # Tests
//!
//! [`testing`](crate::testing) has callers, tokens and tables for tests.
//!
//! [`http`]: https://docs.rs/http/1
//! [`EntraLayer`]: crate::EntraLayer
//! [`RefusalResponseLayer`]: crate::RefusalResponseLayer
//! [`ResponseError`]: actix_web::ResponseError

mod body;
mod document;
mod extractors;
mod head;
mod middleware;
mod refusals;

pub use self::middleware::{EntraService, RefusalResponseService};

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
