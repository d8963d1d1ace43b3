//! Support for axum: guarded handlers, the caller as an extractor, and refusals as responses.
//!
//! This module needs the feature `axum`, which depends on axum without its default features. It
//! gives you:
//!
//! - [`EntraLayer`] and [`RefusalResponseLayer`] as layers of a `Router`;
//! - guarded handlers: `#[requires]` checks the caller before any other extractor runs;
//! - [`Caller`] as an extractor, for handlers that need to know who calls;
//! - [`MaybeCaller`] and `Option<Caller>` as extractors, behind a layer with
//!   [optional sign-in](super#optional-sign-in);
//! - [`Denied`], [`TokenError`], [`BearerError`] and [`Challenge`] as responses.
//!
//! # Example
//!
//! The module `permissions` invokes [`permissions!`](macro@crate::permissions), as in the
//! [crate documentation](crate).
//!
//! ```no_run
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use axum::extract::Path;
//! use axum::routing::{get, put};
//! use axum::{Json, Router};
//! use entra_perms_runtime::{Denied, EntraLayer, ResourceError, Tenants, requires};
//! use permissions::{Caller, Scope, TokenValidator, roles::*};
//!
//! // The guard runs before the other extractors.
//! #[requires(Contacts::Write::Team)]
//! async fn rename(Path(id): Path<u32>, Json(name): Json<String>) -> String {
//!     format!("{id} is now {name}")
//! }
//!
//! // A guarded handler can take the caller, too.
//! #[requires(any(Contacts::Read::Team, Contacts::Read::All))]
//! async fn contacts(caller: Caller) -> String {
//!     format!("contacts for {:?}", caller.object_id())
//! }
//!
//! // A handler without a guard needs a valid token. It passes the caller to a guarded function.
//! async fn import(caller: Caller, Json(lines): Json<Vec<String>>) -> Result<String, Denied> {
//!     import_as(&caller, lines)
//! }
//!
//! #[requires(Contacts::Write::All, by = app)]
//! fn import_as(caller: &Caller, lines: Vec<String>) -> Result<String, Denied> {
//!     Ok(format!("{} lines", lines.len()))
//! }
//!
//! fn app(validator: TokenValidator) -> Result<Router, ResourceError> {
//!     // Clients find out at this URL how to get a token, and request this scope first.
//!     let entra = EntraLayer::new(validator)
//!         .resource("https://api.contoso.com/crm")?
//!         .basic_scopes([Scope::CrmReadMy]);
//!     Ok(Router::new()
//!         .route("/contacts/{id}", put(rename))
//!         .route("/contacts", get(contacts).post(import))
//!         .layer(entra)
//!         // Routes that are added after the layer need no token.
//!         .route("/health", get(async || "ok")))
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     Ok(axum::serve(listener, app(validator)?).await?)
//! }
//! ```
//!
//! The folder `examples/crm` of the repository has a complete API.
//!
//! # Placing the layer
//!
//! `Router::layer` puts the layer around all routes that were added before, and around the
//! fallback. A client without a token therefore cannot find out which paths exist.
//! `Router::route_layer` leaves the fallback out. Nested and merged routers keep their own layers.
//!
//! ## Other layers
//!
//! Other layers may be inside or outside of this layer. In a chain of `layer` calls, the last layer
//! is the outermost. In a `tower::ServiceBuilder`, the first layer is the outermost.
//!
//! The responses of this layer have their own body type, which `Router::layer` converts into axum's
//! body. Two combinations therefore do not compile in one `ServiceBuilder`:
//!
//! - A layer for axum's own body outside of this layer, such as `map_response` with a closure that
//!   takes an `axum::response::Response`. Add the two layers with separate `layer` calls, or put
//!   `tower_http::map_response_body::MapResponseBodyLayer::new(Body::new)` between them.
//! - `option_layer`, which makes the layer optional. Use an `if` around the `layer` call instead.
//!   Without the layer, guards deny every request (500).
//!
//! ```
//! use axum::middleware::map_response;
//! use axum::{Router, response::Response, routing::get};
//! use entra_perms_runtime::EntraLayer;
//!
//! # fn app<M: entra_perms_runtime::Model>(
//! #     validator: entra_perms_runtime::TokenValidator<M>,
//! #     verify: bool,
//! # ) -> Router {
//! let mut app = Router::new().route("/contacts", get(async || "Ada, Grace"));
//! if verify {
//!     app = app.layer(EntraLayer::new(validator));
//! }
//! app.layer(map_response(async |response: Response| response))
//! # }
//! ```
//!
//! # The document for clients
//!
//! A layer with [`resource`](crate::EntraLayer::resource) serves the document of RFC 9728 if it
//! sees the requests for it. `Router::layer` of the outermost router does, because the layer is
//! around the fallback, too. Three kinds of layers do not:
//!
//! - a layer of a router that is nested under a prefix: its requests begin with the prefix;
//! - a layer of a router into which another router is merged after the layer was added: axum keeps
//!   the fallback of the router that is merged last. `open.merge(guarded.layer(entra))` serves the
//!   document, and `guarded.layer(entra).merge(open)` does not;
//! - `Router::route_layer`: it sees only requests for routes that exist.
//!
//! Mount the document of the layer at the root there, as [`ProtectedResource`] shows. It needs no
//! token.
//!
//! [`ProtectedResource`]: crate::ProtectedResource
//!
//! # CORS
//!
//! Put the CORS layer outside of `EntraLayer`, because preflight requests have no token: call
//! `.layer(cors)` after `.layer(EntraLayer…)`. See [CORS](super#cors) for the headers that pages
//! need.
//!
//! ```
//! use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
//! use axum::http::{HeaderValue, Method};
//! use axum::{Router, routing::put};
//! use entra_perms_runtime::EntraLayer;
//! use tower_http::cors::CorsLayer;
//!
//! # async fn rename() {}
//! # fn app<M: entra_perms_runtime::Model>(
//! #     validator: entra_perms_runtime::TokenValidator<M>,
//! # ) -> Router {
//! let cors = CorsLayer::new()
//!     .allow_origin([HeaderValue::from_static("https://app.contoso.com")])
//!     .allow_methods([Method::GET, Method::PUT])
//!     .allow_headers([AUTHORIZATION, CONTENT_TYPE])
//!     .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER]);
//! Router::new()
//!     .route("/contacts/{id}", put(rename))
//!     .layer(EntraLayer::new(validator))
//!     .layer(cors)
//! # }
//! ```
//!
//! # Handlers
//!
//! `#[requires]` can guard any free function that is a handler of axum. The function may have any
//! extractors and state, including [`WebSocketUpgrade`](https://docs.rs/axum/0.8/axum/extract/ws),
//! may belong to a nested router, and may have attributes such as `#[tracing::instrument]` and
//! `#[cfg]`. The following rules apply:
//!
//! - `#[axum::debug_handler]` goes **below** `#[requires]`, because it must see the extractor that
//!   `#[requires]` adds.
//! - A handler takes the [`Caller`]. A function that a handler calls takes a `&Caller`.
//! - The guard counts as one of the sixteen parameters that a handler may have.
//!
//! The guard runs before any other extractor, so that an unauthorized caller learns nothing from
//! validation errors.
//!
//! A guard cannot respond after the response has begun, for example in an open WebSocket. Call a
//! guarded function with a `&Caller` there: it returns an `Err`, which the handler must handle.
//!
//! # Refusals
//!
//! [`Denied`], [`TokenError`] and [`BearerError`] are responses with problem details as the body.
//! [`Challenge`] has a table of their statuses. An error type of the service that implements
//! [`From<Denied>`](Denied) may return the response of the [`Denied`], or its own response.
//!
//! [`EntraLayer::refusal_response`] changes the response to every refusal.
//! [`RefusalResponseLayer`] changes the responses of the guards of some routes:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use axum::response::{Html, IntoResponse, Response};
//! use axum::{Router, routing::get};
//! use entra_perms_runtime::{Challenge, EntraLayer, RefusalResponseLayer};
//!
//! # async fn contacts() {}
//! fn denied_page(challenge: &Challenge) -> Response {
//!     (challenge.status(), challenge.headers(), Html("<h1>Not for you</h1>")).into_response()
//! }
//!
//! # fn app(validator: permissions::TokenValidator) -> Router {
//! let pages = get(contacts).route_layer(RefusalResponseLayer::new(denied_page));
//! Router::new().route("/pages/contacts", pages).layer(EntraLayer::new(validator))
//! # }
//! # fn main() {}
//! ```
//!
//! A request without a valid token never reaches these routes: the outer [`EntraLayer`] refuses it
//! with its own response. To change this response for some routes, give them their own layer:
//! `EntraLayer::new(validator.clone()).refusal_response(denied_page)`.
//!
//! # Tests
//!
//! [`testing`](crate::testing) has callers, tokens and tables for tests. To test handlers without
//! the layer, store a caller with `Extension(caller.build())`.
//!
//! [`EntraLayer`]: crate::EntraLayer
//! [`EntraLayer::refusal_response`]: crate::EntraLayer::refusal_response
//! [`RefusalResponseLayer`]: crate::RefusalResponseLayer

