//! The mark that a layer leaves on a request.

use std::sync::Arc;

/// A mark among the extensions of a request: a layer verified the caller.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct LayerMark {
    /// The type name of the layer's model.
    pub(crate) model: &'static str,
    /// The URL of the resource metadata, which challenges name.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        expect(dead_code, reason = "only layers read it")
    )]
    pub(crate) resource_metadata: Option<Arc<str>>,
    /// Set only by the audit of routes, which sends requests without a caller.
    #[cfg(all(feature = "audit", feature = "axum"))]
    pub(crate) probe: Option<Arc<super::Probe>>,
}

impl LayerMark {
    #[cfg(any(all(test, feature = "testing"), feature = "tower", feature = "actix-web"))]
    pub(crate) fn new(model: &'static str, resource_metadata: Option<Arc<str>>) -> Self {
        Self {
            model,
            resource_metadata,
            #[cfg(all(feature = "audit", feature = "axum"))]
            probe: None,
        }
    }
}
