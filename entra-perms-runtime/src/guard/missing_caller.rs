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
            help = "put `EntraLayer` in front of the service",
            "the request has no verified caller"
        ),
        Some(LayerMark { model, .. }) => tracing::error!(
            %function,
            expected = type_name::<M>(),
            found = model,
            help = "use the `EntraLayer` of the model that the guard uses",
            "the request has no verified caller of this model"
        ),
    }
    Denied::no_caller()
}
