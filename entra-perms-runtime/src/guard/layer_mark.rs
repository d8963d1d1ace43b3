//! The mark that a layer leaves with a request.

use std::sync::Arc;

/// Among the extensions of a request: a layer has verified its caller.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct LayerMark {
    /// The name of the model that its validator is for.
    pub(crate) model: &'static str,
    /// Where clients are told to look.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        expect(dead_code, reason = "no layer leaves a mark")
    )]
    pub(crate) resource_metadata: Option<Arc<str>>,
    /// No layer left this, but who asks which routes are guarded.
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
