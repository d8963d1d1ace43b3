//! axum: guarded handlers, the caller as an extractor, refusals as responses. Feature `axum`, which needs no more of it than `axum-core`.
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use axum::extract::Path;
//! use axum::routing::{get, put};
//! use axum::{Json, Router};
//! use entra_perms_runtime::{Denied, EntraLayer, requires};
//! use permissions::{Caller, TokenValidator, roles::*};
//!
//! // A handler: checked before any of its extractors runs.
//! #[requires(Contacts::Write::Team)]
//! async fn rename(Path(id): Path<u32>, Json(name): Json<String>) -> String {
//!     format!("{id} is now {name}")
//! }
//!
//! // One that asks who calls.
//! #[requires(any(Contacts::Read::Team, Contacts::Read::All))]
//! async fn contacts(caller: Caller) -> String {
//!     format!("what {:?} may see", caller.object_id())
//! }
//!
//! // One that may be asked by everybody with a good token, and decides further in.
//! async fn import(caller: Caller, Json(lines): Json<Vec<String>>) -> Result<String, Denied> {
//!     import_as(&caller, lines)
//! }
//!
//! #[requires(Contacts::Write::All, by = app)]
//! fn import_as(caller: &Caller, lines: Vec<String>) -> Result<String, Denied> {
//!     Ok(format!("{} lines", lines.len()))
//! }
//!
//! const METADATA: &str = "/.well-known/oauth-protected-resource";
//!
//! fn app(validator: TokenValidator) -> Router {
//!     let metadata = validator.protected_resource();
//!     let url = format!("https://crm.contoso.com{METADATA}");
//!     Router::new()
//!         .route("/contacts/{id}", put(rename))
//!         .route("/contacts", get(contacts).post(import))
//!         .layer(EntraLayer::new(validator).resource_metadata(url))
//!         // What stands below the layer needs no token.
//!         .route("/health", get(async || "ok"))
//!         .route(METADATA, get(async move || Json(metadata)))
//! }
//! # fn main() {}
//! ```
//!
//! # Where the layer goes
//!
//! `Router::layer` puts it around all routes that were added before, and around the fallback: who has no token does not learn which paths
//! there are. `Router::route_layer` leaves the fallback out. Routers that are nested or merged keep theirs.
//!
//! Other layers may stand on either side, also in one `tower::ServiceBuilder`. There the first is the
//! outermost; in a chain of `layer` calls, the last is. The layer's responses have a body of its own
//! type, which `Router::layer` makes axum's again. So two things do not compile in one
//! `ServiceBuilder`:
//!
//! - A layer for axum's own body outside of this one, such as `map_response` with a closure that
//!   takes an `axum::response::Response`. Add the two with separate `layer` calls, or put
//!   `tower_http::map_response_body::MapResponseBodyLayer::new(Body::new)` between them.
//! - `option_layer`, with which the layer is there or not. Use an `if` around the `layer` call.
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
//! # CORS
//!
//! CORS goes outside of the layer, because preflight requests have no token: `.layer(cors)` after
//! `.layer(EntraLayer…)`. What a page needs is said [here](super#cors).
//!
//! ```
//! use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
//! use axum::http::{HeaderValue, Method};
//! use axum::{Router, routing::put};
//! use entra_perms_runtime::EntraLayer;
//! use tower_http::cors::CorsLayer;
//!
//! # async fn rename() {}
//! # fn app<M: entra_perms_runtime::Model>(validator: entra_perms_runtime::TokenValidator<M>) -> Router {
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
//! What is a handler for axum can be guarded: with any extractors and state, [`WebSocketUpgrade`](https://docs.rs/axum/0.8/axum/extract/ws) too,
//! in routers nested at will, beside `#[tracing::instrument]`, `#[cfg]` and their like. `#[axum::debug_handler]` goes **below**
//! `#[requires]`, because it must see the extractor; a handler takes the [`Caller`], and functions that it calls a `&Caller`; and of the sixteen parameters that axum takes, the guard is one.
//!
//! A guard has one answer, and no part of the request is read before it, so that a malformed body says nothing to who may not send one.
//! When the answer is under way, as behind a WebSocket, a function with a `&Caller` returns its `Err`, and what becomes of that is the handler's own.
//!
//! # Refusals
//!
//! [`Denied`], [`TokenError`] and [`BearerError`] are responses, of which [`Challenge`] has the table, with
//! problem details as the body. An error type of your own that has [`From<Denied>`](Denied) may answer with it, or in its own way. To answer
//! otherwise everywhere, or what the guards of some routes refuse:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! # use axum::{Router, routing::get};
//! # use axum::response::{Html, IntoResponse, Response};
//! # use entra_perms_runtime::{RefusalResponseLayer, EntraLayer, challenge::Challenge};
//! # async fn contacts() {}
//! fn as_html(challenge: &Challenge) -> Response {
//!     (challenge.status(), challenge.headers(), Html("<h1>No</h1>")).into_response()
//! }
//!
//! # fn app(validator: permissions::TokenValidator) -> Router {
//! Router::new()
//!     .route("/pages/contacts", get(contacts).route_layer(RefusalResponseLayer::new(as_html)))
//!     .layer(EntraLayer::new(validator))
//! # }
//! # fn main() {}
//! ```
//!
//! What the layer itself refuses, because there is no good token, never gets to such a route: routes that shall answer that in a way of
//! their own have a layer of their own, `EntraLayer::new(validator.clone()).refusal_response(as_html)` around them alone.
//!
//! # In tests
//!
//! [`testing`](crate::testing) has callers, tokens and tables. Without the layer, `Extension(caller.build())` stands for it.
//!
//! `examples/crm`, in the repository, is a complete API.

use axum_core::body::Body;
use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response};
use http::request::Parts;

use crate::caller::{Caller, Denied};
use crate::challenge::{BearerError, Challenge};
use crate::guard::{Authorized, Guard, caller_of};
use crate::model::Model;
use crate::validator::TokenError;

/// The caller, for a handler that asks who it is. What the caller may do is for `#[requires]`, or for
/// [`Caller::require`].
///
/// Where [`EntraLayer`](crate::EntraLayer) is not in front of the handler, the request is denied (500), and the log says so.
impl<S: Send + Sync, M: Model> FromRequestParts<S> for Caller<M> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        caller_of(parts, parts.uri.path())
    }
}

/// The check of a guarded handler.
impl<S: Send + Sync, G: Guard> FromRequestParts<S> for Authorized<G> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        Self::check(parts)
    }
}

/// 403 with the challenge of RFC 6750; 500 where the layer is missing.
impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

/// 401, or 403 where the token is good and carries no permission here.
impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

/// 401, or 400 where the header is malformed.
impl IntoResponse for BearerError {
    fn into_response(self) -> Response {
        self.challenge().into_response()
    }
}

impl IntoResponse for Challenge {
    fn into_response(self) -> Response {
        Self::into_response::<Body>(self)
    }
}

#[cfg(test)]
mod tests;
