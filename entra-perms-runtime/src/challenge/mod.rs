//! HTTP: the token of a request, and the response to a refusal. It needs no framework.
//!
//! - this file: the response to a refused request (RFC 6750, section 3);
//! - `bearer`: the token of a request (RFC 6750, section 2.1);
//! - `respond`: other responses than the default one;
//! - `body`: the bodies of responses to refusals;
//! - `protected_resource`: the metadata that tells clients how to get a token (RFC 9728).

mod bearer;
mod body;
mod protected_resource;
mod respond;

use core::fmt::Write;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Serialize;

pub use bearer::{BearerError, bearer_token};
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) use bearer::{only_method, only_token, token_to_look_up};
pub use body::RefusalBody;
#[cfg(feature = "tower")]
pub(crate) use body::{BoxError, InBytes};
pub use protected_resource::ProtectedResource;
#[cfg(feature = "utoipa")]
pub(crate) use protected_resource::as_asked_for;
pub use respond::{ProblemJson, RespondToRefusal};

use crate::caller::{Denied, Reason};
use crate::validator::TokenError;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It has no token.
    NoToken(BearerError),
    /// Its token is not good.
    BadToken(TokenError),
    /// Its caller may not do this.
    NotPermitted(Denied),
}

/// The answer to a request that is refused: the status, the `WWW-Authenticate` header of RFC 6750, section 3, and problem details as
/// the body (RFC 9457).
///
/// | what happened | status | `error` |
/// |---|---|---|
/// | no token | 401 | none: the caller did not try (section 3.1) |
/// | malformed `Authorization` header | 400 | `invalid_request` |
/// | bad token | 401 | `invalid_token` |
/// | token without a role or scope of this API | 403 | `insufficient_scope` |
/// | requirement not met | 403 | `insufficient_scope`, with `scope="…"` exactly where a scope could help, and one challenge for each alternative |
/// | claims required, and the client can ask for them | 401 | `insufficient_claims`, with what to ask for in `claims="…"` |
/// | claims required of another client | 403 | `insufficient_scope` |
/// | keys cannot be fetched to verify the token with | 503 | none, and no challenge: another token would not help |
/// | the layer that verifies tokens is missing | 500 | none, and no challenge: no token could help |
///
/// To answer in another way, see [`RespondToRefusal`](super::RespondToRefusal).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    refusal: Refusal,
    resource_metadata: Option<Arc<str>>,
}

/// RFC 9457, section 3. There is no `type`: what is special about the problem is `error`, and the status says the rest.
#[derive(Serialize)]
struct Problem<'a> {
    title: Option<&'a str>,
    status: u16,
    detail: &'a str,
    /// As in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    /// Each of these sets of scopes would do.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scopes: &'a [Vec<&'static str>],
}

impl Challenge {
    /// The answer to this refusal.
    #[must_use]
    pub fn new(refusal: Refusal) -> Self {
        Self { refusal, resource_metadata: None }
    }

    /// Says in each challenge where the metadata of this API is published (RFC 9728, section 5.1), so that a client can find out where to
    /// get a token that does.
    #[must_use]
    pub fn with_resource_metadata(mut self, url: impl Into<Arc<str>>) -> Self {
        self.resource_metadata = Some(url.into());
        self
    }

