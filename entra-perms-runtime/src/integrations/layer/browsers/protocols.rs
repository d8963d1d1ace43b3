//! A token among the protocols of a WebSocket (RFC 6455, section 11.3.4).

use super::NotTaken;
use crate::challenge::{BearerError, only_token};
use crate::integrations::layer::head::{Opening, RequestHead};

/// The prefix of a protocol that is a token, in any case. A protocol without it is a token if it
/// has the form of a JWT.
const PREFIX: &[u8] = b"bearer.";

const PROTOCOLS: &str = "sec-websocket-protocol";

/// A token next to a protocol of the service.
pub(super) struct Offered {
    /// The value of an `Authorization` header with the token.
    pub(super) authorization: Vec<u8>,
    /// The protocols of the service that are offered.
    pub(super) rest: Vec<u8>,
}

/// Returns the token that is offered next to a protocol of the service, or `None` without a token.
///
/// A token in a request that opens no WebSocket is an error. Otherwise the service would see it,
/// and the request would be anonymous behind a layer with optional sign-in.
pub(super) fn offered(
    head: &impl RequestHead,
    service: &[String],
) -> Result<Option<Offered>, NotTaken> {
    if service.is_empty() {
        return Ok(None);
    }
    let mut tokens = Vec::new();
    let mut rest: Vec<&[u8]> = Vec::new();
    for value in head.values(PROTOCOLS) {
        for protocol in value.split(|byte| *byte == b',') {
            let protocol = protocol.trim_ascii();
            if service.iter().any(|own| own.as_bytes() == protocol) {
                rest.push(protocol);
            } else {
                tokens.extend(token(protocol));
            }
        }
    }
    match tokens.as_slice() {
        [] => Ok(None),
        _ if !is_upgrade(head) => Err(NotTaken::NoUpgrade),
        [_] if rest.is_empty() => Err(NotTaken::NoProtocol),
        [token] => Offered::new(token, &rest).map(Some),
        _ => Err(super::SEVERAL),
    }
}

impl Offered {
    fn new(token: &[u8], rest: &[&[u8]]) -> Result<Self, NotTaken> {
        let authorization = [b"Bearer ", token].concat();
        // A protocol may have characters that a token cannot have.
        match only_token([authorization.as_slice()].into_iter()) {
            Ok(_) => Ok(Self { authorization, rest: rest.join(&b", "[..]) }),
            Err(_) => Err(NotTaken::Malformed(BearerError::Malformed(
                "a malformed token among its WebSocket protocols",
            ))),
        }
    }
}

/// Returns the token of a protocol, if it is one.
fn token(protocol: &[u8]) -> Option<&[u8]> {
    match protocol.split_at_checked(PREFIX.len()) {
        Some((prefix, token)) if prefix.eq_ignore_ascii_case(PREFIX) => Some(token),
        _ => is_jwt(protocol).then_some(protocol),
    }
}

/// Returns whether a text has the form of a JWT (RFC 7519, section 3): a JSON object in base64url,
/// and two more parts, or four if it is encrypted (RFC 7516, section 3.1).
///
/// The validator refuses an encrypted one. It must still not count as no token.
fn is_jwt(text: &[u8]) -> bool {
    text.starts_with(b"ey") && matches!(text.split(|byte| *byte == b'.').count(), 3 | 5)
}

/// Returns whether a name is a token of HTTP (RFC 9110, section 5.6.2), as the names of protocols
/// are (RFC 6455, section 4.1).
pub(in crate::integrations::layer) fn is_http_token(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_allowed)
}

/// Returns whether a request opens a WebSocket.
///
/// The pseudo-header `:protocol` of an extended `CONNECT` is not a header. All servers that support
/// it refuse a `CONNECT` without it, and only WebSockets have `Sec-WebSocket-Version`.
fn is_upgrade(head: &impl RequestHead) -> bool {
    match head.websocket_opening() {
        Some(Opening::Upgrade) => {
            head.method() == "GET"
                && lists(head, "connection", b"upgrade")
                && lists(head, "upgrade", b"websocket")
        }
        Some(Opening::ExtendedConnect) => {
            head.method() == "CONNECT" && lists(head, "sec-websocket-version", b"13")
        }
        None => false,
    }
}

fn lists(head: &impl RequestHead, header: &'static str, name: &[u8]) -> bool {
    head.values(header)
        .flat_map(|value| value.split(|byte| *byte == b','))
        .any(|listed| listed.trim_ascii().eq_ignore_ascii_case(name))
}
