//! The layers of all frameworks: `EntraLayer` verifies tokens, `RefusalResponseLayer` responds to
//! refusals.
//!
//! - this file: the layers, and the verification of a request's token;
//! - `refusals`: the responses to refusals;
//! - `mistakes`: warnings about layers in the wrong order.

mod mistakes;
mod refusals;

use core::any::type_name;
use std::sync::Arc;

pub(super) use self::mistakes::is_preflight;
use self::mistakes::{Mistakes, unregistered_resource};
#[cfg(feature = "actix-web")]
pub(super) use self::refusals::FinalResponse;
pub(super) use self::refusals::{OutgoingResponse, RefusalResponses};
use crate::caller::{ApiFacts, Caller};
use crate::challenge::{
    BearerError, Challenge, ProblemJson, ProtectedResource, ResourceError, enabled, only_method,
    only_token, token_to_look_up,
};
use crate::guard::LayerMark;
use crate::model::Model;
use crate::validator::{Lookup, TokenValidator, Uncached};

/// A layer that verifies the access token of every request.
///
/// The layer stores the [`Caller`] in the extensions of the request, from which `#[requires]` reads
/// it. It refuses a request without a valid token as RFC 6750 requires ([`Challenge`] has the
/// table). Such a request never reaches the service.
///
/// **Every** request needs a token, and CORS preflight requests have none. Put the CORS layer
/// outside of this layer, and routes that need no token next to it.
/// [`integrations`](crate::integrations) shows the order for each framework, and lists frameworks
/// that need a different approach.
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
/// # Refusals of the service
///
/// The layer also completes the service's own refusals. A refusal is a [`Denied`](crate::Denied)
/// that became a response, also through an error type, if that error type keeps the status. The
/// layer writes the URL of its document into such a response ([`resource`](Self::resource)), or
/// replaces it by the [`refusal_response`](Self::refusal_response).
///
/// Every refusal that leaves the layer has its [`Challenge`] in the extensions of the response.
/// Middleware outside of the layer can count or log refusals with it.
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

/// Verifies the token of a request. The clones of a layer share one verifier.
#[derive(Debug)]
pub(super) struct Verifier<M: Model> {
    validator: TokenValidator<M>,
    /// The facts that refusals tell clients. `None` if they are the validator's.
    api_facts: Option<Arc<ApiFacts>>,
    document: Option<ProtectedResource>,
    pub(super) mistakes: Mistakes,
}

impl<M: Model> EntraLayer<M> {
    /// Creates a layer that verifies tokens with this validator, and refuses requests with
    /// [`ProblemJson`].
    #[must_use]
    pub fn new(validator: TokenValidator<M>) -> Self {
        Self::with_responses(validator, RefusalResponses::http())
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
        Self::with_responses(validator, RefusalResponses::grpc())
    }
}

impl<M: Model, R> EntraLayer<M, R> {
    fn with_responses(validator: TokenValidator<M>, responses: RefusalResponses<R>) -> Self {
        let verifier =
            Verifier { validator, api_facts: None, document: None, mistakes: Mistakes::default() };
        Self { verifier: Arc::new(verifier), responses }
    }

    /// Says where clients see this API, so that they can find out how to get a token (RFC 9728).
    ///
    /// Behind a reverse proxy, this is the URL of the proxy. The layer then
    ///
    /// - names the URL of a [document](ProtectedResource) in every challenge (RFC 9728, section
    ///   5.1);
    /// - serves this document at the well-known path with the path of the resource behind it, and
    ///   at the well-known path alone, without a token;
    /// - puts the App ID URI that equals the URL in front of scopes, if there is one.
    ///
    /// For `https://api.contoso.com/crm`, the paths are
    /// `/.well-known/oauth-protected-resource/crm` and `/.well-known/oauth-protected-resource`. The
    /// layer compares them with the path of the original request. A layer below the root of the
    /// server therefore serves nothing: mount [`protected_resource`](Self::protected_resource) at
    /// the root. If two layers are on one server, each serves its own path, and the outermost
    /// serves the path without a resource. The document of a layer inside of another one is behind
    /// the token check of the outer one: mount it outside of both.
    ///
    /// Clients such as MCP clients send the URL to Entra, which compares it with the App ID URIs of
    /// the registration, character for character. If none is equal, the layer logs one warning.
    /// URLs of loopback addresses cannot be registered, so there is no warning for them. Choose a
    /// URL with a path: many clients add a `/` to a URL without one, and then it is not equal.
    ///
    /// # Errors
    /// Returns [`ResourceError`] if the URL is not `https` (or `http` on loopback), has a query or
    /// a fragment, or is an App ID URI but for a slash at its end.
    pub fn resource(self, url: impl AsRef<str>) -> Result<Self, ResourceError> {
        let Verifier { validator, api_facts, .. } = &*self.verifier;
        let basic_scopes = api_facts.as_ref().map_or(&[][..], |api_facts| &api_facts.basic_scopes);
        let document = validator.protected_resource(url)?.with_basic_scopes(basic_scopes);
        if !document.is_registered() {
            unregistered_resource(&document.resource);
        }
        let api_facts = Some(Arc::clone(document.api_facts()));
        Ok(self.telling(api_facts, Some(document)))
    }