    /// Why the request is refused. Not all of it is for the client: [`description`](Self::description) is.
    #[must_use]
    pub fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match &self.refusal {
            Refusal::NoToken(BearerError::Malformed(_)) => StatusCode::BAD_REQUEST,
            Refusal::BadToken(TokenError::NoPermission) => StatusCode::FORBIDDEN,
            Refusal::BadToken(TokenError::KeysUnavailable) => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::NoToken(BearerError::Missing) | Refusal::BadToken(_) => {
                StatusCode::UNAUTHORIZED
            }
            Refusal::NotPermitted(denied) if denied.is_misconfiguration() => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Refusal::NotPermitted(denied) if claims_challenge(denied).is_some() => {
                StatusCode::UNAUTHORIZED
            }
            Refusal::NotPermitted(_) => StatusCode::FORBIDDEN,
        }
    }

    /// Whether a response of this status is its answer, and not what a service made of it.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    pub(crate) fn is_answered_with(&self, status: u16) -> bool {
        self.status().as_u16() == status
    }

    /// The error code of RFC 6750, section 3.1, or of a claims challenge; `None` where the caller did not try, or is not at fault.
    #[must_use]
    pub fn error(&self) -> Option<&'static str> {
        match &self.refusal {
            Refusal::NotPermitted(denied) if claims_challenge(denied).is_some() => {
                Some("insufficient_claims")
            }
            Refusal::NoToken(BearerError::Missing) => None,
            _ => match self.status() {
                StatusCode::BAD_REQUEST => Some("invalid_request"),
                StatusCode::UNAUTHORIZED => Some("invalid_token"),
                StatusCode::FORBIDDEN => Some("insufficient_scope"),
                _ => None,
            },
        }
    }

    /// What the client is told, in a sentence. Of a bad token it does not say which check failed, from which whoever forges tokens would
    /// learn; nor how the service is built.
    #[must_use]
    pub fn description(&self) -> String {
        match &self.refusal {
            Refusal::NoToken(error) => error.to_string(),
            Refusal::BadToken(error @ TokenError::NoPermission) => error.to_string(),
            Refusal::BadToken(TokenError::KeysUnavailable) => {
                "access tokens cannot be verified at the moment".to_owned()
            }
            Refusal::BadToken(_) => {
                "the access token is malformed, expired, or not meant for this API".to_owned()
            }
            Refusal::NotPermitted(denied) if denied.is_misconfiguration() => {
                "the service is set up wrongly".to_owned()
            }
            Refusal::NotPermitted(denied) => denied.to_string(),
        }
    }

    /// The sets of scopes, each of which would do: [`Denied::sufficient_scopes`].
    #[must_use]
    pub fn sufficient_scopes(&self) -> &[Vec<&'static str>] {
        match &self.refusal {
            Refusal::NotPermitted(denied) => denied.sufficient_scopes(),
            Refusal::NoToken(_) | Refusal::BadToken(_) => &[],
        }
    }

    /// The `WWW-Authenticate` headers: one, or where several sets of scopes would do, one for each; none where the service itself is at
    /// fault.
    #[must_use]
    pub fn www_authenticate(&self) -> Vec<HeaderValue> {
        if self.status().is_server_error() {
            return Vec::new();
        }
        match self.sufficient_scopes() {
            [] => vec![self.one_challenge(None)],
            alternatives => alternatives
                .iter()
                .map(|scopes| self.one_challenge(Some(&scopes.join(" "))))
                .collect(),
        }
    }

    fn one_challenge(&self, scope: Option<&str>) -> HeaderValue {
        let error = self.error();
        // The description of a denial is in the body: a header has its limits, and the list of roles may be long.
        let in_body = self.status() == StatusCode::FORBIDDEN;
        let description = error.filter(|_| !in_body).map(|_| self.description());
        let (authorization_uri, claims) = match &self.refusal {
            Refusal::NotPermitted(denied) => claims_challenge(denied).unzip(),
            Refusal::NoToken(_) | Refusal::BadToken(_) => (None, None),
        };
        let attributes = [
            ("error", error),
            ("error_description", description.as_deref()),
            ("scope", scope),
            ("authorization_uri", authorization_uri),
            ("claims", claims.as_deref()),
            ("resource_metadata", self.resource_metadata.as_deref()),
        ];
        let mut header = "Bearer".to_owned();
        let mut separator = " ";
        for (name, value) in attributes.into_iter().filter_map(|(name, value)| Some((name, value?)))
        {
            // Writing to a string does not fail.
            let _ = write!(header, "{separator}{name}=\"{}\"", Quotable(value));
            separator = ", ";
        }
        HeaderValue::from_str(&header).unwrap_or(HeaderValue::from_static("Bearer"))
    }

    /// The headers of the answer but for those of its body: the challenges; that nobody stores the answer, which is this caller's alone
    /// (RFC 9111, section 5.2.2.5); and when to try again, where that may help.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for challenge in self.www_authenticate() {
            headers.append(WWW_AUTHENTICATE, challenge);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        headers
    }

    /// The problem details: `title`, `status`, `detail` (RFC 9457, section 3.1), and as extensions `error`, as in the header, and `scopes`, a
    /// list of the sets of scopes that would do.
    #[must_use]
    pub fn body(&self) -> String {
        let problem = Problem {
            title: self.status().canonical_reason(),
            status: self.status().as_u16(),
            detail: &self.description(),
            error: self.error(),
            scopes: self.sufficient_scopes(),
        };
        // A struct of texts and numbers is always JSON.
        serde_json::to_string(&problem).unwrap_or_default()
    }

    /// The answer. It carries the challenge among its extensions, by which [`EntraLayer`](crate::EntraLayer) knows it for a refusal.
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

/// Where the client can ask for the claims that it lacks, and the claims request in base64; `None` where that is not what it was denied
/// for, or it cannot act on it.
/// <https://learn.microsoft.com/entra/identity-platform/claims-challenge#claims-challenge-header-format>
fn claims_challenge(denied: &Denied) -> Option<(&str, String)> {
    match denied.reasons() {
        [Reason::LacksClaims { request, ask_at }] => {
            Some((ask_at.as_deref()?, STANDARD.encode(request.to_json())))
        }
        _ => None,
    }
}

/// What may stand in the quoted values of the header (RFC 6750, section 3); the rest is left out.
struct Quotable<'a>(&'a str);

impl core::fmt::Display for Quotable<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0
            .chars()
            .filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\'))
            .try_for_each(|c| f.write_char(c))
    }
}

impl BearerError {
    /// The answer to a request without a token: 401 or 400.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge::new(Refusal::NoToken(*self))
    }
}

impl TokenError {
    /// The answer to a request whose token is refused: 401; 403 where the token is good and lacks every permission; 503 where it
    /// cannot be verified now. It does not say which check failed: who forges tokens would learn from it. The log does.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge::new(Refusal::BadToken(self.clone()))
    }
}

impl Denied {
    /// The answer to a caller who may not do this: 403; 401 with a claims challenge where the client can act on one; 500 where
    /// nothing verified the caller.
    ///
    /// `scope` names scopes as they stand in `scp`, which is how the API's documentation and its manifest name them; a client puts the
    /// API's App ID URI in front when it asks for them, as in
    /// [`ProtectedResource::scopes_supported`](super::ProtectedResource::scopes_supported).
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge::new(Refusal::NotPermitted(self.clone()))
    }
}

#[cfg(test)]
mod tests;
