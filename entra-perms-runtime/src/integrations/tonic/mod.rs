//! tonic: the layer in front of a gRPC server, guarded methods, and refusals as a [`Status`]. Feature `tonic`.
//!
//! A method of a service is guarded by naming its request as what holds the caller. `?` turns what a function further in denies into a
//! [`Status`], too:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! # // What tonic generates of a `.proto`.
//! # mod proto {
//! #     use tonic::{Request, Response, Status, Streaming};
//! #     pub struct ContactRequest;
//! #     pub struct Contact { pub name: String }
//! #     pub struct Imported { pub contacts: u64 }
//! #     pub mod contacts_server {
//! #         use super::*;
//! #         #[tonic::async_trait]
//! #         pub trait Contacts: Send + Sync + 'static {
//! #             async fn get(&self, request: Request<ContactRequest>) -> Result<Response<Contact>, Status>;
//! #             async fn import(&self, request: Request<Streaming<Contact>>) -> Result<Response<Imported>, Status>;
//! #         }
//! #         pub struct ContactsServer<T>(std::sync::Arc<T>);
//! #         impl<T> ContactsServer<T> { pub fn new(inner: T) -> Self { Self(std::sync::Arc::new(inner)) } }
//! #         impl<T> Clone for ContactsServer<T> { fn clone(&self) -> Self { Self(self.0.clone()) } }
//! #         impl<T> tonic::server::NamedService for ContactsServer<T> { const NAME: &'static str = "crm.Contacts"; }
//! #         impl<T: Contacts> tonic::codegen::Service<http::Request<tonic::body::Body>> for ContactsServer<T> {
//! #             type Response = http::Response<tonic::body::Body>;
//! #             type Error = std::convert::Infallible;
//! #             type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
//! #             fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
//! #                 std::task::Poll::Ready(Ok(()))
//! #             }
//! #             fn call(&mut self, _: http::Request<tonic::body::Body>) -> Self::Future {
//! #                 std::future::ready(Ok(Status::unimplemented("").into_http()))
//! #             }
//! #         }
//! #     }
//! # }
//! use entra_perms_runtime::{EntraLayer, requires};
//! use permissions::{TokenValidator, roles::*};
//! use proto::{Contact, ContactRequest, Imported, contacts_server::ContactsServer};
//! use tonic::{Request, Response, Status, Streaming, transport::Server};
//!
//! struct ContactBook;
//!
//! #[tonic::async_trait]
//! impl proto::contacts_server::Contacts for ContactBook {
//!     #[requires(any(Contacts::Read::Team, Contacts::Read::All), caller = request)]
//!     async fn get(
//!         &self,
//!         request: Request<ContactRequest>,
//!     ) -> Result<Response<Contact>, Status> {
//!         Ok(Response::new(Contact { name: "Ada".to_owned() }))
//!     }
//!
//!     // Checked before the first message is read.
//!     #[requires(Contacts::Write::All, by = app, caller = request)]
//!     async fn import(
//!         &self,
//!         request: Request<Streaming<Contact>>,
//!     ) -> Result<Response<Imported>, Status> {
//!         let (mut contacts, mut imported) = (request.into_inner(), 0);
//!         while let Some(contact) = contacts.message().await? {
//!             imported += 1;
//!         }
//!         Ok(Response::new(Imported { contacts: imported }))
//!     }
//! }
//!
//! async fn serve(validator: TokenValidator) -> Result<(), tonic::transport::Error> {
//!     Server::builder()
//!         .layer(EntraLayer::grpc(validator))
//!         .add_service(ContactsServer::new(ContactBook))
//!         .serve(([127, 0, 0, 1], 50051).into())
//!         .await
//! }
//! # fn main() {}
//! ```
//!
//! `examples/tonic` is a whole service. What must answer without a token, such as health checks and reflection, stays outside of the
//! layer: put it around each service that needs it, as `.add_service(entra.named_layer(ContactsServer::new(…)))` with
//! `tonic::service::LayerExt`, instead of around the server.
//!
//! This is a layer and no interceptor of tonic's: an interceptor must say at once what is to become of a request, and to verify a token, keys may
//! have to be fetched.
//!
//! The guard comes before whatever the method does, and before the first message of a stream is read. The one message of a method without
//! a stream is decoded by tonic before any method runs: that it is malformed is said to whoever has a good token.
//!
//! A method that asks who calls has [`Caller::from_request(&request)?`](crate::Caller::from_request), and hands it to whatever is guarded with a `&Caller`.
//!
//! ## What the client sees
//!
//! The HTTP status is 200, as gRPC has it, and there are no messages: the refusal is the [`Status`].
//!
//! | what happened | code | reason |
//! |---|---|---|
//! | no token | `UNAUTHENTICATED` | `MISSING_TOKEN` |
//! | malformed `authorization` metadata | `UNAUTHENTICATED` | `INVALID_REQUEST` |
//! | bad token | `UNAUTHENTICATED` | `INVALID_TOKEN` |
//! | token without a role or scope of this API | `PERMISSION_DENIED` | `INSUFFICIENT_SCOPE` |
//! | requirement not met | `PERMISSION_DENIED` | `INSUFFICIENT_SCOPE` |
//! | claims required, and the client can ask for them | `UNAUTHENTICATED` | `INSUFFICIENT_CLAIMS` |
//! | claims required of another client | `PERMISSION_DENIED` | `INSUFFICIENT_SCOPE` |
//! | keys cannot be fetched to verify the token with | `UNAVAILABLE` | `VERIFICATION_UNAVAILABLE` |
//! | the layer that verifies tokens is missing | `INTERNAL` | `SERVICE_MISCONFIGURED` |
//!
//! The message is [`Challenge::description`], cut where it is longer than a header should be. The details, in
//! `grpc-status-details-bin`, are a `google.rpc.Status` with:
//!
//! - an `ErrorInfo`: the reason of the table, which is the error code of RFC 6750 where there is one; the domain, which is always
//!   [`DOMAIN`]; and as metadata the scopes that would do ([`Challenge::sufficient_scopes`]). `scope` is the narrowest set of them, its scopes
//!   separated by spaces, as in OAuth; other sets that would do as well are `scope_2`, `scope_3`, and so on. There is none where no scope could
//!   help;
//! - where a later attempt may succeed, a `RetryInfo` with when.
//!
//! The metadata of the status are the challenges of HTTP, under `www-authenticate`: for clients that look for the metadata of
//! the API (RFC 9728, [`resource_metadata`](EntraLayer::resource_metadata)), and for those that handle claims challenges.
//! What is sent says no more than the answers of HTTP do: why a token is refused is in the log.
//!
//! A client in Rust reads the details with the crate `tonic-types`:
//!
//! ```
//! use tonic_types::StatusExt;
//!
//! /// The scopes to ask for before another attempt.
//! fn missing_scopes(status: &tonic::Status) -> Option<String> {
//!     let info = status.get_details_error_info()?;
//!     info.metadata.get("scope").cloned()
//! }
//! ```
//!
//! ## CORS
//!
//! Pages reach gRPC services by gRPC-Web, which `tonic_web::GrpcWebLayer` translates. CORS is the
//! outermost, then that layer, then this one: in tonic, the first `layer` is the outermost. The
//! clients `grpc-web` and `connect-web` send headers of their own, which must be allowed by name, and
//! so must all metadata that the page adds. A page reads the status of a refusal from its headers, so
//! that they must be exposed, too. What else a page needs is said [here](super#cors).
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
//! ## Statuses of your own
//!
//! [`refusal_response`](EntraLayer::refusal_response) answers refusals in another way, those of guards too: a
//! closure takes the [`Challenge`] and returns the response of a status of its own.
//!
//! ```
//! use entra_perms_runtime::{EntraLayer, challenge::Challenge};
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
//! An error type that becomes a [`Status`] takes the one that a [`Denied`] makes: `error.into()`. The [`Denied`] is its
//! [source](std::error::Error::source), which is not sent. The layer finds it there, adds the
//! [`resource_metadata`](EntraLayer::resource_metadata) to the challenges, and leaves the rest of the status as it is. It does not see a status
//! with which a stream ends after it has begun.
//!
//! [`Status`]: https://docs.rs/tonic/0.14/tonic/struct.Status.html

