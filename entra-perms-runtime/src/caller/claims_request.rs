//! What a token may be asked for beyond roles and scopes, and how a client is told to get it.

use core::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::model::CallerKind;

/// What the token of a caller must say beside roles and scopes: an authentication context of Conditional Access, or that it
/// is not older than an event. For [`Caller::require_claims`](crate::Caller::require_claims).
///
/// It is what Microsoft calls a claims request:
/// <https://learn.microsoft.com/entra/identity-platform/claims-challenge>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// By its number.
    authentication_context: Option<u8>,
    issued_since: Option<SystemTime>,
}

impl ClaimsRequest {
    /// The user has met the authentication context `c{N}`, from `c1` to `c99` (the claim `acrs`): step-up authentication, such as
    /// a second factor for what is sensitive. Another number does not compile.
    /// <https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context>
    ///
    /// ```
    /// # use entra_perms_runtime::ClaimsRequest;
    /// let second_factor = ClaimsRequest::authentication_context::<1>();
    /// assert_eq!(second_factor.to_json(), r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
    /// ```
    ///
    /// ```compile_fail
    /// # use entra_perms_runtime::ClaimsRequest;
    /// ClaimsRequest::authentication_context::<100>();
    /// ```
    #[must_use]
    pub const fn authentication_context<const N: u8>() -> Self {
        const { assert!(1 <= N && N <= 99, "authentication contexts are c1 to c99") };
        Self::context(N)
    }

    /// The same for an id that is known at run time only, from a configuration: `c1` to `c99`; `None` for any other.
    #[must_use]
    pub fn authentication_context_of(id: &str) -> Option<Self> {
        (1..=99).find(|number| format!("c{number}") == id).map(Self::context)
    }

    const fn context(number: u8) -> Self {
        Self { authentication_context: Some(number), issued_since: None }
    }

    /// The token is valid from this time or a later one (the claim `nbf`): after the user's password was reset, say, or the
    /// account was blocked, which older tokens know nothing of. In whole seconds, rounded up.
    /// <https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation>
    ///
    /// How long before it is issued a token may be dated is not documented: a client that asks right after the event may have to
    /// ask once more.
    #[must_use]
    pub fn issued_since(time: SystemTime) -> Self {
        Self { authentication_context: None, issued_since: Some(time) }
    }

    /// Both at once, so that a client that gets the one does not lose the other. Of two of the same sort the second counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            authentication_context: other.authentication_context.or(self.authentication_context),
            issued_since: other.issued_since.or(self.issued_since),
        }
    }

    pub(crate) fn is_met_by(
        &self,
        authentication_contexts: &[String],
        not_before: SystemTime,
    ) -> bool {
        // As many seconds as the client is told: a fraction could not be met by the token that it gets.
        let is_new = self.issued_since.is_none_or(|time| seconds(not_before) >= seconds_up(time));
        is_new && self.context_id().is_none_or(|id| authentication_contexts.contains(&id))
    }

    /// Whether a client can get it for this kind of caller: only users meet authentication contexts.
    pub(crate) fn can_be_met_by(&self, kind: CallerKind) -> bool {
        kind == CallerKind::User || self.authentication_context.is_none()
    }

    fn context_id(&self) -> Option<String> {
        self.authentication_context.map(|number| format!("c{number}"))
    }

    /// The request as JSON, which a client hands on to the authority as it is (`OpenID` Connect Core 1.0, section 5.5).
    #[must_use]
    pub fn to_json(&self) -> String {
        let time = self.issued_since.map(|time| seconds_up(time).to_string());
        let claims: Map<String, Value> = [("acrs", self.context_id()), ("nbf", time)]
            .into_iter()
            .filter_map(|(claim, value)| {
                Some((claim.to_owned(), json!({ "essential": true, "value": value? })))
            })
            .collect();
        json!({ "access_token": claims }).to_string()
    }
}

/// In words, for a message.
impl fmt::Display for ClaimsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let context = self.context_id().map(|id| format!("the authentication context `{id}`"));
        let time = self
            .issued_since
            .map(|time| format!("a token whose `nbf` is {} or later", seconds_up(time)));
        let all: Vec<String> = context.into_iter().chain(time).collect();
        f.write_str(&all.join(" and "))
    }
}

/// Where users are asked to sign in, in every tenant of an authority.
#[derive(Clone)]
pub(crate) struct AuthorizationEndpoint {
    /// The base URL of the authority.
    pub(crate) authority: Arc<str>,
}

impl AuthorizationEndpoint {
    /// As in <https://learn.microsoft.com/entra/identity-platform/claims-challenge#claims-challenge-header-format>, without the
    /// `v2.0` that is in other places: MSAL takes `/oauth2/authorize` away and has the authority.
    pub(crate) fn of(&self, tenant: Uuid) -> String {
        format!("{}/{tenant}/oauth2/authorize", self.authority)
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

    fn is_met(request: ClaimsRequest, contexts: &[&str], not_before: SystemTime) -> bool {
        let contexts: Vec<String> = contexts.iter().map(|&context| context.to_owned()).collect();
        request.is_met_by(&contexts, not_before)
    }

    #[test]
    fn an_authentication_context_is_met_by_its_very_id() {
        let request = ClaimsRequest::authentication_context::<1>();
        assert!(is_met(request, &["p1", "c1"], at(0)));
        for other in [&[] as &[&str], &["c10"], &["C1"], &["c"], &[""]] {
            assert!(!is_met(request, other, at(0)), "{other:?}");
        }
        assert_eq!(
            request.to_json(),
            r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#
        );
        assert_eq!(ClaimsRequest::authentication_context_of("c1"), Some(request));
        let last = Some(ClaimsRequest::authentication_context::<99>());
        assert_eq!(ClaimsRequest::authentication_context_of("c99"), last);
        for bad in
            ["", "c", "c0", "c01", "c100", "C1", "1", " c1", "c1 ", "p1", "urn:microsoft:req1"]
        {
            assert_eq!(ClaimsRequest::authentication_context_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn both_are_asked_for_at_once() {
        let context = ClaimsRequest::authentication_context::<1>;
        let both = context().and(ClaimsRequest::issued_since(at(5000)));
        assert_eq!(
            both.to_json(),
            r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"nbf":{"essential":true,"value":"5"}}}"#
        );
        assert_eq!(
            both.to_string(),
            "the authentication context `c1` and a token whose `nbf` is 5 or later"
        );
        assert!(is_met(both, &["c1"], at(5000)));
        assert!(!is_met(both, &["c1"], at(4000)) && !is_met(both, &[], at(5000)));
        assert_eq!(ClaimsRequest::authentication_context::<2>().and(context()), context());
        for (request, app) in
            [(context(), false), (both, false), (ClaimsRequest::issued_since(at(0)), true)]
        {
            assert!(request.can_be_met_by(CallerKind::User));
            assert_eq!(request.can_be_met_by(CallerKind::App), app, "{request}");
        }
    }

    #[test]
    fn a_token_is_issued_since_to_the_second() {
        let request = ClaimsRequest::issued_since(at(1_604_106_650_001));
        assert_eq!(
            request.to_json(),
            r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#
        );
        assert_eq!(request.to_string(), "a token whose `nbf` is 1604106651 or later");
        assert!(is_met(request, &[], at(1_604_106_651_000)));
        assert!(!is_met(request, &[], at(1_604_106_650_999)));
        assert!(is_met(ClaimsRequest::issued_since(at(5000)), &[], at(5000)));
        assert!(is_met(
            ClaimsRequest::issued_since(SystemTime::UNIX_EPOCH - Duration::from_secs(1)),
            &[],
            at(0)
        ));
    }
}
