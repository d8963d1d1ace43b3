//! How a refusal is answered.

use core::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};

use super::bearer::BearerError;
use crate::denied::{Denied, Reason};
use crate::validator::TokenError;

/// The answer to a request that is refused: the status, the `WWW-Authenticate` header of RFC 6750, section 3, and a short JSON
/// body.
///
/// | what happened | status | `error` |
/// |---|---|---|
/// | no token | 401 | none: the caller did not try (section 3.1) |
/// | malformed `Authorization` header | 400 | `invalid_request` |
/// | bad token | 401 | `invalid_token` |
/// | token without a role or scope of this API | 403 | `insufficient_scope` |
/// | requirement not met | 403 | `insufficient_scope`, with `scope="…"` exactly where a scope could help |
/// | claims required, and the client can ask for them | 401 | `insufficient_claims`, with what to ask for in `claims="…"` |
/// | claims required of another client | 403 | `insufficient_scope` |
/// | keys cannot be fetched to verify the token with | 503 | none, and no challenge: another token would not help |
/// | the layer that verifies tokens is missing | 500 | none, and no challenge: no token could help |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    status: StatusCode,
    error: Option<&'static str>,
    description: String,
    scope: Option<String>,
    claims: Option<ClaimsChallenge>,
    resource_metadata: Option<String>,
}

/// <https://learn.microsoft.com/entra/identity-platform/claims-challenge#claims-challenge-header-format>
#[derive(Clone, Debug, PartialEq, Eq)]
struct ClaimsChallenge {
    /// The claims request, in base64.
    claims: String,
    authorization_uri: String,
}

impl Challenge {
    fn new(status: StatusCode, error: Option<&'static str>, description: impl Into<String>) -> Self {
        Self {
            status,
            error,
            description: description.into(),
            scope: None,
            claims: None,
            resource_metadata: None,
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Adds to a 401 where the metadata of this API is published (RFC 9728, section 5.1), so that a client can find out
    /// where to get a token. Other answers stay as they are: their callers have found out.
    #[must_use]
    pub fn with_resource_metadata(mut self, url: &str) -> Self {
        if self.status == StatusCode::UNAUTHORIZED {
            self.resource_metadata = Some(url.to_owned());
        }
        self
    }

    /// The `WWW-Authenticate` header; `None` where the service itself is at fault.
    #[must_use]
    pub fn www_authenticate(&self) -> Option<HeaderValue> {
        if self.status.is_server_error() {
            return None;
        }
        // The description of a denial is in the body: a header has its limits, and the list of roles may be long.
        let description =
            self.error.filter(|_| self.status != StatusCode::FORBIDDEN).map(|_| &*self.description);
        let attributes = [
            ("error", self.error),
            ("error_description", description),
            ("scope", self.scope.as_deref()),
            ("authorization_uri", self.claims.as_ref().map(|claims| &*claims.authorization_uri)),
            ("claims", self.claims.as_ref().map(|claims| &*claims.claims)),
            ("resource_metadata", self.resource_metadata.as_deref()),
        ];
        let mut header = "Bearer".to_owned();
        let mut separator = " ";
        for (name, value) in attributes.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            // Writing to a string does not fail.
            let _ = write!(header, "{separator}{name}=\"{}\"", Quotable(value));
            separator = ", ";
        }
        Some(HeaderValue::from_str(&header).unwrap_or(HeaderValue::from_static("Bearer")))
    }

    /// The body, as JSON: `error` and `error_description`, named as in the header.
    #[must_use]
    pub fn body(&self) -> String {
        let mut body = serde_json::Map::new();
        if let Some(error) = self.error {
            body.insert("error".to_owned(), error.into());
        }
        body.insert("error_description".to_owned(), self.description.as_str().into());
        serde_json::Value::Object(body).to_string()
    }

    /// The answer.
    #[must_use]
    pub fn into_response<B: From<String>>(self) -> Response<B> {
        let mut response = Response::new(B::from(self.body()));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        if let Some(challenge) = self.www_authenticate() {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
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
        match self {
            Self::Missing => Challenge::new(StatusCode::UNAUTHORIZED, None, self.to_string()),
            Self::Malformed(_) => {
                Challenge::new(StatusCode::BAD_REQUEST, Some("invalid_request"), self.to_string())
            }
        }
    }
}

impl TokenError {
    /// The answer to a request whose token is refused: 401; 403 where the token is good and lacks every permission; 503 where it
    /// cannot be verified now. It does not say which check failed: who forges tokens would learn from it. The log does.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        match self {
            Self::NoPermission => {
                Challenge::new(StatusCode::FORBIDDEN, Some("insufficient_scope"), self.to_string())
            }
            Self::KeysUnavailable => Challenge::new(
                StatusCode::SERVICE_UNAVAILABLE,
                None,
                "access tokens cannot be verified at the moment",
            ),
            _ => Challenge::new(
                StatusCode::UNAUTHORIZED,
                Some("invalid_token"),
                "the access token is malformed, expired, or not meant for this API",
            ),
        }
    }
}

