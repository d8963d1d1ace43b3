//! The reasons for which a token that was accepted would be refused now.

use uuid::Uuid;

use crate::model::TokenVersion;

/// The reason why the token of a caller is no longer accepted: see
/// [`Caller::recheck`](crate::Caller::recheck).
///
/// Over HTTP and gRPC, it is refused like any other token: [`challenge`](Self::challenge), and with
/// the feature `tonic` a conversion into a `Status`. For a WebSocket, see
/// [`close_code`](Self::close_code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Ended {
    /// The token has expired (`exp`), also with the tolerated difference between the clocks.
    #[error("the token has expired")]
    Expired,
    /// The token is not valid yet (`nbf`), because the clock of this machine was set back.
    #[error("the token is not valid yet: the clock was set back")]
    NotYetValid,
    /// The issuer no longer publishes the key that signed the token.
    #[error("the key that signed the token was withdrawn")]
    KeyWithdrawn,
    /// The [tenant filter](crate::TokenValidatorBuilder::tenant_filter) no longer admits the
    /// tenant.
    #[error("the tenant {tenant} is no longer admitted")]
    #[non_exhaustive]
    TenantRemoved {
        /// The token's tenant (`tid`).
        tenant: Uuid,
    },
    /// The service no longer accepts tokens of this version.
    #[error("tokens of this version are no longer accepted: {}", .version.ver())]
    #[non_exhaustive]
    VersionRetired {
        /// The token's version (`ver`).
        version: TokenVersion,
    },
}

impl Ended {
    /// Returns the code with which to close a WebSocket, as a number.
    ///
    /// - 3000, "Unauthorized": the client can reconnect with a new token.
    /// - 3003, "Forbidden", if the tenant was removed: a new token does not help.
    ///
    /// Both are registered for this use. The general code 1008 ("policy violation", RFC 6455,
    /// section 7.4.1) would not tell the client whether a new token helps.
    /// <https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number>
    #[must_use]
    pub fn close_code(&self) -> u16 {
        match self {
            Self::TenantRemoved { .. } => 3003,
            _ => 3000,
        }
    }
}
