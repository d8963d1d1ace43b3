//! What a token may be asked for beyond roles and scopes, and how a client is told to get it.

use core::fmt;
use std::borrow::Cow;
use std::time::SystemTime;

use serde_json::json;

/// What the token of a caller must say beside roles and scopes: an authentication context of Conditional Access, or that it
/// is not older than an event. For [`Caller::require_claims`](crate::Caller::require_claims).
///
/// It is what Microsoft calls a claims request:
/// <https://learn.microsoft.com/entra/identity-platform/claims-challenge>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimsRequest(Claim);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Claim {
    AuthenticationContext(Cow<'static, str>),
    IssuedSince(SystemTime),
}

/// What a token says that a [`ClaimsRequest`] may ask for.
#[derive(Clone, Debug)]
pub(crate) struct RequestableClaims {
    pub(crate) authentication_contexts: Vec<String>,
    pub(crate) not_before: SystemTime,
}

impl ClaimsRequest {
    /// The user has met an authentication context, by its id (`c1` to `c99`, the claim `acrs`): step-up authentication, such as a
    /// second factor for what is sensitive.
    /// <https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context>
    pub fn authentication_context(id: impl Into<Cow<'static, str>>) -> Self {
        Self(Claim::AuthenticationContext(id.into()))
    }

    /// The token was issued at this time or later (the claim `nbf`): after the user's password was reset, say, or the account was
    /// blocked, which older tokens know nothing of. In whole seconds, rounded up.
    /// <https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation>
    #[must_use]
    pub fn issued_since(time: SystemTime) -> Self {
        Self(Claim::IssuedSince(time))
    }

    pub(crate) fn is_met_by(&self, claims: &RequestableClaims) -> bool {
        match &self.0 {
            Claim::AuthenticationContext(id) => claims.authentication_contexts.iter().any(|met| met == id),
            // As many seconds as the client is told: a fraction could not be met by the token that it gets.
            Claim::IssuedSince(time) => seconds(claims.not_before) >= seconds_up(*time),
        }
    }

    /// The request as JSON, which a client hands on to the authority as it is (`OpenID` Connect Core 1.0, section 5.5).
    #[must_use]
    pub fn to_json(&self) -> String {
        let (claim, value) = match &self.0 {
            Claim::AuthenticationContext(id) => ("acrs", id.to_string()),
            Claim::IssuedSince(time) => ("nbf", seconds_up(*time).to_string()),
        };
        json!({ "access_token": { claim: { "essential": true, "value": value } } }).to_string()
    }
}

/// In words, for a message.
impl fmt::Display for ClaimsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Claim::AuthenticationContext(id) => write!(f, "the authentication context `{id}`"),
            Claim::IssuedSince(time) => write!(f, "a token whose `nbf` is {} or later", seconds_up(*time)),
        }
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn seconds_up(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() + u64::from(since.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    fn claims(contexts: &[&str], not_before: SystemTime) -> RequestableClaims {
        let authentication_contexts = contexts.iter().map(|&context| context.to_owned()).collect();
        RequestableClaims { authentication_contexts, not_before }
    }

    #[test]
    fn an_authentication_context_is_met_by_its_very_id() {
        let request = ClaimsRequest::authentication_context("c1");
        assert!(request.is_met_by(&claims(&["p1", "c1"], at(0))));
        for other in [&[] as &[&str], &["c10"], &["C1"], &["c"], &[""]] {
            assert!(!request.is_met_by(&claims(other, at(0))), "{other:?}");
        }
        assert_eq!(request.to_json(), r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
        let quoted = ClaimsRequest::authentication_context("\"}").to_json();
        assert_eq!(quoted, r#"{"access_token":{"acrs":{"essential":true,"value":"\"}"}}}"#);
    }

    #[test]
    fn a_token_is_issued_since_to_the_second() {
        let request = ClaimsRequest::issued_since(at(1_604_106_650_001));
        assert_eq!(request.to_json(), r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#);
        assert_eq!(request.to_string(), "a token whose `nbf` is 1604106651 or later");
        assert!(request.is_met_by(&claims(&[], at(1_604_106_651_000))));
        assert!(!request.is_met_by(&claims(&[], at(1_604_106_650_999))));
        assert!(ClaimsRequest::issued_since(at(5000)).is_met_by(&claims(&[], at(5000))));
        assert!(
            ClaimsRequest::issued_since(SystemTime::UNIX_EPOCH - Duration::from_secs(1))
                .is_met_by(&claims(&[], at(0)))
        );
    }
}