impl Denied {
    /// The answer to a caller who may not do this: 403; 401 with a claims challenge where the client can act on one; 500 where
    /// nothing verified the caller.
    ///
    /// `scope` names what the client lacks as it stands in `scp`, which is how the API's documentation and its manifest name
    /// it; a client puts the API's App ID URI in front when it asks for it, as in
    /// [`ProtectedResource::scopes_supported`](super::ProtectedResource::scopes_supported).
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        if self.is_misconfiguration() {
            return Challenge::new(StatusCode::INTERNAL_SERVER_ERROR, None, "the service is set up wrongly");
        }
        if let [Reason::LacksClaims { request, ask_at: Some(authorization_uri) }] = self.reasons() {
            let mut challenge =
                Challenge::new(StatusCode::UNAUTHORIZED, Some("insufficient_claims"), self.to_string());
            challenge.claims = Some(ClaimsChallenge {
                claims: STANDARD.encode(request.to_json()),
                authorization_uri: authorization_uri.clone(),
            });
            return challenge;
        }
        let mut challenge =
            Challenge::new(StatusCode::FORBIDDEN, Some("insufficient_scope"), self.to_string());
        challenge.scope = self.missing_scopes().map(|scopes| scopes.join(" "));
        challenge
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::CallerKind;
    use crate::claims_request::ClaimsRequest;

    fn header(challenge: &Challenge) -> String {
        challenge.www_authenticate().unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn without_a_token_no_error_is_named() {
        let challenge = BearerError::Missing.challenge();
        assert_eq!((challenge.status(), header(&challenge).as_str()), (StatusCode::UNAUTHORIZED, "Bearer"));
        assert_eq!(challenge.body(), r#"{"error_description":"no access token was sent"}"#);
    }

    #[test]
    fn a_malformed_request_is_400() {
        let challenge = BearerError::Malformed("something else than one token behind `Bearer`").challenge();
        assert_eq!(challenge.status(), StatusCode::BAD_REQUEST);
        assert!(header(&challenge).starts_with(r#"Bearer error="invalid_request", "#));
    }

    #[test]
    fn a_bad_token_is_401_and_does_not_say_why() {
        let (expired, forged) = (TokenError::Expired.challenge(), TokenError::Signature.challenge());
        assert_eq!(expired, forged);
        assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
        assert!(header(&expired).starts_with(r#"Bearer error="invalid_token", error_description="#));
    }

    #[test]
    fn metadata_is_named_in_401_only() {
        let url = "https://api.example/.well-known/oauth-protected-resource";
        let named = BearerError::Missing.challenge().with_resource_metadata(url);
        assert_eq!(header(&named), format!(r#"Bearer resource_metadata="{url}""#));
        let denied = TokenError::NoPermission.challenge();
        assert_eq!(denied.clone().with_resource_metadata(url), denied);
        assert_eq!(header(&denied), r#"Bearer error="insufficient_scope""#);
        assert_eq!(denied.status(), StatusCode::FORBIDDEN);
    }

    #[test]
    fn a_scope_is_named_exactly_where_one_could_help() {
        let scope = |any_of| Reason::LacksScope { held: vec!["R"], any_of };
        let role = Reason::LacksRole { holder: CallerKind::User, any_of: vec!["R"] };
        let help = Denied::because(vec![scope(vec!["A", "C"]), scope(vec!["B"])]).challenge();
        assert_eq!(header(&help), r#"Bearer error="insufficient_scope", scope="A B""#);
        let no_help = Denied::because(vec![scope(vec!["A"]), role]).challenge();
        assert_eq!(header(&no_help), r#"Bearer error="insufficient_scope""#);
        assert_eq!(no_help.status(), StatusCode::FORBIDDEN);
    }

    #[test]
    fn claims_are_asked_for_where_the_client_knows_how_to_get_them() {
        let request = ClaimsRequest::authentication_context::<1>();
        let denied = |ask_at| Denied::because(vec![Reason::LacksClaims { request, ask_at }]);
        let capable = denied(Some("https://login.example/t/oauth2/authorize".to_owned())).challenge();
        assert_eq!(capable.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(
            header(&capable),
            r#"Bearer error="insufficient_claims", error_description="this needs the authentication context `c1`", authorization_uri="https://login.example/t/oauth2/authorize", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19""#
        );
        let incapable = denied(None).challenge();
        assert_eq!(incapable.status(), StatusCode::FORBIDDEN);
        assert_eq!(header(&incapable), r#"Bearer error="insufficient_scope""#);
    }

    #[test]
    fn keys_that_cannot_be_fetched_are_the_services_fault() {
        let challenge = TokenError::KeysUnavailable.challenge();
        assert_eq!(challenge.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(challenge.www_authenticate(), None);
        assert!(challenge.into_response::<String>().headers().contains_key(RETRY_AFTER));
    }

    #[test]
    fn a_missing_layer_is_500_without_a_challenge() {
        let challenge = Denied::no_caller().challenge();
        assert_eq!(challenge.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(challenge.www_authenticate(), None);
        assert!(!challenge.into_response::<String>().body().contains("layer"));
    }

    #[test]
    fn nothing_leaves_its_quotes() {
        let url = "https://a/\"x\\\r\ny\u{e9}";
        let challenge = BearerError::Missing.challenge().with_resource_metadata(url);
        assert_eq!(header(&challenge), r#"Bearer resource_metadata="https://a/xy""#);
    }
}
