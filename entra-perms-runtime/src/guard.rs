//! What `#[requires]` expands to: the check, and where it finds the caller.

use std::sync::Arc;

use crate::caller::Caller;
use crate::denied::Denied;
use crate::model::Model;
use crate::requirement::Requirement;

/// What `#[requires(…, caller = expr)]` can take: anything that holds a verified [`Caller`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no verified caller of this model",
    label = "expected a `Caller`, or a request that went through `EntraLayer`, or its extensions",
    note = "the roles of a requirement and the caller must come from the same `permissions!`"
)]
pub trait CallerSource<M: Model> {
    /// The caller, where there is one.
    fn caller(&self) -> Option<&Caller<M>>;
}

impl<M: Model> CallerSource<M> for Caller<M> {
    fn caller(&self) -> Option<&Caller<M>> {
        Some(self)
    }
}

impl<M: Model, T: CallerSource<M> + ?Sized> CallerSource<M> for &T {
    fn caller(&self) -> Option<&Caller<M>> {
        (**self).caller()
    }
}

impl<M: Model, T: CallerSource<M> + ?Sized> CallerSource<M> for Arc<T> {
    fn caller(&self) -> Option<&Caller<M>> {
        (**self).caller()
    }
}

impl<M: Model, T: CallerSource<M>> CallerSource<M> for Option<T> {
    fn caller(&self) -> Option<&Caller<M>> {
        self.as_ref()?.caller()
    }
}

impl<M: Model> CallerSource<M> for http::Extensions {
    fn caller(&self) -> Option<&Caller<M>> {
        self.get()
    }
}

impl<M: Model, B> CallerSource<M> for http::Request<B> {
    fn caller(&self) -> Option<&Caller<M>> {
        self.extensions().get()
    }
}

impl<M: Model> CallerSource<M> for http::request::Parts {
    fn caller(&self) -> Option<&Caller<M>> {
        self.extensions.get()
    }
}

/// The check. A source without a caller denies: the layer was forgotten, and that must not open anything.
///
/// # Errors
/// [`Denied`]
pub fn check<M: Model>(
    source: &(impl CallerSource<M> + ?Sized),
    requirement: &Requirement<M>,
) -> Result<(), Denied> {
    let Some(caller) = source.caller() else {
        tracing::error!(
            "a guarded function was called without a verified caller: is `EntraLayer` in front of it?"
        );
        return Err(Denied::no_caller());
    };
    caller.check(requirement).inspect_err(|denied| {
        tracing::info!(
            caller = caller.object_id().map(tracing::field::display),
            client = caller.client_id().map(tracing::field::display),
            %denied,
            "denied"
        );
    })
}

/// The requirement of one guarded handler as a type, for the extractor in front of its parameters. `#[requires]` makes one beside
/// the handler.
pub trait Guard: Send + Sync + 'static {
    /// Whether the caller among the extensions of a request may go on.
    ///
    /// # Errors
    /// [`Denied`]
    fn check(extensions: &http::Extensions) -> Result<(), Denied>;
}
