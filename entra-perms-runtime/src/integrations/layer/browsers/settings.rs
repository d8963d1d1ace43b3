//! The settings of a layer for browsers.

use super::{Browsers, UrlToken, is_http_token};
use crate::integrations::layer::EntraLayer;
#[cfg(feature = "tickets")]
use crate::integrations::layer::tickets::Tickets;
use crate::model::Model;

/// The error for a name that no WebSocket protocol can have.
///
/// A name is a token of HTTP: letters, digits, and some other characters, such as `.` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no client can offer the WebSocket protocol `{name}`: choose a name of letters, digits and \
     `.`, such as `crm.v1`"
)]
#[non_exhaustive]
pub struct InvalidProtocol {
    /// The given name.
    pub name: String,
}

impl<M: Model, R> EntraLayer<M, R> {
    fn with_browsers(self, change: impl FnOnce(&mut Browsers<M>)) -> Self {
        self.with(|verifier| change(verifier.browsers.get_or_insert_with(Browsers::none)))
    }

    /// Also accepts the token of a WebSocket among the protocols that the client offers, next to
    /// this protocol of the service. Call it once for each protocol.
    ///
    /// Browsers cannot set a header when they open a WebSocket. They can offer protocols:
    ///
    /// ```js
    /// new WebSocket("wss://api.contoso.com/live", ["crm.v1", `bearer.${accessToken}`])
    /// ```
    ///
    /// - The token is a protocol that begins with `bearer.`, or is the JWT alone.
    /// - It counts only if the request opens a WebSocket, and only next to a protocol that is named
    ///   here. Otherwise the request is refused (401), also if sign-in is optional.
    /// - If a token is among the protocols, the service sees only the protocols that are named
    ///   here, in `Sec-WebSocket-Protocol`. So it cannot send the token back. It must accept one of
    ///   them, or browsers fail the connection
    ///   (<https://websockets.spec.whatwg.org/#concept-websocket-establish>). Protocols without a
    ///   token stay unchanged.
    /// - A request that opens a WebSocket with such a token is malformed (400) if it has another
    ///   token or ticket, or an `Authorization` header.
    /// - Responses have `Cache-Control: no-store`.
    ///
    /// Without this setting, the layer does not look at protocols.
    ///
    /// If layers are inside of one another, set it only on the innermost one that requests reach. A
    /// layer takes the token out of the request, so that a layer inside of it finds none. An outer
    /// layer must have optional sign-in.
    ///
    /// Layers and proxies outside of this layer see the token in the header. Their logs must leave
    /// this header out, as they must leave out `Authorization`.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// # use entra_perms_runtime::{EntraLayer, InvalidProtocol};
    /// # use permissions::{Model, TokenValidator};
    /// # fn main() {}
    /// # fn layer(validator: TokenValidator) -> Result<EntraLayer<Model>, InvalidProtocol> {
    /// let layer = EntraLayer::new(validator).websocket_protocol("crm.v1")?;
    /// # Ok(layer)
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns [`InvalidProtocol`] if the name is not a token of HTTP (RFC 9110, section 5.6.2). No
    /// browser can offer it, so that a token next to it would not be from a browser.
    pub fn websocket_protocol(self, protocol: impl Into<String>) -> Result<Self, InvalidProtocol> {
        let name = protocol.into();
        if !is_http_token(&name) {
            return Err(InvalidProtocol { name });
        }
        Ok(self.with_browsers(|browsers| browsers.protocols.push(name)))
    }

    /// Also accepts these tickets, in the parameter `ticket` of the URL of a `GET` request, for
    /// event streams of browsers: see [`Tickets`].
    ///
    /// A ticket that is unknown, used or expired is refused with 401, like a request without a
    /// token, also if sign-in is optional.
    ///
    /// If layers are inside of one another, set it only on the innermost one that requests reach. A
    /// layer takes the ticket out of the request, so that a layer inside of it finds none. An outer
    /// layer must have optional sign-in.
    #[cfg(feature = "tickets")]
    #[must_use]
    pub fn tickets(self, tickets: &Tickets<M>) -> Self {
        self.with_browsers(|browsers| browsers.tickets = Some(tickets.clone()))
    }

    /// Accepts a request whose URL has the token of its `Authorization` header once more, in the
    /// parameter `access_token`.
    ///
    /// Middleware in front of the layer may copy a token from the URL of a WebSocket or an event
    /// stream into the header. The layer then removes the token from the URL, so that the service
    /// and its logs do not see it there.
    ///
    /// The two tokens must be equal, byte for byte. A different token in the URL is malformed
    /// (400), and a token only in the URL is ignored (401), as without this setting. If the layer
    /// removes a token, the response has `Cache-Control: no-store`.
    #[must_use]
    pub fn allow_same_token_in_url(self) -> Self {
        self.with_browsers(|browsers| browsers.url_token = UrlToken::RemovedIfEqual)
    }
}
