//! The access token of a request, and the response to a refused request.
//!
//! A framework is not needed. [`bearer_token`] reads the token, and a [`Challenge`] is the
//! response. The page of [`Challenge`] lists the status of each refusal.
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use entra_perms_runtime::challenge::{Challenge, bearer_token};
//! use http::HeaderMap;
//! use permissions::{Caller, TokenValidator};
//!
//! async fn caller(validator: &TokenValidator, headers: &HeaderMap) -> Result<Caller, Challenge> {
//!     let token = bearer_token(headers).map_err(|error| error.challenge())?;
//!     validator.validate(token).await.map_err(|error| error.challenge())
//! }
//! # fn main() {}
//! ```

// This file: the response to a refused request (RFC 6750, section 3, and RFC 9457).
//
// - `refusal`: why a request is refused;
// - `www_authenticate`: the header of the response;
// - `body`: the body of the response;
// - `respond`: responses that replace the default one;
// - `bearer`: the token in the `Authorization` header (RFC 6750, section 2.1);
// - `url_token`: a second token in the URL, which is refused;
// - `protected_resource`: the document that tells clients how to get a token (RFC 9728);
// - `authorization_servers`: the servers in it, which may become known later;
// - `resource_url`: the URLs of the API and of that document.

mod authorization_servers;
mod bearer;
mod body;
mod protected_resource;
mod refusal;
mod resource_url;
mod respond;
#[cfg(any(feature = "tower", feature = "actix-web"))]
mod url_token;
mod www_authenticate;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Serialize;

pub use bearer::{BearerError, bearer_token};
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) use bearer::{only_token, token_to_look_up};
pub use body::RefusalBody;
#[cfg(feature = "tower")]
pub(crate) use body::{BoxError, InBytes};
pub use protected_resource::ProtectedResource;
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) use protected_resource::enabled;
pub use refusal::Refusal;
pub use resource_url::ResourceError;
pub use respond::{ProblemJson, RespondToRefusal};
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) use url_token::{TOKEN_PARAMETER, has_name, only_method, parameters};

use self::www_authenticate::BearerChallenge;
use crate::caller::{ApiFacts, ClaimsRequest, Reason};
use crate::validator::TokenError;

/// The response to a refused request.
///
/// It consists of a status, the `WWW-Authenticate` header of RFC 6750, section 3, and problem
/// details as the body (RFC 9457).
///
/// | refusal | status | `error` |
/// |---|---|---|
/// | no token, also for a guard behind a layer with optional sign-in | 401 | none, because the client did not try (RFC 6750, section 3.1); `scope="…"` has the basic scopes |
/// | malformed `Authorization` header | 400 | `invalid_request` |
/// | bad token | 401 | `invalid_token`; `scope="…"` has the basic scopes |
/// | token without a role or scope of this API | 403 | `insufficient_scope` |
/// | requirement not met | 403 | `insufficient_scope`; if scopes help, one challenge with `scope="…"` for each smallest sufficient set |
/// | claims missing, and the client can request them | 401 | `insufficient_claims`, with the request in `claims="…"` |
/// | claims missing, and the client cannot request them | 403 | `insufficient_scope` |
/// | no keys to verify the token with | 503 | none, and no challenge: another token does not help |
/// | no ticket can be issued now | 503 | none, and no challenge |
/// | the layer that verifies tokens is missing | 500 | none, and no challenge: no token helps |
///
/// If several sets of scopes are sufficient, each has a header field of its own, and the narrowest
/// is the first. Each field is complete, because MCP clients use only the first one:
///
/// - the SDKs for TypeScript and Python search the joined fields for the first value of each
///   parameter;
/// - the SDK for C# takes the first challenge with a scope;
/// - the SDK for Rust takes the first field.
///
/// So no client requests the scopes of two alternatives together.
///
/// To replace the response, see [`RespondToRefusal`].
///
/// ```
/// use entra_perms_runtime::challenge::bearer_token;
/// use http::{HeaderMap, Response};
///
/// let error = bearer_token(&HeaderMap::new()).unwrap_err();
/// let response: Response<String> = error.challenge().into_response();
/// assert_eq!(response.status(), 401);
/// assert_eq!(response.headers()["www-authenticate"], "Bearer");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    refusal: Refusal,
    api_facts: Option<Arc<ApiFacts>>,
}

/// The problem details (RFC 9457, section 3).
///
/// There is no `type`: `error` and the status identify the problem.
#[derive(Serialize)]
struct Problem<'a> {
    title: Option<&'a str>,
    status: u16,
    detail: &'a str,
    /// The error code, as in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    /// The sets of scopes to request.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scopes: &'a [Vec<String>],
}

/// The request for missing claims, and the endpoint at which the client can get them.
struct ClaimsChallenge<'a> {
    request: &'a ClaimsRequest,
    authorization_uri: &'a str,
}

