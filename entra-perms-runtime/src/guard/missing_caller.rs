//! The log of a request without a caller, and its denial.

use core::any::type_name;

use super::absence::Cause;
use super::{Absence, AskedBy, LayerMark};
use crate::caller::Denied;
use crate::model::Model;

/// Logs why a request has no caller, and returns the denial.
#[cold]
pub(super) fn no_caller<M: Model>(function: &AskedBy<'_>, absence: &Absence) -> Denied {
    match &absence.0 {
        Cause::Anonymous(api_facts) => {
            tracing::debug!(%function, "the request is anonymous, and the function needs a caller");
            return Denied::not_signed_in(api_facts.clone());
        }
        #[cfg(all(feature = "audit", feature = "axum"))]
        Cause::OtherLayer(LayerMark { probe: Some(probe), .. }) => probe.record(function),
        Cause::NoLayer => tracing::error!(
            %function,
            help = "put `EntraLayer` in front of the service",
            "the request has no verified caller"
        ),
        #[cfg(feature = "rmcp")]
        Cause::NotHttp => tracing::error!(
            %function,
            help = "serve guarded tools over HTTP, behind `EntraLayer`",
            "the request has no verified caller, because it did not come over HTTP"
        ),
        Cause::OtherLayer(LayerMark { model, .. }) => tracing::error!(
            %function,
            expected = type_name::<M>(),
            found = model,
            help = "use the `EntraLayer` of the model that the guard uses",
            "the request has no verified caller of this model"
        ),
    }
    Denied::no_caller()
}

/// Returns normally if a request without a caller may be served as an anonymous one.
///
/// # Errors
/// Returns the denial if the layer is missing, or is for another model.
pub(super) fn accept_anonymous<M: Model>(
    function: &AskedBy<'_>,
    absence: &Absence,
) -> Result<(), Denied> {
    match &absence.0 {
        Cause::Anonymous(_) => Ok(()),
        // The handler runs, as it would for an anonymous request.
        #[cfg(all(feature = "audit", feature = "axum"))]
        Cause::OtherLayer(LayerMark { probe: Some(probe), .. }) => {
            probe.record(function);
            Ok(())
        }
        #[cfg(feature = "rmcp")]
        Cause::NotHttp => Err(no_caller::<M>(function, absence)),
        Cause::NoLayer | Cause::OtherLayer(_) => Err(no_caller::<M>(function, absence)),
    }
}
