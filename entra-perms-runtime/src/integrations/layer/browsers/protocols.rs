//! A token among the protocols of a WebSocket (RFC 6455, section 11.3.4).

use super::NotTaken;
use crate::challenge::{BearerError, only_token};
use crate::integrations::layer::head::RequestHead;

/// The prefix of a protocol that is a token. A protocol without it is a token if it has the form of
/// a JWT.
const PREFIX: &str = "bearer.";

const PROTOCOLS: &str = "sec-websocket-protocol";

/// A token next to a protocol of the service.
pub(super) struct Offered {
    /// The value of an `Authorization` header with the token.
    pub(super) authorization: Vec<u8>,
    /// The protocols of the service that are offered.
    pub(super) rest: Vec<u8>,
}

/// Returns the token that is offered next to a protocol of the service, or `None` without a token.
pub(super) fn offered(
    head: &impl RequestHead,
    service: &[String],
) -> Result<Option<Offered>, NotTaken> {
    if service.is_empty() || !is_upgrade(head) {
        return Ok(None);
    }
    let mut tokens = Vec::new();
    let mut rest: Vec<&str> = Vec::new();
    for value in head.values(PROTOCOLS) {
        for protocol in value.split(|byte| *byte == b',') {
            let Ok(protocol) = str::from_utf8(protocol.trim_ascii()) else { continue };
            if service.iter().any(|own| own == protocol) {
                rest.push(protocol);
            } else {
                tokens.extend(token(protocol));
            }
        }
    }
    match tokens.as_slice() {
        [] => Ok(None),
        [_] if rest.is_empty() => Err(NotTaken::NoProtocol),
        [token] => Offered::new(token, &rest).map(Some),
        _ => Err(super::SEVERAL),
    }
}

impl Offered {
    fn new(token: &str, rest: &[&str]) -> Result<Self, NotTaken> {
        let authorization = format!("Bearer {token}").into_bytes();
        // A protocol may have characters that a token cannot have.
        match only_token([authorization.as_slice()].into_iter()) {
            Ok(_) => Ok(Self { authorization, rest: rest.join(", ").into_bytes() }),
            Err(_) => Err(NotTaken::Malformed(BearerError::Malformed(
                "a malformed token among its WebSocket protocols",
            ))),
        }
    }
}

/// Returns the token of a protocol, if it is one.
fn token(protocol: &str) -> Option<&str> {
    match protocol.strip_prefix(PREFIX) {
        Some(token) => Some(token),
        None => is_jwt(protocol).then_some(protocol),
    }
}

/// Returns whether a text has the form of a JWT (RFC 7519, section 3): a JSON object in base64url,
/// and two more parts.
fn is_jwt(text: &str) -> bool {
    text.starts_with("ey") && text.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// Returns whether a request opens a WebSocket: an upgrade of HTTP/1.1 (RFC 6455, section 4.1), or
/// an extended `CONNECT` of HTTP/2 (RFC 8441, section 5) or HTTP/3 (RFC 9220).
///
/// The pseudo-header `:protocol` of the latter is not a header. All servers that support it refuse
/// a `CONNECT` without it, and only WebSockets have `Sec-WebSocket-Version`.
fn is_upgrade(head: &impl RequestHead) -> bool {
    if head.is_http1() {
        head.method() == "GET"
            && lists(head, "connection", b"upgrade")
            && lists(head, "upgrade", b"websocket")
    } else {
        head.method() == "CONNECT" && lists(head, "sec-websocket-version", b"13")
    }
}

fn lists(head: &impl RequestHead, header: &'static str, name: &[u8]) -> bool {
    head.values(header)
        .flat_map(|value| value.split(|byte| *byte == b','))
        .any(|listed| listed.trim_ascii().eq_ignore_ascii_case(name))
}