use axum::body::Body;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::response::{IntoResponse, Response};
use http::request::Parts;

use crate::caller::{Caller, Denied};
use crate::challenge::{BearerError, Challenge};
use crate::guard::{AnyRequest, Authorized, Guard, MaybeCaller, caller_of, maybe_caller_of};
use crate::model::Model;
use crate::validator::TokenError;

/// Extracts the verified caller. Use `#[requires]` or [`Caller::require`] to check its permissions.
///
/// If [`EntraLayer`](crate::EntraLayer) is missing, denies the request (500) and logs an error. If
/// the layer has optional sign-in, denies an anonymous request (401).
impl<S: Send + Sync, M: Model> FromRequestParts<S> for Caller<M> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        caller_of(parts, parts.uri.path())
    }
}

/// Extracts `Option<Caller>`: the verified caller, or `None` for an anonymous request, which
/// [`EntraLayer::optional`](crate::EntraLayer::optional) let in.
///
/// If [`EntraLayer`](crate::EntraLayer) is missing, or is for another model, denies the request
/// (500) and logs an error.
impl<S: Send + Sync, M: Model> OptionalFromRequestParts<S> for Caller<M> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Denied> {
        maybe_caller_of(parts, parts.uri.path()).map(MaybeCaller::into_caller)
    }
}

/// Extracts the verified caller, or nothing for an anonymous request, like `Option<Caller>`.
impl<S: Send + Sync, M: Model> FromRequestParts<S> for MaybeCaller<M> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        maybe_caller_of(parts, parts.uri.path())
    }
}

/// Checks the requirement of a guarded handler.
impl<S: Send + Sync, G: Guard> FromRequestParts<S> for Authorized<G> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        Self::check(AnyRequest::Http(&parts.extensions))
    }
}

/// Responds like [`Denied::challenge`]: 403, 401 with a claims challenge, or 500 if the layer is
/// missing.
impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

/// Responds with 401, or with 403 if the token is valid but has no permission of this API.
///
/// If the keys to verify the token cannot be fetched, responds with 503.
impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

/// Responds with 401, or with 400 if the `Authorization` header is malformed.
impl IntoResponse for BearerError {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

/// Responds like the method [`Challenge::into_response`].
impl IntoResponse for Challenge {
    fn into_response(self) -> Response {
        Self::into_response::<Body>(self)
    }
}

#[cfg(test)]
mod tests;
