//! The expected responses, in every framework.

use super::{BASIC, METADATA, RESOURCE};

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The body of the operation's response.
    Body(String),
    Refusal(Refusal),
}

/// A refusal over HTTP. gRPC has a code for each status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) error: Option<&'static str>,
    pub(crate) detail: &'static str,
    /// The sets of scopes to request, by their full names. Spaces separate the scopes of a set.
    pub(crate) scopes: Vec<String>,
    /// The challenges without `resource_metadata`, which each of them has.
    pub(crate) challenges: Vec<String>,
    /// Says whether the response names a time after which the client may try again.
    pub(crate) retry: bool,
}

impl Refusal {
    /// Returns whether the response may have this time until the next attempt, in seconds.
    pub(crate) fn allows_retry(&self, after: Option<u64>) -> bool {
        match after {
            Some(seconds) => self.retry && (1..=60).contains(&seconds),
            None => !self.retry,
        }
    }

    /// Returns the `WWW-Authenticate` headers. There are none if no token is sufficient.
    pub(crate) fn www_authenticate(&self) -> Vec<String> {
        let with_metadata = |challenge: &String| {
            let separator = if challenge.contains(' ') { "," } else { "" };
            format!(r#"{challenge}{separator} resource_metadata="{METADATA}""#)
        };
        self.challenges.iter().map(with_metadata).collect()
    }
}

pub(super) fn refused(
    status: u16,
    error: impl Into<Option<&'static str>>,
    detail: &'static str,
    challenges: &[&str],
) -> Expected {
    let challenges = challenges.iter().map(|challenge| (*challenge).to_owned()).collect();
    Expected::Refusal(Refusal {
        status,
        error: error.into(),
        detail,
        scopes: Vec::new(),
        challenges,
        retry: false,
    })
}

/// Expects status 403, because the client lacks scopes.
pub(super) fn lacks_scope(detail: &'static str, scopes: &[&'static str]) -> Expected {
    let scopes: Vec<_> = scopes.iter().map(|set| full_names(set)).collect();
    let challenge = |scope| format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
    Expected::Refusal(Refusal {
        status: 403,
        error: Some("insufficient_scope"),
        detail,
        challenges: scopes.iter().map(challenge).collect(),
        scopes,
        retry: false,
    })
}

/// Returns the full names of scopes. Clients send them to Entra unchanged.
fn full_names(scopes: &str) -> String {
    let names = scopes.split(' ').map(|scope| format!("{RESOURCE}/{scope}"));
    names.collect::<Vec<_>>().join(" ")
}

/// Expects that the refusal also tells the client which scope to request first.
fn with_basic_scope(expected: Expected) -> Expected {
    let Expected::Refusal(mut refusal) = expected else {
        return expected;
    };
    let scope = full_names(BASIC.value());
    for challenge in &mut refusal.challenges {
        let separator = if challenge.contains(' ') { "," } else { "" };
        *challenge = format!(r#"{challenge}{separator} scope="{scope}""#);
    }
    refusal.scopes = vec![scope];
    Expected::Refusal(refusal)
}

/// Expects status 403. No scope is sufficient.
pub(super) fn lacks_role(detail: &'static str) -> Expected {
    refused(403, "insufficient_scope", detail, &[r#"Bearer error="insufficient_scope""#])
}

/// Expects status 401, with the scope to request first.
pub(super) fn no_token() -> Expected {
    with_basic_scope(refused(401, None, "no access token was sent", &["Bearer"]))
}

/// Expects status 503, because the validator has no keys yet.
pub(super) fn without_keys() -> Expected {
    let refused = refused(503, None, "access tokens cannot be verified at the moment", &[]);
    let Expected::Refusal(refusal) = refused else {
        return refused;
    };
    Expected::Refusal(Refusal { retry: true, ..refusal })
}

/// Expects status 401, for each defect of a token.
pub(super) fn bad_token() -> Expected {
    const DETAIL: &str = "the access token is malformed, expired, or not meant for this API";
    let challenge = described("invalid_token", DETAIL);
    with_basic_scope(refused(401, "invalid_token", DETAIL, &[&challenge]))
}

pub(super) fn malformed() -> Expected {
    const DETAIL: &str =
        "the request has an `Authorization` header that is not `Bearer` followed by one token";
    let challenge = described("invalid_request", DETAIL);
    refused(400, "invalid_request", DETAIL, &[&challenge])
}

pub(super) fn two_headers() -> Expected {
    const DETAIL: &str = "the request has more than one `Authorization` header";
    let challenge = described("invalid_request", DETAIL);
    refused(400, "invalid_request", DETAIL, &[&challenge])
}

pub(super) fn described(error: &str, detail: &str) -> String {
    format!(r#"Bearer error="{error}", error_description="{detail}""#)
}

pub(super) fn body(body: &str) -> Expected {
    Expected::Body(body.to_owned())
}
