//! The log of a request without a caller, and its denial.

use core::any::type_name;

use super::{AskedBy, LayerMark};
use crate::caller::Denied;
use crate::model::Model;

/// Logs why a request has no caller, and returns the denial.
#[cold]
pub(super) fn no_caller<M: Model>(function: &AskedBy<'_>, mark: Option<&LayerMark>) -> Denied {
    match mark {
        #[cfg(all(feature = "audit", feature = "axum"))]
        Some(LayerMark { probe: Some(probe), .. }) => probe.record(function),
        None => tracing::error!(
            %function,
            "called without a verified caller: is `EntraLayer` in front of it?"
        ),
        Some(LayerMark { model, .. }) => tracing::error!(
            %function,
            expected = type_name::<M>(),
            found = model,
            "called without a verified caller: \
             `EntraLayer` in front of it is for the model of another `permissions!`"
        ),
    }
    Denied::no_caller()
}
