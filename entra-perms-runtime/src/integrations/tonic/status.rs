//! The conversion of a refusal into a gRPC status.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;

use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::DOMAIN;
use crate::caller::{Denied, Ended};
use crate::challenge::{BearerError, Challenge, Refusal};
use crate::validator::TokenError;

/// The maximum length of a status message, in characters.
///
/// The message is sent twice: in its own header, and in the details. Clients limit the size of all
/// headers together, commonly to 16 KiB.
pub(super) const MAX_MESSAGE_CHARS: usize = 1000;

/// Converts a challenge. [`integrations::tonic`](super) has a table of codes and reasons.
impl From<&Challenge> for Status {
    fn from(challenge: &Challenge) -> Self {
        let code = code(challenge);
        let message = message(challenge);
        let details = details(challenge, code);
        let metadata = MetadataMap::from_headers(www_authenticate(challenge));
        let mut status = Self::with_error_details_and_metadata(code, message, details, metadata);
        // The reason why a token is refused must not be readable from the status.
        if let Refusal::NotPermitted(denied) = challenge.refusal() {
            status.set_source(Arc::new(denied.clone()));
        }
        status
    }
}

/// Converts to `PERMISSION_DENIED`.
///
/// Converts to `UNAUTHENTICATED` with a claims challenge if the client can handle one, and to
/// `INTERNAL` if the layer is missing.
impl From<Denied> for Status {
    fn from(denied: Denied) -> Self {
        Self::from(&denied.challenge())
    }
}

/// Converts to `UNAUTHENTICATED`.
///
/// Converts to `PERMISSION_DENIED` if the token is valid but has no permission of this API.
/// Converts to `UNAVAILABLE` if the keys to verify the token are not available.
impl From<TokenError> for Status {
    fn from(error: TokenError) -> Self {
        Self::from(&error.challenge())
    }
}

/// Converts to `UNAUTHENTICATED`, for the last item of a stream whose token is no longer accepted.
impl From<Ended> for Status {
    fn from(ended: Ended) -> Self {
        Self::from(&ended.challenge())
    }
}

/// Converts to `UNAUTHENTICATED`.
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
    if description.chars().count() <= MAX_MESSAGE_CHARS {
        return description;
    }
    description.chars().take(MAX_MESSAGE_CHARS).chain(['…']).collect()
}

/// Returns the challenges of HTTP, as headers.
pub(super) fn www_authenticate(challenge: &Challenge) -> HeaderMap {
    challenge
        .www_authenticate()
        .into_iter()
        .map(|value| (WWW_AUTHENTICATE, value))
        .collect()
}

/// Returns the error details (<https://google.aip.dev/193#error_model>).
fn details(challenge: &Challenge, code: Code) -> ErrorDetails {
    let reason = reason(challenge, code);
    let mut details = ErrorDetails::with_error_info(reason, DOMAIN, scopes(challenge));
    if let Some(delay) = retry_delay(challenge) {
        details.set_retry_info(Some(delay));
    }
    details
}

/// Returns the error code of RFC 6750 in upper case, as `ErrorInfo` requires.
///
/// If the challenge has no error code, returns a reason that this crate defines.
fn reason(challenge: &Challenge, code: Code) -> String {
    match (challenge.error(), code) {
        (Some(error), _) => error.to_ascii_uppercase(),
        (None, Code::Unauthenticated) => "MISSING_TOKEN".to_owned(),
        (None, Code::Unavailable) => match challenge.refusal() {
            Refusal::Unavailable { .. } => "SERVICE_UNAVAILABLE".to_owned(),
            _ => "VERIFICATION_UNAVAILABLE".to_owned(),
        },
        (None, _) => "SERVICE_MISCONFIGURED".to_owned(),
    }
}

/// Returns the sets of scopes to request, under the keys `scope`, `scope_2`, `scope_3`, and so on.
fn scopes(challenge: &Challenge) -> HashMap<String, String> {
    let mut metadata = HashMap::new();
    for (number, scopes) in (1_u32..).zip(challenge.scopes()) {
        let key = match number {
            1 => "scope".to_owned(),
            _ => format!("scope_{number}"),
        };
        metadata.insert(key, scopes.join(" "));
    }
    metadata
}

/// Returns the delay of the header `Retry-After`, if the challenge has one.
fn retry_delay(challenge: &Challenge) -> Option<Duration> {
    let headers = challenge.headers();
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
