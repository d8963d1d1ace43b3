//! The mark that a layer leaves on a request.

use std::sync::Arc;

use crate::caller::ApiFacts;

/// The requests that a layer lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// Only requests with a valid token.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        allow(dead_code, reason = "only layers and a probe have it")
    )]
    Required,
    /// Also requests without any token.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    Optional,
}

/// The rule for caches about the response to a request (RFC 9111, section 5.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheRule {
    /// The service decides.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        allow(dead_code, reason = "only layers and a probe have it")
    )]
    OfService,
    /// Caches must not store it: the credentials of the request were not in its `Authorization`
    /// header. A cache would send the response to anybody who requests the same URL.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    Forbidden,
}

/// A mark among the extensions of a request: a layer let it in.
#[derive(Clone, Debug)]
pub(crate) struct LayerMark {
    /// The type name of the layer's model.
    pub(crate) model: &'static str,
    /// The requests that the layer lets in.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        expect(dead_code, reason = "only layers read it")
    )]
    pub(crate) sign_in: SignIn,
    /// The rule for caches about the response.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        expect(dead_code, reason = "only layers read it")
    )]
    pub(crate) cache_rule: CacheRule,
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
    pub(crate) fn new(
        model: &'static str,
        sign_in: SignIn,
        api_facts: Option<Arc<ApiFacts>>,
    ) -> Self {
        Self {
            model,
            sign_in,
            cache_rule: CacheRule::OfService,
            api_facts,
            #[cfg(all(feature = "audit", feature = "axum"))]
            probe: None,
        }
    }
    /// Returns `true` if the audit of routes sent the request.
    #[cfg_attr(
        not(all(feature = "audit", feature = "axum")),
        expect(clippy::unused_self, reason = "only the audit of routes sets a probe")
    )]
    pub(super) fn is_probe(&self) -> bool {
        #[cfg(all(feature = "audit", feature = "axum"))]
        return self.probe.is_some();
        #[cfg(not(all(feature = "audit", feature = "axum")))]
        return false;
    }

    /// Returns the mark with the probe of the mark that it replaces.
    #[cfg(all(feature = "audit", feature = "axum"))]
    pub(crate) fn in_place_of(self, outer: Option<&Self>) -> Self {
        Self { probe: outer.and_then(|outer| outer.probe.clone()), ..self }
    }

    /// Returns the mark unchanged: only the audit of routes sets a probe.
    #[cfg(all(
        any(feature = "tower", feature = "actix-web"),
        not(all(feature = "audit", feature = "axum"))
    ))]
    pub(crate) fn in_place_of(self, _: Option<&Self>) -> Self {
        self
    }
}
