//! The frameworks, each with a page of its own: how to put the layer in front, how handlers are guarded, what refusals are.
//!
//! What all have in common: [`EntraLayer`](crate::EntraLayer) verifies the token of every request and answers those without a good one;
//! [`#[requires]`](macro@crate::requires) on a handler checks before anything else of the request is read; a refusal is a
//! [`Challenge`](crate::challenge::Challenge), and can be [answered in another way](crate::challenge::RespondToRefusal), everywhere or for some routes.
//!
//! ## Mistakes
//!
//! | mistake | what comes of it |
//! |---|---|
//! | a guard without the layer | 500, in gRPC `INTERNAL`, and an error in the log that names the function |
//! | a layer for the model of another `permissions!` | the same; the log names that model |
//! | two layers | both must take the token, and each guard goes by that of its model; a warning in the log, once |
//! | a guard that denies when the response has begun | the `Err` of that function: the service's own to handle |
//! | CORS inside of the layer | preflight requests are refused (401): they have no token; a warning in the log, once, says where CORS goes |
//! | `EntraLayer::new` in front of gRPC services | their clients see an HTTP status instead of one of gRPC; a warning in the log, once |
//! | `GrpcWebLayer` inside of `EntraLayer::grpc` | pages cannot read the refusals of the layer; a warning in the log, once |
//! | a client that sends a token in the URL, too | the request is refused (400): see [below](#a-token-in-the-url) |
//! | a client that hangs up | nothing: the request ends where it is, and a refresh of keys goes on for others |
//!
//! ## A token in the URL
//!
//! A token is taken from the `Authorization` header alone. If the query of the URL has a parameter
//! `access_token` beside it, [`EntraLayer`](crate::EntraLayer) refuses the request as malformed (400;
//! RFC 6750, sections 2.3 and 3.1), also if both are the same token. Who handles the request next may
//! take the other one. The name is compared as forms have it: decoded once, in its own case. `&`
//! separates parameters, and so does `;`, because older parsers split there. A token in the URL alone
//! is not looked at: the request has no token (401).
//!
//! ## What the compiler says
//!
//! | message | cause |
//! |---|---|
//! | the trait `Handler<…>` is not implemented for a guarded function | the feature of the framework is off; or the handler takes a `&Caller`: a handler takes a `Caller` |
//! | argument #2 is missing, `/* Authorized<…> */` | `#[axum::debug_handler]` stands above `#[requires]`: it goes below; or a guarded handler is called: guard what you call yourself with a `&Caller` |
//! | struct is not supported in `impl`s, `a_handler_in_an_impl_block_must_take_its_caller` | a handler in an `impl` block has no place for its guard: make it a free function, or see [`requires`](macro@crate::requires) |
//! | cannot find `Contacts`, and something of `std` is offered | `use permissions::roles::*` is missing |
//! | expected `String`, found `Result<…>` | a guarded function that is handed its caller returns `Result<_, E>` with `E: From<Denied>` |
//! | `…` holds no verified caller of this model | `caller = …` is no request, or of another `permissions!`; a request of tonic needs the feature `tonic`; actix-web's cannot lend its caller |
//! | `EntraLayer` cannot read `…`: it is not an `http::Request` | the framework has requests of its own: see [below](#other-frameworks) |
//! | the trait `Transform<…>` is not implemented for `EntraLayer<…>` | the feature `actix-web` is off |
//! | the trait `Middleware`, `Handler`, `Fairing` … is not implemented for `EntraLayer<…>` | a framework that takes no layers of `tower`: see [below](#other-frameworks) |
//! | expected a `Fn(&Challenge)` closure | [`refusal_response`](crate::EntraLayer::refusal_response) takes a closure from a `&Challenge`, its type written out, to an `http::Response` |
//! | type annotations needed, at [`Challenge::into_response`](crate::challenge::Challenge::into_response) in such a closure | name the body: `into_response::<String>()` |
//! | no function `test` for `Caller`, cannot find `testing` | the feature `testing` is off: it goes among the `dev-dependencies` |
//!
//! ## CORS
//!
//! A page of another origin needs three things of the API, and each is easily forgotten:
//!
//! - **The CORS layer is outside of [`EntraLayer`](crate::EntraLayer).** A browser sends a preflight
//!   request first, without a token. And a refusal without headers of CORS is a network error to the
//!   page, which cannot see its status.
//! - **`Authorization` is an allowed header, by its name.** `*` does not cover it (Fetch standard,
//!   "CORS non-wildcard request-header name").
//! - **`WWW-Authenticate` is an exposed header**, or a page cannot read which scopes it lacks; and
//!   `Retry-After`, which says when to try again after a 503.
//!
//! The page of each framework shows it: [axum](axum#cors), [tower](tower#cors), [tonic](tonic#cors)
//! with gRPC-Web, [actix-web](actix_web#cors).
//!
//! ## Other frameworks
//!
//! [`EntraLayer`](crate::EntraLayer) is a layer of `tower` over the types of the crate
//! [`http`](https://docs.rs/http/1), version 1, and with the feature `actix-web` its middleware.
//! Frameworks with requests of their own (poem, rocket, ntex, and the filters and handlers of warp and
//! salvo) do not take it. Where a framework can serve a `tower` service, or puts such a layer in front
//! of itself, that works as in [tower]. Elsewhere its own middleware, or its own extractor,
//! verifies the token:
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
//! The [`Caller`](crate::Caller) goes where handlers of that framework find it, and they hand it to
//! functions that `#[requires]` guards with a `&Caller`. The [`Challenge`](crate::challenge::Challenge) is
//! the response: its [`status`](crate::challenge::Challenge::status),
//! [`headers`](crate::challenge::Challenge::headers) and [`body`](crate::challenge::Challenge::body), with the
//! content type `application/problem+json`. So is that of a [`Denied`](crate::Denied). A handler that
//! does not ask for the caller is open: prefer a middleware in front of all handlers to an extractor.

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