impl Challenge {
    /// Makes the response to a refusal.
    #[must_use]
    pub fn new(refusal: Refusal) -> Self {
        let api_facts = match &refusal {
            Refusal::NotPermitted(denied) => denied.api_facts().map(Arc::clone),
            Refusal::NoToken(_) | Refusal::BadToken(_) | Refusal::Unavailable { .. } => None,
        };
        Self { refusal, api_facts }
    }

    /// Adds the URL of this document about the API to each challenge (RFC 9728, section 5.1). If
    /// the status is 401, also adds the basic scopes.
    ///
    /// [`EntraLayer`](crate::EntraLayer) does this. Only services without the layer need it.
    #[must_use]
    pub fn with_resource(self, resource: &ProtectedResource) -> Self {
        self.with_api_facts(resource.api_facts())
    }

    /// Adds the facts that a layer knows.
    ///
    /// A denial keeps its App ID URI: the service may have written a body with it already, and a
    /// response has one URI. If the layer of its caller has a document, the denial also keeps this
    /// document: another layer may be inside of that layer.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    pub(crate) fn completed(self, api_facts: &Arc<ApiFacts>) -> Self {
        match (&self.refusal, self.api_facts.as_deref()) {
            (Refusal::NotPermitted(_), Some(own)) if own.metadata_url.is_some() => self,
            (Refusal::NotPermitted(_), Some(own)) if own.app_id_uri != api_facts.app_id_uri => {
                let app_id_uri = own.app_id_uri.clone();
                let api_facts = ApiFacts { app_id_uri, ..ApiFacts::clone(api_facts) };
                self.with_api_facts(&Arc::new(api_facts))
            }
            _ => self.with_api_facts(api_facts),
        }
    }

    pub(crate) fn with_api_facts(mut self, api_facts: &Arc<ApiFacts>) -> Self {
        self.api_facts = Some(Arc::clone(api_facts));
        self
    }

    /// Returns the reason for the refusal.
    ///
    /// Some of its details are not for the client. Show [`description`](Self::description) to the
    /// client instead.
    #[must_use]
    pub fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match &self.refusal {
            Refusal::NoToken(BearerError::Malformed(_)) => StatusCode::BAD_REQUEST,
            Refusal::BadToken(TokenError::NoPermission) => StatusCode::FORBIDDEN,
            Refusal::BadToken(TokenError::KeysUnavailable { .. }) | Refusal::Unavailable { .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Refusal::NoToken(BearerError::Missing) | Refusal::BadToken(_) => {
                StatusCode::UNAUTHORIZED
            }
            Refusal::NotPermitted(denied) if denied.is_misconfiguration() => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Refusal::NotPermitted(denied) if denied.is_anonymous() => StatusCode::UNAUTHORIZED,
            Refusal::NotPermitted(_) if self.claims_challenge().is_some() => {
                StatusCode::UNAUTHORIZED
            }
            Refusal::NotPermitted(_) => StatusCode::FORBIDDEN,
        }
    }

    /// Returns whether a response with this status is the response to this refusal. If it is not,
    /// the service has replaced the response.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    pub(crate) fn has_status(&self, status: u16) -> bool {
        self.status().as_u16() == status
    }

    /// Returns the error code of RFC 6750, section 3.1, or of a claims challenge.
    ///
    /// Returns `None` if the request had no token, or if the client is not at fault.
    #[must_use]
    pub fn error(&self) -> Option<&'static str> {
        match &self.refusal {
            Refusal::NoToken(BearerError::Missing) => return None,
            Refusal::NotPermitted(denied) if denied.is_anonymous() => return None,
            _ => {}
        }
        if self.claims_challenge().is_some() {
            return Some("insufficient_claims");
        }
        match self.status() {
            StatusCode::BAD_REQUEST => Some("invalid_request"),
            StatusCode::UNAUTHORIZED => Some("invalid_token"),
            StatusCode::FORBIDDEN => Some("insufficient_scope"),
            _ => None,
        }
    }

    /// Returns the reason for the refusal as a sentence for the client.
    ///
    /// For a bad token, it does not say which check failed, because that would help forgers. For a
    /// misconfigured service, it does not say how the service is built.
    #[must_use]
    pub fn description(&self) -> String {
        match &self.refusal {
            Refusal::NoToken(error) => error.to_string(),
            Refusal::BadToken(error @ TokenError::NoPermission) => error.to_string(),
            Refusal::BadToken(TokenError::KeysUnavailable { .. }) => {
                "access tokens cannot be verified at the moment".to_owned()
            }
            Refusal::BadToken(_) => {
                "the access token is malformed, expired, or not meant for this API".to_owned()
            }
            Refusal::NotPermitted(denied) if denied.is_misconfiguration() => {
                "the service is misconfigured".to_owned()
            }
            Refusal::NotPermitted(denied) => denied.to_string(),
            Refusal::Unavailable { .. } => {
                "the service cannot serve the request at the moment".to_owned()
            }
        }
    }

    /// Returns the sets of scopes that the client can request. One of the sets is enough.
    ///
    /// - For a denial, these are the [sufficient scopes](crate::Denied::sufficient_scopes), the
    ///   narrowest set first.
    /// - Without a valid token, it is the set of the basic scopes, if the layer has any.
    /// - For a token without any permission of this API, there are no sets. It is usually an
    ///   application's, which no scope can help.
    ///
    /// The scopes have their full names, `{App ID URI}/{scope}`, because clients send them to Entra
    /// unchanged. Entra treats a scope without an App ID URI as a scope of Microsoft Graph. If the
    /// API has no App ID URI, the names begin with its client id, which Entra accepts, too.
    /// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc>
    #[must_use]
    pub fn scopes(&self) -> Vec<Vec<String>> {
        let Some(api_facts) = &self.api_facts else {
            return Vec::new();
        };
        let full_names =
            |set: &[&str]| set.iter().map(|scope| api_facts.full_name(scope)).collect();
        if let Refusal::NotPermitted(denied) = &self.refusal
            && !denied.is_anonymous()
        {
            return denied.sufficient_scopes().iter().map(|set| full_names(set)).collect();
        }
        match api_facts.basic_scopes.as_slice() {
            [_, ..] if self.status() == StatusCode::UNAUTHORIZED => {
                vec![full_names(&api_facts.basic_scopes)]
            }
            _ => Vec::new(),
        }
    }

    /// Returns the `WWW-Authenticate` headers.
    ///
    /// There is one header, or one for each sufficient set of scopes if there are several, or none
    /// if the service itself is at fault.
    #[must_use]
    pub fn www_authenticate(&self) -> Vec<HeaderValue> {
        if self.status().is_server_error() {
            return Vec::new();
        }
        match self.scopes().as_slice() {
            [] => vec![self.one_challenge(None)],
            alternatives => alternatives
                .iter()
                .map(|scopes| self.one_challenge(Some(&scopes.join(" "))))
                .collect(),
        }
    }

    fn one_challenge(&self, scope: Option<&str>) -> HeaderValue {
        let mut challenge = BearerChallenge::new();
        if let Some(error) = self.error() {
            challenge.push("error", error);
            // The description of a denial is only in the body. It may list many roles, and the
            // size of headers is limited.
            if self.status() != StatusCode::FORBIDDEN {
                challenge.push("error_description", &self.description());
            }
        }
        if let Some(scope) = scope {
            challenge.push("scope", scope);
        }
        if let Some(ClaimsChallenge { request, authorization_uri }) = self.claims_challenge() {
            challenge.push("authorization_uri", authorization_uri);
            challenge.push("claims", &STANDARD.encode(request.to_json()));
        }
        if let Some(ApiFacts { metadata_url: Some(url), .. }) = self.api_facts.as_deref() {
            challenge.push("resource_metadata", url);
        }
        challenge.into_value()
    }

    /// Returns the claims challenge, if the refusal is a denial for missing claims and the client
    /// can request them.
    /// <https://learn.microsoft.com/entra/identity-platform/claims-challenge#claims-challenge-header-format>
    fn claims_challenge(&self) -> Option<ClaimsChallenge<'_>> {
        let Refusal::NotPermitted(denied) = &self.refusal else {
            return None;
        };
        match denied.reasons() {
            [Reason::LacksClaims { request, ask_at: Some(authorization_uri) }] => {
                Some(ClaimsChallenge { request, authorization_uri })
            }
            _ => None,
        }
    }

    /// Returns the headers of the response, without the headers of its body.
    ///
    /// - `WWW-Authenticate`: the challenges;
    /// - `Cache-Control: no-store`: the response is for this caller only (RFC 9111, section
    ///   5.2.2.5);
    /// - `Retry-After`, if a retry may help: the seconds of [`TokenError::KeysUnavailable`] or
    ///   [`Refusal::Unavailable`].
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for challenge in self.www_authenticate() {
            headers.append(WWW_AUTHENTICATE, challenge);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Refusal::BadToken(TokenError::KeysUnavailable { retry_after })
        | Refusal::Unavailable { retry_after } = &self.refusal
        {
            headers.insert(RETRY_AFTER, HeaderValue::from(retry_after.as_secs()));
        }
        headers
    }

    /// Returns the problem details as JSON.
    ///
    /// The members are `title`, `status` and `detail` (RFC 9457, section 3.1). The extensions are
    /// `error`, as in the header, and `scopes`, a list of the sets of [`scopes`](Self::scopes).
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "strings, numbers and lists always serialize"
    )]
    pub fn body(&self) -> String {
        let problem = Problem {
            title: self.status().canonical_reason(),
            status: self.status().as_u16(),
            detail: &self.description(),
            error: self.error(),
            scopes: &self.scopes(),
        };
        serde_json::to_string(&problem).expect("problem details are JSON")
    }

    /// Returns the response.
    ///
    /// Its extensions contain the challenge, so that [`EntraLayer`](crate::EntraLayer) recognizes
    /// it as the response to a refusal.
    #[must_use]
    pub fn into_response<B: From<String>>(self) -> Response<B> {
        let mut response = Response::new(B::from(self.body()));
        *response.status_mut() = self.status();
        *response.headers_mut() = self.headers();
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests;
