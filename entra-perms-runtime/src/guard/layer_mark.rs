//! The mark that a layer leaves on a request.

use std::sync::Arc;

use crate::caller::ApiFacts;

/// A mark among the extensions of a request: a layer verified the caller.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct LayerMark {
    /// The type name of the layer's model.
    pub(crate) model: &'static str,
    /// The facts that refusals tell clients, in place of the validator's.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        expect(dead_code, reason = "only layers read it")
    )]
    pub(crate) api_facts: Option<Arc<ApiFacts>>,
    /// Set only by the audit of routes, which sends requests without a caller.
    #[cfg(all(feature = "audit", feature = "axum"))]
    pub(crate) probe: Option<Arc<super::Probe>>,
}

impl LayerMark {
    #[cfg(any(all(test, feature = "testing"), feature = "tower", feature = "actix-web"))]
    pub(crate) fn new(model: &'static str, api_facts: Option<Arc<ApiFacts>>) -> Self {
        Self {
            model,
            api_facts,
            #[cfg(all(feature = "audit", feature = "axum"))]
            probe: None,
        }
    }
}
