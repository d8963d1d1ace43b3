//! Mistakes in how a service is put together. A layer logs each of them once.

use std::sync::atomic::{AtomicBool, Ordering};

/// Which mistakes were logged.
#[derive(Debug, Default)]
pub(in crate::integrations) struct Mistakes {
    second_layer: Once,
    preflight: Once,
    #[cfg(feature = "tower")]
    protocol: Once,
}

#[derive(Debug, Default)]
struct Once(AtomicBool);

impl Once {
    fn is_first(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }
}

impl Mistakes {
    /// A request went through two layers, which are for these models.
    pub(super) fn second_layer(&self, outer: &str, inner: &str) {
        if self.second_layer.is_first() {
            tracing::warn!(
                outer,
                inner,
                "two `EntraLayer`s in front of one handler: each guard goes by that of its model"
            );
        }
    }

    /// A preflight request of CORS was refused, as each of them will be: the CORS layer is further in,
    /// or is missing. Pages of another origin cannot call the API.
    pub(in crate::integrations) fn preflight(&self, remedy: &str) {
        if self.preflight.is_first() {
            tracing::warn!(
                "a CORS preflight request reached `EntraLayer`, and was refused because it has no token: \
                 put the CORS layer outside of `EntraLayer`: {remedy}"
            );
        }
    }

    /// A gRPC request was answered in HTTP: its client does not see the status.
    #[cfg(feature = "tower")]
    pub(in crate::integrations) fn grpc_in_http(&self) {
        if self.protocol.is_first() {
            tracing::warn!(
                "a gRPC request was refused with a status of HTTP: put `EntraLayer::grpc` (feature `tonic`) in \
                 front of gRPC services"
            );
        }
    }

    /// A gRPC-Web request was answered in gRPC: its client cannot read that.
    #[cfg(feature = "tonic")]
    pub(in crate::integrations) fn grpc_web_inside(&self) {
        if self.protocol.is_first() {
            tracing::warn!(
                "a gRPC-Web request reached `EntraLayer`: put `GrpcWebLayer` outside of `EntraLayer`, in \
                 tonic `.layer(GrpcWebLayer::new())` before `.layer(EntraLayer::grpc(…))`"
            );
        }
    }
}

/// Whether a request that was refused is what a browser sends before the real one (Fetch, section
/// 3.3.5). It never has a token.
pub(in crate::integrations) fn is_preflight(
    method: &str,
    has_header: impl Fn(&'static str) -> bool,
) -> bool {
    method == "OPTIONS"
        && has_header("origin")
        && has_header("access-control-request-method")
        && !has_header("authorization")
}
