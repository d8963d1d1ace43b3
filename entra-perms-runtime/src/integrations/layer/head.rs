//! The head of a request, in every framework.

use crate::caller::Denied;
use crate::challenge::Challenge;

/// The parts of a request in which clients send tokens and tickets.
pub(in crate::integrations) trait RequestHead {
    fn method(&self) -> &str;

    /// Returns how a request of this version of HTTP can open a WebSocket. `None` if it cannot.
    fn websocket_opening(&self) -> Option<Opening>;

    /// Returns the values of the `Authorization` headers.
    fn authorization(&self) -> impl Iterator<Item = &[u8]>;

    /// Returns the values of another header.
    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]>;

    /// Returns the query of the URL.
    fn query(&self) -> Option<&str>;

    /// Replaces the values of `Sec-WebSocket-Protocol`. They are a part of the old values.
    fn set_protocols(&mut self, protocols: &[u8]) -> Result<(), Unchangeable>;

    /// Replaces the query of the URL, wherever the service can see it. The new query is a part of
    /// the old one. An empty query is removed.
    fn set_query(&mut self, query: &str) -> Result<(), Unchangeable>;
}

/// The ways to open a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::integrations) enum Opening {
    /// An upgrade of HTTP/1.1 (RFC 6455, section 4.1). Servers ignore one of HTTP/1.0 (RFC 9110,
    /// section 7.8).
    Upgrade,
    /// An extended `CONNECT` of HTTP/2 (RFC 8441, section 5) or HTTP/3 (RFC 9220).
    ExtendedConnect,
}

/// The reason why a request cannot be changed. It must then be refused: the service would see a
/// token, or would not see the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::integrations) enum Unchangeable {
    /// The new value is not valid, although it is a part of the old one.
    Invalid,
    /// Middleware of actix-web shares the request.
    #[cfg(feature = "actix-web")]
    Shared,
    /// The service is built with `panic = "abort"`, so that actix-web cannot say whether middleware
    /// shares the request.
    #[cfg(feature = "actix-web")]
    PanicAborts,
}

impl Unchangeable {
    /// Logs the reason, and returns the refusal (500).
    #[cold]
    pub(super) fn into_logged_challenge(self) -> Challenge {
        match self {
            Self::Invalid => tracing::error!(
                help = "report this as a defect of `entra-perms`",
                "`EntraLayer` cannot remove a token from a request, and refuses the request"
            ),
            #[cfg(feature = "actix-web")]
            Self::Shared => tracing::error!(
                help = "middleware outside of `EntraLayer` must not keep a clone of the \
                        `HttpRequest`, or borrow its extensions, while it calls the service",
                "`EntraLayer` cannot change a request, and refuses the request"
            ),
            #[cfg(feature = "actix-web")]
            Self::PanicAborts => tracing::error!(
                help = "build the service with `panic = \"unwind\"`, or accept only tokens in the \
                        `Authorization` header",
                "`EntraLayer` cannot take a token or a ticket out of a request of actix-web in a \
                 build with `panic = \"abort\"`, and refuses the request"
            ),
        }
        Denied::no_caller().challenge()
    }
}
