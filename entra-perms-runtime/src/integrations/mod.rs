//! Support for the frameworks axum, actix-web, tonic and rmcp, and for plain tower.
//!
//! | framework | module | feature |
//! |---|---|---|
//! | axum | [`axum`] | `axum` |
//! | actix-web | [`actix_web`] | `actix-web` |
//! | tonic | [`tonic`] | `tonic` |
//! | MCP servers made with rmcp | [`mcp`](crate::mcp) | `rmcp` |
//! | other `tower` services, such as hyper | [`tower`] | `tower` |
//!
//! Each module page begins with a complete service. It then explains how to place the layer, which
//! functions can be guarded, and how to change the responses to refusals. For other frameworks, see
//! [Other frameworks](#other-frameworks).
//!
//! # Overview
//!
//! All frameworks use the same three parts:
//!
//! - [`EntraLayer`] verifies the token of every request, and refuses requests without a valid
//!   token.
//! - [`#[requires]`](macro@crate::requires) on a handler checks the caller before the rest of the
//!   request is read.
//! - A [`Challenge`] is the response to a refusal. [`RespondToRefusal`] changes it, for all routes
//!   or for some.
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use axum::{Router, routing::get};
//! use entra_perms_runtime::{EntraLayer, requires};
//! use permissions::{TokenValidator, roles::*};
//!
//! #[requires(Contacts::Read::Team)]
//! async fn contacts() -> &'static str {
//!     "Ada, Grace"
//! }
//!
//! fn app(validator: TokenValidator) -> Router {
//!     Router::new().route("/contacts", get(contacts)).layer(EntraLayer::new(validator))
//! }
//! # fn main() {}
//! ```
//!
//! # CORS
//!
//! A page of another origin needs three things from the API:
//!
//! - **The CORS layer is outside of [`EntraLayer`].** A browser sends a preflight request first,
//!   without a token. A refusal without CORS headers is a network error for the page, which cannot
//!   see its status.
//! - **`Authorization` is an allowed header, by name.** `*` does not include it (Fetch standard,
//!   "CORS non-wildcard request-header name").
//! - **`WWW-Authenticate` and `Retry-After` are exposed headers.** Otherwise a page cannot read
//!   which scopes are missing, or when to retry after a 503.
//!
//! Each module page has an example: [axum](axum#cors), [tower](tower#cors), [tonic](tonic#cors)
//! with gRPC-Web, and [actix-web](actix_web#cors).
//!
//! The document of [The document for clients](#the-document-for-clients) needs no CORS layer: pages
//! of every origin may read it. If the CORS layer of `tower-http` allows one origin, pass it as a
//! list, `[origin]`. A single value replaces the header of the document, so that pages of other
//! origins cannot read it.
//!
//! # The document for clients
//!
//! [`EntraLayer::resource`](crate::EntraLayer::resource) says at which URL clients see the API,
//! such as the URL of a reverse proxy. Each refusal then names the URL of a
//! [document](crate::ProtectedResource) (RFC 9728) with the authorization server and the scopes,
//! and the layer serves this document without a token. A layer below the root of the server cannot:
//! the pages of the frameworks show how to mount the document.
//! [`EntraLayer::basic_scopes`](crate::EntraLayer::basic_scopes) names the scopes that a client
//! should request first.
//!
//! Use an App ID URI of the registration with a path, such as `https://api.contoso.com/crm`.
//! Clients send the URL to Entra, which compares it with the App ID URIs character for character.
//! Many clients add a `/` to a URL without a path.
//!
//! # A token in the URL
//!
//! By default, the layer takes a token only from the `Authorization` header. If the query of the
//! URL has a parameter `access_token`, too, the layer refuses the request as malformed (400; RFC
//! 6750, sections 2.3 and 3.1). It does so even if the two tokens are equal, because the service
//! might use the other one.
//!
//! The layer compares the name as a form would: decoded once, and case-sensitively. `&` separates
//! parameters, and so does `;`, because older parsers split there. If a request has a token only in
//! the URL, the layer ignores that token and responds with 401.
//!
//! [`EntraLayer::allow_same_token_in_url`](crate::EntraLayer::allow_same_token_in_url) accepts a
//! token in the URL that equals the token of the header, and removes it.
//!
//! # Optional sign-in
//!
//! [`EntraLayer::optional`](crate::EntraLayer::optional) also lets in requests without any token.
//! Handlers take a [`MaybeCaller`](crate::MaybeCaller). A guard denies an anonymous request with
//! 401.
//!
//! # WebSockets and event streams of browsers
//!
//! A page cannot set a header for a `WebSocket` or an `EventSource`. It can use `fetch` with the
//! header for a stream of events. Otherwise, the service can accept the token of a WebSocket among
//! its protocols ([`EntraLayer::websocket_protocol`](crate::EntraLayer::websocket_protocol)), or a
//! short-lived ticket in the URL (`Tickets`, feature `tickets`). No cookie is needed.
//!
//! The layer verifies a token once, when the request begins. A connection can stay open longer than
//! its token is valid: [`Caller::ended`](crate::Caller::ended) and
//! [`Caller::while_accepted`](crate::Caller::while_accepted) end it.
//!
//! # Mistakes
//!
//! | mistake | effect |
//! |---|---|
//! | a handler without a guard behind [`EntraLayer::optional`](crate::EntraLayer::optional) | everybody may call it; the testing kit's matrix lists it |
//! | a guard without the layer | 500 (gRPC: `INTERNAL`), and an error in the log that names the function |
//! | a layer for the model of another `permissions!` | 500 (gRPC: `INTERNAL`), and an error in the log that names both models |
//! | two layers around one handler | both layers must accept the token, and each guard uses the caller of its own model; one warning in the log |
//! | a guard that denies after the response has begun | the guarded function returns `Err`, which the service must handle |
//! | the CORS layer inside of `EntraLayer` | preflight requests are refused (401), because they have no token; one warning in the log names the right order |
//! | `EntraLayer::new` for gRPC services | clients see an HTTP status instead of a gRPC status; one warning in the log |
//! | `GrpcWebLayer` inside of `EntraLayer::grpc` | pages cannot read the refusals of the layer; one warning in the log |
//! | the URL of `EntraLayer::resource` is not an App ID URI of the registration | clients that send it to Entra, such as MCP clients, fail with AADSTS9010010; one warning in the log names the line to add to the manifest |
//! | the URL of `EntraLayer::resource` is not `https`, has a query or a fragment, or ends with a `/` unlike the App ID URI | [`ResourceError`](crate::ResourceError) when the layer is made |
//! | a client that sends a second token in the URL | the request is refused (400): see [A token in the URL](#a-token-in-the-url) |
//! | a client that disconnects | the request is canceled; a refresh of keys continues for other requests |
//!
//! # Compiler errors
//!
//! The page `docs/guide/troubleshooting.md` of the repository lists the messages of the compiler
//! with their causes.
//!
//! # Other frameworks
//!
//! [`EntraLayer`] is a layer of `tower` for the request type of the crate
//! [`http`](https://docs.rs/http/1), version 1. With the feature `actix-web`, it is also middleware
//! of actix-web. Frameworks with their own request types do not accept it: poem, rocket, ntex, and
//! the filters and handlers of warp and salvo.
//!
//! If such a framework can serve a `tower` service, or accepts a `tower` layer around itself, use
//! the layer as in [`tower`]. Otherwise, verify the token in the framework's own middleware or
//! extractor:
//!
//! ```
//! use entra_perms_runtime::challenge::{BearerError, Challenge, bearer_token};
//! use entra_perms_runtime::{Caller, Model, TokenError, TokenValidator};
//!
//! async fn caller<M: Model>(
//!     validator: &TokenValidator<M>,
//!     headers: &http::HeaderMap,
//! ) -> Result<Caller<M>, Challenge> {
//!     let token = bearer_token(headers).map_err(|error: BearerError| error.challenge())?;
//!     validator.validate(token).await.map_err(|error: TokenError| error.challenge())
//! }
//! ```
//!
//! Store the [`Caller`] so that handlers of the framework find it. Handlers pass it to functions
//! that `#[requires]` guards with a `&Caller`.
//!
//! Convert the [`Challenge`] into a response of the framework: its
//! [`status`](crate::Challenge::status), its [`headers`](crate::Challenge::headers), and its
//! [`body`](crate::Challenge::body) with the content type `application/problem+json`. Convert the
//! challenge of a [`Denied`] in the same way.
//!
//! Prefer middleware around all handlers to an extractor: with an extractor, a handler that does
//! not take the caller is open to everybody.
//!
//! [`Caller`]: crate::Caller
//! [`Challenge`]: crate::Challenge
//! [`Challenge::into_response`]: crate::Challenge::into_response
//! [`Denied`]: crate::Denied
//! [`EntraLayer`]: crate::EntraLayer
//! [`RespondToRefusal`]: crate::challenge::RespondToRefusal

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) mod layer;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;
