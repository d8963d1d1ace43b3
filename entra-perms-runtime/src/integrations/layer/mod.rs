//! The layers of all frameworks: `EntraLayer` verifies tokens, `RefusalResponseLayer` responds to
//! refusals.
//!
//! - this file: the layers;
//! - `resource`: the setting for the URL of the API, and for the scopes to request first;
//! - `head`: the head of a request, in every framework;
//! - `browsers`, `tickets`: tokens and tickets in other places than the header;
//! - `credentials`: the token in the header;
//! - `tools`: the refusal of a tool before the body is read;
//! - `verifier`: from the token of a request to its sender;
//! - `refusals`: the responses to refusals;
//! - `caching`: the headers for caches;
//! - `mistakes`: warnings about layers in the wrong order.

mod browsers;
mod caching;
mod credentials;
mod head;
mod mistakes;
mod refusals;
mod resource;
#[cfg(feature = "tickets")]
pub(crate) mod tickets;
#[cfg(feature = "rmcp")]
mod tools;
mod verifier;

use std::sync::Arc;

pub use self::browsers::InvalidProtocol;
pub(super) use self::head::{Opening, RequestHead, Unchangeable};
use self::mistakes::Mistakes;
pub(super) use self::mistakes::is_preflight;
#[cfg(feature = "actix-web")]
pub(super) use self::refusals::FinalResponse;
pub(super) use self::refusals::{OutgoingResponse, RefusalResponses};
#[cfg(feature = "tower")]
pub(super) use self::verifier::{FirstLook, Undecided};
pub(super) use self::verifier::{Sender, Verifier};
use crate::challenge::ProblemJson;
use crate::guard::SignIn;
use crate::model::Model;
use crate::validator::TokenValidator;

/// A layer that verifies the access token of every request.
///
/// The layer stores the [`Caller`] in the extensions of the request, from which `#[requires]` reads
/// it. It refuses a request without a valid token as RFC 6750 requires ([`Challenge`] has the
/// table). Such a request never reaches the service.
///
/// **Every** request needs a token, unless the layer is made with [`optional`](Self::optional).
/// CORS preflight requests have none. Put the CORS layer outside of this layer, and routes that
/// need no token next to it. [`integrations`](crate::integrations) shows the order for each
/// framework, and lists frameworks that need a different approach.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use axum::{Router, routing::get};
/// use entra_perms_runtime::EntraLayer;
/// # use permissions::TokenValidator;
///
/// # fn main() {}
/// # fn app(validator: TokenValidator) -> Router {
/// Router::new()
///     .route("/contacts", get(async || "Ada, Grace"))
///     .layer(EntraLayer::new(validator))
/// # }
/// ```
///
/// | for | method |
/// |---|---|
/// | services whose callers must sign in | [`new`](Self::new); in gRPC [`grpc`](Self::grpc) |
/// | services whose callers may sign in | [`optional`](Self::optional); in gRPC [`optional_grpc`](Self::optional_grpc) |
/// | the document for clients (RFC 9728) | [`resource`](Self::resource), [`basic_scopes`](Self::basic_scopes) |
/// | WebSockets and event streams of pages | [`websocket_protocol`](Self::websocket_protocol), [`tickets`](Self::tickets), [`allow_same_token_in_url`](Self::allow_same_token_in_url) |
/// | tools of an MCP server | `tools` (feature `rmcp`) |
/// | other responses to refusals | [`refusal_response`](Self::refusal_response) |
///
/// # Refusals of the service
///
/// The layer also completes the service's own refusals. A refusal is a [`Denied`](crate::Denied)
/// that became a response, also through an error type, if that error type keeps the status. The
/// layer writes the URL of its document into such a response ([`resource`](Self::resource)), or
/// replaces it by the [`refusal_response`](Self::refusal_response).
///
/// Every refusal that leaves the layer has its [`Challenge`] in the extensions of the response.
/// Middleware outside of the layer can count or log refusals with it.
///
/// [`Caller`]: crate::Caller
/// [`Challenge`]: crate::Challenge
#[derive(Debug)]
pub struct EntraLayer<M: Model, R = ProblemJson> {
    pub(super) verifier: Arc<Verifier<M>>,
    pub(super) responses: RefusalResponses<R>,
}

/// A layer that changes the responses to refusals for a part of the service.
///
/// Put it inside of an [`EntraLayer`], which then leaves these responses unchanged. It verifies
/// nothing, and requests that the [`EntraLayer`] refuses never reach it.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use axum::response::{Html, IntoResponse, Response};
/// use axum::{Router, routing::get};
/// use entra_perms_runtime::{Challenge, EntraLayer, RefusalResponseLayer, requires};
/// use permissions::{TokenValidator, roles::*};
///
/// #[requires(Contacts::Read::Team)]
/// async fn contacts_page() -> Html<&'static str> {
///     Html("<h1>Contacts</h1>")
/// }
///
/// fn denied_page(challenge: &Challenge) -> Response {
///     (challenge.status(), challenge.headers(), Html("<h1>Not for you</h1>")).into_response()
/// }
///
/// # fn main() {}
/// fn app(validator: TokenValidator) -> Router {
///     let pages = Router::new()
///         .route("/contacts", get(contacts_page))
///         .layer(RefusalResponseLayer::new(denied_page));
///     Router::new().nest("/pages", pages).layer(EntraLayer::new(validator))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct RefusalResponseLayer<R> {
    pub(super) responses: RefusalResponses<R>,
}