use core::time::Duration;
use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, Response, StatusCode};
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::layer::{Answering, EntraLayer};
use crate::caller::Denied;
use crate::challenge::{BearerError, Challenge, Refusal, RefusalBody, RespondToRefusal};
use crate::guard::forward;
use crate::model::Model;
use crate::validator::{TokenError, TokenValidator};

/// The `domain` of the `ErrorInfo` in each refusal: within it, the reasons mean what the table [above](self) says.
pub const DOMAIN: &str = "entra-perms";

/// The message is sent twice, in a header of its own and in the details, and clients bound what headers they take: 16 KiB all in all
/// is common.
const LONGEST_MESSAGE: usize = 1000;

/// The answers of gRPC: see [the module](self).
#[derive(Clone, Copy, Debug, Default)]
pub struct Grpc;

impl<M: Model> EntraLayer<M, Grpc> {
    /// Verifies tokens with this validator, and answers refusals in gRPC: see [`integrations::tonic`](self).
    #[must_use]
    pub fn grpc(validator: TokenValidator<M>) -> Self {
        Self::answering(validator, Answering::in_grpc())
    }
}

impl RespondToRefusal for Grpc {
    fn respond(&self, challenge: &Challenge) -> Response<RefusalBody> {
        Status::from(challenge).into_http()
    }
}