    /// Names these scopes in the 401 to a request without a valid token, and in the document of
    /// [`resource`](Self::resource).
    ///
    /// Clients request the scopes of the 401 first. Without this setting, the 401 names none, and
    /// the document names all enabled scopes, so that a client may ask its user for all of them.
    /// Choose the least scopes that are of use. Disabled scopes are left out, with a warning.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// # use entra_perms_runtime::{EntraLayer, ResourceError};
    /// # use permissions::{Model, Scope, TokenValidator};
    /// # fn main() {}
    /// # fn layer(validator: TokenValidator) -> Result<EntraLayer<Model>, ResourceError> {
    /// let entra = EntraLayer::new(validator)
    ///     .resource("https://api.contoso.com/crm")?
    ///     .basic_scopes([Scope::CrmReadMy]);
    /// # Ok(entra)
    /// # }
    /// ```
    #[must_use]
    pub fn basic_scopes(self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        let scopes = enabled(scopes);
        let Verifier { validator, api_facts, document, .. } = &*self.verifier;
        let document = document.clone().map(|document| document.with_basic_scopes(&scopes));
        let api_facts = if let Some(document) = &document {
            Arc::clone(document.api_facts())
        } else {
            let api_facts = api_facts.as_ref().unwrap_or(validator.api_facts());
            Arc::new(ApiFacts { basic_scopes: scopes, ..ApiFacts::clone(api_facts) })
        };
        self.telling(Some(api_facts), document)
    }

    /// Returns the document that the layer serves, to mount it at the root of the server if the
    /// layer is below. Returns `None` without [`resource`](Self::resource).
    #[must_use]
    pub fn protected_resource(&self) -> Option<&ProtectedResource> {
        self.verifier.document.as_ref()
    }

    fn telling(
        self,
        api_facts: Option<Arc<ApiFacts>>,
        document: Option<ProtectedResource>,
    ) -> Self {
        let verifier = Verifier {
            validator: self.verifier.validator.clone(),
            api_facts,
            document,
            mistakes: Mistakes::default(),
        };
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

impl<M: Model> Verifier<M> {
    /// Looks up the token of a request in the cache, which never waits. Takes the values of the
    /// `Authorization` headers, and the query of the URL.
    ///
    /// A request without a token to look up is a miss, which
    /// [`verified_caller`](Self::verified_caller) then refuses.
    pub(super) fn look_up<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]>,
        query: Option<&str>,
    ) -> Lookup<M> {
        match token_to_look_up(authorization).and_then(|token| only_method(token, query)) {
            Ok(token) => self.validator.look_up(token),
            Err(_) => Lookup::Miss(Uncached::NEVER),
        }
    }

    /// Returns the caller, from the cache or by verifying the token.
    #[cfg(feature = "actix-web")]
    pub(super) async fn caller<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]> + Clone,
        query: Option<&str>,
    ) -> Result<Caller<M>, Challenge> {
        match self.look_up(authorization.clone(), query) {
            Lookup::Hit(caller) => Ok(caller),
            Lookup::Miss(uncached) => self.verified_caller(authorization, query, uncached).await,
        }
    }

    /// Verifies the token of a request that [`look_up`](Self::look_up) did not find in the cache.
    pub(super) async fn verified_caller<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]>,
        query: Option<&str>,
        uncached: Uncached,
    ) -> Result<Caller<M>, Challenge> {
        let token = only_token(authorization).and_then(|token| only_method(token, query));
        let verified = match token {
            Ok(token) => {
                let verified = self.validator.verify(token, uncached).await;
                verified.map_err(|error| error.challenge())
            }
            Err(error) => {
                log_refusal(error);
                Err(error.challenge())
            }
        };
        verified.map_err(|challenge| self.mark().complete(challenge))
    }

    /// Returns the document, if a request for this path asks for it. It is the path of the original
    /// request.
    pub(super) fn document_at(&self, path: &str) -> Option<&ProtectedResource> {
        let document = self.document.as_ref()?;
        document.paths().any(|served| served == path).then_some(document)
    }

    /// Returns the mark for a request that this verifier has verified.
    pub(super) fn mark(&self) -> LayerMark {
        LayerMark::new(type_name::<M>(), self.api_facts.clone())
    }

    /// Returns the caller as the guards behind this layer see it.
    pub(super) fn behind_layer(&self, caller: Caller<M>) -> Caller<M> {
        caller.behind_layer(self.api_facts.clone())
    }

    /// Warns if the request already had the mark of another layer.
    pub(super) fn warn_about_second_layer(&self, outer: Option<&LayerMark>) {
        if let Some(outer) = outer {
            self.mistakes.second_layer(outer.model, type_name::<M>());
        }
    }
}

/// Logs why no token can be read from a request. The validator logs the refusals of tokens.
fn log_refusal(error: BearerError) {
    match error {
        BearerError::Missing => tracing::debug!(%error, "request refused"),
        BearerError::Malformed(_) => tracing::info!(%error, "request refused"),
    }
}

impl LayerMark {
    /// Adds to the challenge the facts that only the layer knows.
    fn complete(&self, challenge: Challenge) -> Challenge {
        match &self.api_facts {
            Some(api_facts) => challenge.completed(api_facts),
            None => challenge,
        }
    }
}

impl<M: Model, R: Clone> Clone for EntraLayer<M, R> {
    fn clone(&self) -> Self {
        Self { verifier: Arc::clone(&self.verifier), responses: self.responses.clone() }
    }
}
