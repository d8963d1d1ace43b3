//! Mistakes in the setup of a service's layers. Each `EntraLayer` logs each mistake once.

use std::sync::atomic::{AtomicBool, Ordering};

/// The mistakes that a layer has already logged.
#[derive(Debug, Default)]
pub(in crate::integrations) struct Mistakes {
    second_layer: LogOnce,
    preflight: LogOnce,
    #[cfg(feature = "tickets")]
    other_validator: LogOnce,
    #[cfg(feature = "tower")]
    protocol: LogOnce,
}

#[derive(Debug, Default)]
struct LogOnce(AtomicBool);

impl LogOnce {
    fn is_first(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }
}

impl Mistakes {
    /// Warns that a request passes through two layers. `outer` and `inner` are their models.
    pub(super) fn second_layer(&self, outer: &str, inner: &str) {
        if self.second_layer.is_first() {
            tracing::warn!(
                outer,
                inner,
                help = "remove one of them, unless the service has guards of both models",
                "two `EntraLayer`s verify the token of one request"
            );
        }
    }

    /// Warns that a ticket was refused, because another validator verified its holder.
    #[cfg(feature = "tickets")]
    pub(super) fn other_validator(&self) {
        if self.other_validator.is_first() {
            tracing::warn!(
                help = "issue tickets only to callers that the validator of the layer accepted",
                "`EntraLayer` refused a ticket whose holder was verified by another validator"
            );
        }
    }

    /// Warns that a CORS preflight request was refused.
    ///
    /// The CORS layer is missing, or inside of this layer, so that every preflight request is
    /// refused. Pages of other origins cannot call the API.
    pub(in crate::integrations) fn preflight(&self, order: &str) {
        if self.preflight.is_first() {
            tracing::warn!(
                help = %format_args!("put the CORS layer outside of `EntraLayer`: {order}"),
                "`EntraLayer` refused a CORS preflight request, because it has no token"
            );
        }
    }

    /// Warns that a gRPC request was refused with an HTTP status, which its client does not see.
    #[cfg(feature = "tower")]
    pub(in crate::integrations) fn grpc_in_http(&self) {
        if self.protocol.is_first() {
            tracing::warn!(
                help = "use `EntraLayer::grpc` (feature `tonic`) for gRPC services",
                "`EntraLayer` refused a gRPC request with an HTTP status"
            );
        }
    }

    /// Warns that a gRPC-Web request was refused with a gRPC status, which its client cannot read.
    #[cfg(feature = "tonic")]
    pub(in crate::integrations) fn grpc_web_inside(&self) {
        if self.protocol.is_first() {
            tracing::warn!(
                help = "put `GrpcWebLayer` outside of `EntraLayer`: in tonic, \
                        `.layer(GrpcWebLayer::new())` before `.layer(EntraLayer::grpc(…))`",
                "`EntraLayer` refused a gRPC-Web request with a gRPC status"
            );
        }
    }
}

/// Warns that the URL of a resource is not an App ID URI.
///
/// Entra accepts such a URI only for v2.0 tokens, or if the optional claim `aud` has `use_guid`.
/// <https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions>
pub(super) fn unregistered_resource(url: &str) {
    tracing::warn!(
        url,
        help = %format_args!(
            "add `\"{url}\"` to `identifierUris` of the manifest (Entra accepts it if \
             `requestedAccessTokenVersion` is 2, or the optional claim `aud` has `use_guid`)"
        ),
        "the URL of the resource is not an App ID URI, so clients that send it to Entra, such as \
         MCP clients, fail with AADSTS9010010"
    );
}

/// Returns `true` if a request is a CORS preflight request (Fetch standard, section 3.3.5).
///
/// A browser sends it before the actual request, and never with a token.
pub(in crate::integrations) fn is_preflight(
    method: &str,
    has_header: impl Fn(&'static str) -> bool,
) -> bool {
    method == "OPTIONS"
        && has_header("origin")
        && has_header("access-control-request-method")
        && !has_header("authorization")
}
