//! Claims that a service can require in addition to roles and scopes, and the request that tells a
//! client to get them.

use core::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::model::CallerKind;
use crate::requirement::{MaxAge, RequiredClaims};

/// The last authentication context is `c99`.
const MAX_CONTEXT: u8 = 99;

/// Claims that [`Caller::require_claims`](crate::Caller::require_claims), or a guard with
/// `context = …` or `fresh = …`, requires in addition to roles and scopes.
///
/// A request can require an authentication context of Conditional Access, a token that is not older
/// than an event, or [both](Self::and). Microsoft calls this a claims request:
/// <https://learn.microsoft.com/entra/identity-platform/claims-challenge>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// The number of the context: 1 for `c1`.
    authentication_context: Option<u8>,
    issued_since: Option<IssuedSince>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IssuedSince {
    Time(SystemTime),
    /// The time from which the token is not older than the highest age.
    Age {
        time: SystemTime,
        max_age: u32,
    },
}

impl IssuedSince {
    fn time(self) -> SystemTime {
        match self {
            Self::Time(time) | Self::Age { time, .. } => time,
        }
    }
}

/// The error of a [`ClaimsRequest`] for an id that is not an authentication context.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{id}` is not an authentication context: expected `c1` to `c99`")]
pub struct InvalidAuthenticationContext {
    id: String,
}

impl ClaimsRequest {
    /// Requires the authentication context `c{N}`, from `c1` to `c99` (the claim `acrs`).
    ///
    /// This is step-up authentication: for example, a second factor for a sensitive operation.
    /// Another number does not compile. For an id that is known only at run time, use
    /// [`TryFrom`](#impl-TryFrom%3C%26str%3E-for-ClaimsRequest).
    /// <https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context>
    ///
    /// ```
    /// # use entra_perms_runtime::ClaimsRequest;
    /// let second_factor = ClaimsRequest::authentication_context::<1>();
    /// assert_eq!(
    ///     second_factor.to_json(),
    ///     r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#,
    /// );
    /// ```
    ///
    /// ```compile_fail
    /// # use entra_perms_runtime::ClaimsRequest;
    /// ClaimsRequest::authentication_context::<100>();
    /// ```
    #[must_use]
    pub const fn authentication_context<const N: u8>() -> Self {
        const { assert!(1 <= N && N <= MAX_CONTEXT, "authentication contexts are `c1` to `c99`") };
        Self::context(N)
    }

    const fn context(number: u8) -> Self {
        Self { authentication_context: Some(number), issued_since: None }
    }

    /// Requires a token that is valid from this time or a later one (the claim `nbf`).
    ///
    /// Use it after an event that older tokens do not reflect: for example, the user's password was
    /// reset, or the account was blocked. The time is rounded up to whole seconds.
    /// <https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation>
    ///
    /// Microsoft does not document how long before its issuance a token may be dated. A client that
    /// requests a token right after the event may have to request another one.
    #[must_use]
    pub fn issued_since(time: SystemTime) -> Self {
        Self { authentication_context: None, issued_since: Some(IssuedSince::Time(time)) }
    }

    /// Returns the request for the claims that a requirement needs at this time.
    pub(crate) fn of_condition(required: RequiredClaims, now: impl Fn() -> SystemTime) -> Self {
        let RequiredClaims { context, max_age } = required;
        let issued_since = max_age.map(|max_age| {
            let age = Duration::from_secs(max_age.into());
            let time = now().checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH);
            IssuedSince::Age { time, max_age }
        });
        Self { authentication_context: context, issued_since }
    }

    /// Combines two requests, so that one token can meet both. If both require the same claim,
    /// `other` wins.
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
        if let Some(number) = self.authentication_context
            && !authentication_contexts.contains(&context_id(number))
        {
            return false;
        }
        // Compares whole seconds, because the request that the client gets has whole seconds.
        match self.issued_since {
            Some(since) => seconds(not_before) >= seconds_rounded_up(since.time()),
            None => true,
        }
    }

    /// Returns whether a client can get a token that meets this request for this kind of caller.
    /// Only users meet authentication contexts.
    pub(crate) fn can_be_met_by(&self, kind: CallerKind) -> bool {
        kind == CallerKind::User || self.authentication_context.is_none()
    }

    /// Returns the request as JSON, which the client passes to the authority unchanged (OpenID
    /// Connect Core 1.0, section 5.5).
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut claims = Map::new();
        if let Some(number) = self.authentication_context {
            claims.insert("acrs".to_owned(), essential(&context_id(number)));
        }
        if let Some(since) = self.issued_since {
            let seconds = seconds_rounded_up(since.time());
            claims.insert("nbf".to_owned(), essential(&seconds.to_string()));
        }
        json!({ "access_token": claims }).to_string()
    }
}