impl<M: Model> EntraLayer<M> {
    /// Creates a layer that verifies tokens with this validator, and refuses requests with
    /// [`ProblemJson`].
    #[must_use]
    pub fn new(validator: TokenValidator<M>) -> Self {
        Self::with_responses(validator, SignIn::Required, RefusalResponses::http())
    }

    /// Creates a layer with optional sign-in: it verifies tokens with this validator, and also lets
    /// in requests without any token. It refuses requests with [`ProblemJson`].
    ///
    /// A request is anonymous only if it has no `Authorization` header at all, and no parameter
    /// `access_token` in its URL. Every other request without a valid token is refused as by
    /// [`new`](Self::new): with another scheme, with an empty or malformed header, with a bad
    /// token, or with a token that cannot be verified at the moment.
    ///
    /// - A guard denies an anonymous request with 401, and the challenge of a request without a
    ///   token.
    /// - Handlers take a [`MaybeCaller`](crate::MaybeCaller), or in axum an `Option<Caller>`. Other
    ///   code calls [`Caller::from_optional_request`](crate::Caller::from_optional_request).
    /// - Each response has `Vary: Authorization` (RFC 9110, section 12.5.5), so that no cache sends
    ///   the response of an anonymous request to a caller.
    /// - A layer of [`new`](Self::new) may be inside of this layer. Requests that reach it need a
    ///   token.
    ///
    /// **A handler without a guard is open to everybody behind this layer.**
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use axum::{Router, routing::get};
    /// use entra_perms_runtime::EntraLayer;
    /// use permissions::{Caller, Role, TokenValidator};
    ///
    /// async fn catalog(caller: Option<Caller>) -> &'static str {
    ///     match caller {
    ///         Some(caller) if caller.can(Role::ContactsReadAll) => "lamp 20, chair 80",
    ///         _ => "lamp, chair",
    ///     }
    /// }
    ///
    /// fn app(validator: TokenValidator) -> Router {
    ///     Router::new().route("/catalog", get(catalog)).layer(EntraLayer::optional(validator))
    /// }
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn optional(validator: TokenValidator<M>) -> Self {
        Self::with_responses(validator, SignIn::Optional, RefusalResponses::http())
    }
}

#[cfg(feature = "tonic")]
impl<M: Model> EntraLayer<M, super::tonic::Grpc> {
    /// Creates a layer that verifies tokens with this validator, and refuses requests with gRPC
    /// statuses.
    ///
    /// See [`integrations::tonic`](super::tonic) for an example.
    #[must_use]
    pub fn grpc(validator: TokenValidator<M>) -> Self {
        Self::with_responses(validator, SignIn::Required, RefusalResponses::grpc())
    }

    /// Creates a layer with optional sign-in, as [`optional`](EntraLayer::optional) does, that
    /// refuses requests with gRPC statuses.
    ///
    /// A guard denies an anonymous request with `UNAUTHENTICATED`. A method that needs no caller
    /// asks for a [`MaybeCaller`](crate::MaybeCaller) with
    /// [`Caller::from_optional_request(&request)?`](crate::Caller::from_optional_request).
    #[must_use]
    pub fn optional_grpc(validator: TokenValidator<M>) -> Self {
        Self::with_responses(validator, SignIn::Optional, RefusalResponses::grpc())
    }
}

impl<M: Model, R> EntraLayer<M, R> {
    fn with_responses(
        validator: TokenValidator<M>,
        sign_in: SignIn,
        responses: RefusalResponses<R>,
    ) -> Self {
        let verifier = Verifier {
            validator,
            sign_in,
            api_facts: None,
            browsers: None,
            document: None,
            #[cfg(feature = "rmcp")]
            tools: None,
            mistakes: Mistakes::default(),
        };
        Self { verifier: Arc::new(verifier), responses }
    }

    fn with(self, change: impl FnOnce(&mut Verifier<M>)) -> Self {
        let mut verifier = self.verifier.copy();
        change(&mut verifier);
        Self { verifier: Arc::new(verifier), responses: self.responses }
    }

    /// Responds to refusals with this closure or type: to refusals of this layer, and to refusals
    /// of the service.
    ///
    /// See [`RespondToRefusal`](crate::challenge::RespondToRefusal).
    #[must_use]
    pub fn refusal_response<N>(self, responder: N) -> EntraLayer<M, N> {
        EntraLayer { verifier: self.verifier, responses: RefusalResponses::custom(responder) }
    }
}

impl<R> RefusalResponseLayer<R> {
    /// Creates a layer that responds to refusals with this closure or type.
    ///
    /// See [`RespondToRefusal`](crate::challenge::RespondToRefusal).
    #[must_use]
    pub fn new(responder: R) -> Self {
        Self { responses: RefusalResponses::custom(responder) }
    }
}

impl<M: Model, R: Clone> Clone for EntraLayer<M, R> {
    fn clone(&self) -> Self {
        Self { verifier: Arc::clone(&self.verifier), responses: self.responses.clone() }
    }
}