/// Writes the challenges of a refusal into a status that was made of it; all else is the service's
/// own. Returns `false` if the response is not a status.
pub(crate) fn complete<B>(challenge: &Challenge, response: &mut Response<B>) -> bool {
    if response.extensions().get::<Status>().is_none() {
        return false;
    }
    if response.headers_mut().remove(WWW_AUTHENTICATE).is_some() {
        response.headers_mut().extend(challenges(challenge));
    }
    true
}

/// The refusal that a status was made of.
pub(crate) fn refusal<B>(response: &Response<B>) -> Option<Challenge> {
    let status = response.extensions().get::<Status>()?;
    status.source()?.downcast_ref().map(Denied::challenge)
}

forward! {
    [T] tonic::Request<T>: self => self.extensions();
}

/// See the table of [`integrations::tonic`](self).
impl From<&Challenge> for Status {
    fn from(challenge: &Challenge) -> Self {
        let code = code(challenge);
        let metadata = MetadataMap::from_headers(challenges(challenge));
        let details = details(challenge, code);
        let mut status =
            Self::with_error_details_and_metadata(code, message(challenge), details, metadata);
        // Why a token is refused is not for whoever gets to see the status.
        if let Refusal::NotPermitted(denied) = challenge.refusal() {
            status.set_source(Arc::new(denied.clone()));
        }
        status
    }
}

/// `PERMISSION_DENIED`; `UNAUTHENTICATED` with a claims challenge where the client can act on one; `INTERNAL` where the layer is missing.
impl From<Denied> for Status {
    fn from(denied: Denied) -> Self {
        Self::from(&denied.challenge())
    }
}

/// `UNAUTHENTICATED`; `PERMISSION_DENIED` where the token is good and carries no permission here; `UNAVAILABLE` where it cannot be verified
/// now.
impl From<TokenError> for Status {
    fn from(error: TokenError) -> Self {
        Self::from(&error.challenge())
    }
}

/// `UNAUTHENTICATED`
impl From<BearerError> for Status {
    fn from(error: BearerError) -> Self {
        Self::from(&error.challenge())
    }
}

fn code(challenge: &Challenge) -> Code {
    match challenge.status() {
        StatusCode::UNAUTHORIZED | StatusCode::BAD_REQUEST => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ => Code::Internal,
    }
}

fn message(challenge: &Challenge) -> String {
    let description = challenge.description();
    match description.char_indices().nth(LONGEST_MESSAGE) {
        None => description,
        Some((end, _)) => format!("{}…", description.get(..end).unwrap_or_default()),
    }
}

fn challenges(challenge: &Challenge) -> HeaderMap {
    challenge
        .www_authenticate()
        .into_iter()
        .map(|value| (WWW_AUTHENTICATE, value))
        .collect()
}

/// <https://google.aip.dev/193#error_model>
fn details(challenge: &Challenge, code: Code) -> ErrorDetails {
    let scopes: HashMap<_, _> = challenge
        .sufficient_scopes()
        .iter()
        .zip(1_u32..)
        .map(|(scopes, number)| match number {
            1 => ("scope".to_owned(), scopes.join(" ")),
            _ => (format!("scope_{number}"), scopes.join(" ")),
        })
        .collect();
    let mut details = ErrorDetails::with_error_info(reason(challenge, code), DOMAIN, scopes);
    let retry_after = challenge
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if let Some(seconds) = retry_after {
        details.set_retry_info(Some(Duration::from_secs(seconds)));
    }
    details
}

/// The error code in the spelling that reasons have; one of our own where there is none.
fn reason(challenge: &Challenge, code: Code) -> String {
    match (challenge.error(), code) {
        (Some(error), _) => error.to_ascii_uppercase(),
        (None, Code::Unauthenticated) => "MISSING_TOKEN".to_owned(),
        (None, Code::Unavailable) => "VERIFICATION_UNAVAILABLE".to_owned(),
        (None, _) => "SERVICE_MISCONFIGURED".to_owned(),
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