/// Requires the authentication context with this id, `c1` to `c99`: for example, an id from a
/// configuration file.
///
/// ```
/// # use entra_perms_runtime::ClaimsRequest;
/// let second_factor = ClaimsRequest::try_from("c1")?;
/// assert_eq!(second_factor, ClaimsRequest::authentication_context::<1>());
/// assert!(ClaimsRequest::try_from("c100").is_err());
/// # Ok::<(), entra_perms_runtime::InvalidAuthenticationContext>(())
/// ```
impl TryFrom<&str> for ClaimsRequest {
    type Error = InvalidAuthenticationContext;

    fn try_from(id: &str) -> Result<Self, Self::Error> {
        match (1..=MAX_CONTEXT).find(|number| context_id(*number) == id) {
            Some(number) => Ok(Self::context(number)),
            None => Err(InvalidAuthenticationContext { id: id.to_owned() }),
        }
    }
}

/// Writes the requirement for a message, such as "the authentication context `c1` and a token whose
/// `nbf` is 5 or later".
impl fmt::Display for ClaimsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(number) = self.authentication_context {
            write!(f, "the authentication context `{}`", context_id(number))?;
            separator = " and ";
        }
        match self.issued_since {
            Some(IssuedSince::Time(time)) => {
                let seconds = seconds_rounded_up(time);
                write!(f, "{separator}a token whose `nbf` is {seconds} or later")
            }
            Some(IssuedSince::Age { max_age, .. }) => {
                write!(f, "{separator}a token that is at most {} old", MaxAge(max_age))
            }
            None => Ok(()),
        }
    }
}

/// The endpoint at which the users of each tenant sign in.
#[derive(Clone)]
pub(crate) struct AuthorizationEndpoint {
    /// The base URL of the authority.
    pub(crate) authority: Arc<str>,
}

impl AuthorizationEndpoint {
    /// Returns the URL for one tenant.
    ///
    /// The form is the one of
    /// <https://learn.microsoft.com/entra/identity-platform/claims-challenge#claims-challenge-header-format>,
    /// without the `v2.0` of other pages: MSAL removes `/oauth2/authorize` to get the authority.
    pub(crate) fn for_tenant(&self, tenant: Uuid) -> String {
        format!("{}/{tenant}/oauth2/authorize", self.authority)
    }
}

fn context_id(number: u8) -> String {
    format!("c{number}")
}

fn essential(value: &str) -> Value {
    json!({ "essential": true, "value": value })
}

/// Returns whole seconds since 1970, and 0 for an earlier time.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Returns seconds since 1970, rounded up, and 0 for an earlier time.
fn seconds_rounded_up(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() + u64::from(since.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    fn is_met(request: ClaimsRequest, contexts: &[&str], not_before: SystemTime) -> bool {
        let contexts: Vec<String> = contexts.iter().map(|&context| context.to_owned()).collect();
        request.is_met_by(&contexts, not_before)
    }

    #[test]
    fn an_authentication_context_matches_its_exact_id() {
        let request = ClaimsRequest::authentication_context::<1>();
        assert!(is_met(request, &["p1", "c1"], at(0)));
        for other in [&[] as &[&str], &["c10"], &["C1"], &["c"], &[""]] {
            assert!(!is_met(request, other, at(0)), "{other:?}");
        }
        assert_eq!(
            request.to_json(),
            r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#
        );
    }

    #[test]
    fn only_ids_from_c1_to_c99_are_authentication_contexts() {
        let first = ClaimsRequest::authentication_context::<1>();
        assert_eq!(ClaimsRequest::try_from("c1"), Ok(first));
        let last = ClaimsRequest::authentication_context::<99>();
        assert_eq!(ClaimsRequest::try_from("c99"), Ok(last));
        for bad in
            ["", "c", "c0", "c01", "c100", "C1", "1", " c1", "c1 ", "p1", "urn:microsoft:req1"]
        {
            let error = ClaimsRequest::try_from(bad).unwrap_err();
            let expected =
                format!("`{bad}` is not an authentication context: expected `c1` to `c99`");
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn a_combined_request_requires_both_claims() {
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
    fn issued_since_compares_whole_seconds() {
        let request = ClaimsRequest::issued_since(at(1_604_106_650_001));
        assert_eq!(
            request.to_json(),
            r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#
        );
        assert_eq!(request.to_string(), "a token whose `nbf` is 1604106651 or later");
        assert!(is_met(request, &[], at(1_604_106_651_000)));
        assert!(!is_met(request, &[], at(1_604_106_650_999)));
        assert!(is_met(ClaimsRequest::issued_since(at(5000)), &[], at(5000)));
        let before_1970 = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert!(is_met(ClaimsRequest::issued_since(before_1970), &[], at(0)));
    }
}
