//! Support for tonic: the layer for gRPC servers, guarded methods, and refusals as [`Status`].
//!
//! This module needs the feature `tonic`. It gives you:
//!
//! - [`EntraLayer::grpc`], the layer that verifies tokens and refuses requests with a [`Status`];
//! - guarded methods: `#[requires(…, caller = request)]` checks the caller of the request;
//! - [`Denied`], [`TokenError`] and [`BearerError`] that convert into a [`Status`], for `?`.
//!
//! # Example
//!
//! The module `permissions` invokes [`permissions!`](macro@crate::permissions), as in the
//! [crate documentation](crate). The module `proto` has the code that tonic generates.
//!
//! ```no_run
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! # // The code that tonic generates from a `.proto` file.
//! # mod proto {
//! #     use tonic::{Request, Response, Status, Streaming};
//! #     pub struct ContactRequest;
//! #     pub struct Contact { pub name: String }
//! #     pub struct Imported { pub contacts: u64 }
//! #     pub mod contacts_server {
//! #         use super::*;
//! #         #[tonic::async_trait]
//! #         pub trait Contacts: Send + Sync + 'static {
//! #             async fn get(
//! #                 &self,
//! #                 request: Request<ContactRequest>,
//! #             ) -> Result<Response<Contact>, Status>;
//! #             async fn import(
//! #                 &self,
//! #                 request: Request<Streaming<Contact>>,
//! #             ) -> Result<Response<Imported>, Status>;
//! #         }
//! #         pub struct ContactsServer<T>(std::sync::Arc<T>);
//! #         impl<T> ContactsServer<T> {
//! #             pub fn new(inner: T) -> Self { Self(std::sync::Arc::new(inner)) }
//! #         }
//! #         impl<T> Clone for ContactsServer<T> {
//! #             fn clone(&self) -> Self { Self(self.0.clone()) }
//! #         }
//! #         impl<T> tonic::server::NamedService for ContactsServer<T> {
//! #             const NAME: &'static str = "crm.Contacts";
//! #         }
//! #         use tonic::{body::Body, codegen::Service};
//! #         impl<T: Contacts> Service<http::Request<Body>> for ContactsServer<T> {
//! #             type Response = http::Response<Body>;
//! #             type Error = std::convert::Infallible;
//! #             type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
//! #             fn poll_ready(
//! #                 &mut self,
//! #                 _: &mut std::task::Context<'_>,
//! #             ) -> std::task::Poll<Result<(), Self::Error>> {
//! #                 std::task::Poll::Ready(Ok(()))
//! #             }
//! #             fn call(&mut self, _: http::Request<Body>) -> Self::Future {
//! #                 std::future::ready(Ok(Status::unimplemented("").into_http()))
//! #             }
//! #         }
//! #     }
//! # }
//! use entra_perms_runtime::{EntraLayer, Tenants, requires};
//! use permissions::{TokenValidator, roles::*};
//! use proto::{Contact, ContactRequest, Imported, contacts_server::ContactsServer};
//! use tonic::{Request, Response, Status, Streaming, transport::Server};
//!
//! struct ContactBook;
//!
//! #[tonic::async_trait]
//! impl proto::contacts_server::Contacts for ContactBook {
//!     #[requires(any(Contacts::Read::Team, Contacts::Read::All), caller = request)]
//!     async fn get(&self, request: Request<ContactRequest>) -> Result<Response<Contact>, Status> {
//!         Ok(Response::new(Contact { name: "Ada".to_owned() }))
//!     }
//!
//!     // The guard runs before the first message is read.
//!     #[requires(Contacts::Write::All, by = app, caller = request)]
//!     async fn import(
//!         &self,
//!         request: Request<Streaming<Contact>>,
//!     ) -> Result<Response<Imported>, Status> {
//!         let mut contacts = request.into_inner();
//!         let mut imported = 0;
//!         while let Some(contact) = contacts.message().await? {
//!             imported += 1;
//!         }
//!         Ok(Response::new(Imported { contacts: imported }))
//!     }
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     let server = Server::builder()
//!         .layer(EntraLayer::grpc(validator))
//!         .add_service(ContactsServer::new(ContactBook));
//!     Ok(server.serve(([127, 0, 0, 1], 50051).into()).await?)
//! }
//! ```
//!
//! The folder `examples/tonic` of the repository has a complete service.
//!
//! # Placing the layer
//!
//! `Server::builder().layer(…)` puts the layer around all services, so that every call needs a
//! token. To keep a service public, such as health checks or reflection, put the layer around each
//! of the other services instead: `.add_service(entra.named_layer(ContactsServer::new(…)))`, with
//! `tonic::service::LayerExt`.
//!
//! [`EntraLayer`] is a layer, not an interceptor of tonic. An interceptor cannot wait, and the
//! layer may have to fetch keys to verify a token.
//!
//! # Guarded methods
//!
//! `caller = request` names the parameter that holds the caller. The guard runs before the body of
//! the method, and before the first message of a stream is read. tonic decodes the message of a
//! unary method before the method runs. A caller with a valid token can therefore learn that a
//! message is malformed, even if the guard would deny the call.
//!
//! A method that needs the caller calls
//! [`Caller::from_request(&request)?`](crate::Caller::from_request), and passes the caller to
//! guarded functions that take a `&Caller`.
//!
//! With [optional sign-in](super#optional-sign-in) ([`EntraLayer::optional_grpc`]), a method calls
//! [`Caller::from_optional_request(&request)?`](crate::Caller::from_optional_request). A guard
//! denies an anonymous request with `UNAUTHENTICATED`.
//!
//! # Refusals
//!
//! The HTTP status is 200, as gRPC requires, and the response has no messages. The refusal is the
//! [`Status`]:
//!
//! | refusal | code | reason |
//! |---|---|---|
//! | the request has no token | `UNAUTHENTICATED` | `MISSING_TOKEN` |
//! | the `authorization` metadata is malformed | `UNAUTHENTICATED` | `INVALID_REQUEST` |
//! | the token is invalid | `UNAUTHENTICATED` | `INVALID_TOKEN` |
//! | the token has no role or scope of this API | `PERMISSION_DENIED` | `INSUFFICIENT_SCOPE` |
//! | the caller does not meet the requirement | `PERMISSION_DENIED` | `INSUFFICIENT_SCOPE` |
//! | claims are missing, and the client can request them | `UNAUTHENTICATED` | `INSUFFICIENT_CLAIMS` |
//! | claims are missing, and the client cannot request them | `PERMISSION_DENIED` | `INSUFFICIENT_SCOPE` |
//! | the keys to verify the token are not available | `UNAVAILABLE` | `VERIFICATION_UNAVAILABLE` |
//! | the service cannot serve the request at the moment | `UNAVAILABLE` | `SERVICE_UNAVAILABLE` |
//! | the layer is missing, or is for a different model | `INTERNAL` | `SERVICE_MISCONFIGURED` |
//!
//! The status has these parts:
//!
//! - The message is [`Challenge::description`]. A message of more than 1,000 characters is cut.
//! - The details (`grpc-status-details-bin`) are a `google.rpc.Status` with an `ErrorInfo`. Its
//!   `reason` is in the table, and is the error code of RFC 6750 if there is one. Its `domain` is
//!   [`DOMAIN`].
//! - The metadata of the `ErrorInfo` has [`Challenge::scopes`]. `scope` is the narrowest
//!   sufficient set of scopes, separated by spaces, as in OAuth. Other sufficient sets are
//!   `scope_2`, `scope_3`, and so on. If no scope is sufficient, the metadata is empty.
//! - If a later attempt may succeed, the details have a `RetryInfo` with the delay.
//! - The metadata of the status has the challenges of HTTP, under `www-authenticate`. Clients find
//!   there the URL of the document about the API (RFC 9728, [`resource`]) and claims challenges.
//!
//! A status reveals no more than a refusal over HTTP: the reason why a token is refused is only in
//! the log.
//!
//! A Rust client reads the details with the crate `tonic-types`:
//!
//! ```
//! use tonic_types::StatusExt;
//!
//! /// Returns the scopes to request before the next attempt.
//! fn missing_scopes(status: &tonic::Status) -> Option<String> {
//!     let info = status.get_details_error_info()?;
//!     info.metadata.get("scope").cloned()
//! }
//! ```
//!
//! ## Custom statuses
//!
//! [`refusal_response`] changes the response to every refusal of the layer and of guards. It takes
//! a closure, which returns the response of a status:
//!
//! ```
//! use entra_perms_runtime::{Challenge, EntraLayer};
//! use tonic::{Status, body::Body};
//!
//! # fn layer<M: entra_perms_runtime::Model>(validator: entra_perms_runtime::TokenValidator<M>) {
//! let layer = EntraLayer::grpc(validator).refusal_response(|challenge: &Challenge| {
//!     let mut status = Status::from(challenge);
//!     status.metadata_mut().insert("x-help", "https://crm.contoso.com/help".parse().unwrap());
//!     status.into_http::<Body>()
//! });
//! # }
//! ```
//!
//! An error type of the service that converts into a [`Status`] converts a [`Denied`] with
//! `denied.into()`. The [`Denied`] is the [source](std::error::Error::source) of the status, which
//! is not sent to the client. The layer finds it there, and adds the URL of the document
//! ([`resource`]) to the challenges. It leaves the rest of the status unchanged. The layer does not
//! see a status that ends a stream after the stream has begun.
//!
//! # The document for clients
//!
//! A layer with [`resource`] around the whole server (`Server::layer`) serves the document of RFC
//! 9728. Clients fetch it over plain HTTP, without gRPC: over HTTP/2, and over HTTP/1.1 if the
//! server has `accept_http1(true)`. A layer around one service does not see these requests, because
//! tonic routes by the name of the service. Serve the document at the root of another server there.
//! `GrpcWebLayer` passes these requests on over HTTP/2 only.
//!
//! # CORS
//!
//! Pages call gRPC services with gRPC-Web, which `tonic_web::GrpcWebLayer` translates. In tonic,
//! the first `layer` is the outermost. Add the CORS layer first, then `GrpcWebLayer`, then this
//! layer.
//!
//! The clients `grpc-web` and `connect-web` send their own headers, which the CORS layer must allow
//! by name. It must also allow all metadata that the page adds. A page reads the status of a
//! refusal from the headers of the response, so that the CORS layer must expose them. See
//! [CORS](super#cors) for the other headers that pages need.
//!
//! ```
//! use entra_perms_runtime::EntraLayer;
//! use http::{HeaderName, HeaderValue, Method};
//! use tonic::transport::Server;
//! use tonic_web::GrpcWebLayer;
//! use tower_http::cors::CorsLayer;
//!
//! # fn server<M: entra_perms_runtime::Model>(validator: entra_perms_runtime::TokenValidator<M>) {
//! let request = ["authorization", "content-type", "x-grpc-web", "x-user-agent", "grpc-timeout"];
//! let refusal = ["grpc-status", "grpc-message", "grpc-status-details-bin", "www-authenticate"];
//! let cors = CorsLayer::new()
//!     .allow_origin([HeaderValue::from_static("https://app.contoso.com")])
//!     .allow_methods([Method::POST])
//!     .allow_headers(request.map(HeaderName::from_static))
//!     .expose_headers(refusal.map(HeaderName::from_static));
//! let server = Server::builder()
//!     .accept_http1(true)
//!     .layer(cors)
//!     .layer(GrpcWebLayer::new())
//!     .layer(EntraLayer::grpc(validator));
//! # }
//! ```
//!
//! # Tests
//!
//! [`testing`](crate::testing) has callers, tokens and tables for tests.
//!
//! [`Status`]: https://docs.rs/tonic/0.14/tonic/struct.Status.html
//! [`Challenge::description`]: crate::Challenge::description
//! [`Challenge::scopes`]: crate::Challenge::scopes
//! [`Denied`]: crate::Denied
//! [`EntraLayer`]: crate::EntraLayer
//! [`EntraLayer::grpc`]: crate::EntraLayer::grpc
//! [`EntraLayer::optional_grpc`]: crate::EntraLayer::optional_grpc
//! [`refusal_response`]: crate::EntraLayer::refusal_response
//! [`resource`]: crate::EntraLayer::resource
//! [`TokenError`]: crate::TokenError
//! [`BearerError`]: crate::challenge::BearerError

mod responses;
mod status;

pub use self::responses::Grpc;
pub(in crate::integrations) use self::responses::{complete_status, is_status, refusal};

/// The `domain` of the `ErrorInfo` of every refusal.
///
/// It defines the meaning of the reasons: see the table of [`integrations::tonic`](self#refusals).
pub const DOMAIN: &str = "entra-perms";

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
