//! Why a request has no caller of a model.

use std::sync::Arc;

use super::{Anonymous, LayerMark, RequestExtensions};
use crate::caller::ApiFacts;
use crate::model::Model;

/// The reason why a request, or another [source](super::CallerSource), has no caller of a model.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Absence(pub(super) Cause);

#[derive(Clone, Debug)]
pub(super) enum Cause {
    /// No layer verified the request.
    NoLayer,
    /// The request did not come over HTTP, so that no layer can verify it.
    #[cfg(feature = "rmcp")]
    NotHttp,
    /// A layer for another model verified the request, or a probe sent it.
    OtherLayer(LayerMark),
    /// A layer for this model let the request in without a token. The facts are for the client.
    Anonymous(Option<Arc<ApiFacts>>),
}

impl Absence {
    /// No layer verified the request.
    pub(super) const NO_LAYER: Self = Self(Cause::NoLayer);

    /// The request did not come over HTTP.
    #[cfg(feature = "rmcp")]
    pub(crate) const NOT_HTTP: Self = Self(Cause::NotHttp);

    /// The request is anonymous. No facts about the API are known.
    pub(super) const ANONYMOUS: Self = Self(Cause::Anonymous(None));

    /// The request has this mark.
    pub(super) fn of_anonymous<M: Model>(anonymous: &Anonymous<M>) -> Self {
        Self(Cause::Anonymous(anonymous.api_facts.clone()))
    }

    /// Returns whether the audit of routes sent the request.
    pub(super) fn is_of_probe(&self) -> bool {
        matches!(&self.0, Cause::OtherLayer(mark) if mark.is_probe())
    }

    /// Returns whether a layer for this model let the request in without a token.
    pub(super) const fn is_anonymous(&self) -> bool {
        matches!(self.0, Cause::Anonymous(_))
    }

    /// Returns why a request has no caller of this model.
    pub(super) fn of<M: Model>(request: &impl RequestExtensions) -> Self {
        let mark = request.find::<LayerMark>().map(|mark| mark.clone());
        match (request.find::<Anonymous<M>>(), mark) {
            // A probe must see the guard, also if it asks through an optional layer.
            (Some(_), Some(mark)) if mark.is_probe() => Self(Cause::OtherLayer(mark)),
            (Some(anonymous), _) => Self::of_anonymous(&anonymous),
            (None, Some(mark)) => Self(Cause::OtherLayer(mark)),
            (None, None) => Self::NO_LAYER,
        }
    }
}
