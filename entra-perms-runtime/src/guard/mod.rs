//! What `#[requires]` expands to: the check, and where it finds the caller.

mod asked_by;
mod function;
mod layer_mark;
#[cfg(all(feature = "audit", feature = "axum"))]
mod probe;
mod source;

use core::any::type_name;

pub(crate) use asked_by::AskedBy;
pub use function::GuardedFunction;
pub(crate) use layer_mark::LayerMark;
#[cfg(all(feature = "audit", feature = "axum"))]
pub(crate) use probe::{Asked, Probe};
#[cfg(feature = "tonic")]
pub(crate) use source::forward;
pub use source::{CallerSource, RequestExtensions};

use crate::caller::{Caller, Denied};
use crate::model::Model;
use crate::requirement::Requirement;

/// The check. A source without a caller denies: the layer was forgotten, and that must not open anything.
///
/// # Errors
/// [`Denied`]
pub fn check<M: Model>(
    requirement: &Requirement<M>,
    function: &'static GuardedFunction,
    source: &(impl CallerSource<M> + ?Sized),
) -> Result<(), Denied> {
    match source.caller() {
        Some(caller) => caller.check_for(requirement, Some(function)),
        None => Err(no_caller::<M>(&AskedBy::Guard(function), source.verified())),
    }
}

/// The check of a request of which the framework is known, and the model only here.
///
/// # Errors
/// [`Denied`]
pub fn check_request<M: Model>(
    requirement: &Requirement<M>,
    function: &'static GuardedFunction,
    request: &impl RequestExtensions,
) -> Result<(), Denied> {
    match request.find::<Caller<M>>() {
        Some(caller) => caller.check_for(requirement, Some(function)),
        None => Err(no_caller::<M>(&AskedBy::Guard(function), request.find().as_deref())),
    }
}

#[cold]
pub(crate) fn no_caller<M: Model>(function: &AskedBy<'_>, verified: Option<&LayerMark>) -> Denied {
    match verified {
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
            "called without a verified caller: `EntraLayer` in front of it is for the model of another `permissions!`"
        ),
    }
    Denied::no_caller()
}

/// The caller of a request, for a handler that asks who it is.
#[cfg(any(feature = "axum", feature = "actix-web"))]
pub(crate) fn caller_of<M: Model>(
    request: &impl RequestExtensions,
    path: &str,
) -> Result<Caller<M>, Denied> {
    match request.find::<Caller<M>>() {
        Some(caller) => Ok(caller.clone()),
        None => Err(no_caller::<M>(&AskedBy::Handler(path), request.find().as_deref())),
    }
}

/// The requirement of one guarded handler as a type, for the extractor in front of its parameters. `#[requires]` makes one beside
/// the handler.
pub trait Guard: Send + Sync + 'static {
    /// Whether the caller of a request may go on.
    ///
    /// # Errors
    /// [`Denied`]
    fn check(request: &impl RequestExtensions) -> Result<(), Denied>;
}

/// The extractor that `#[requires]` puts in front of a handler's parameters: it lets the caller on, or answers for the handler,
/// before any other extractor runs. It holds nothing; a handler that needs the caller takes a [`Caller`] too.
///
/// Each web framework's feature makes it an extractor there.
pub struct Authorized<G>(core::marker::PhantomData<fn() -> G>);

#[cfg(any(feature = "axum", feature = "actix-web"))]
impl<G: Guard> Authorized<G> {
    /// Passes where the guard does.
    ///
    /// # Errors
    /// [`Denied`]
    pub(crate) fn check(request: &impl RequestExtensions) -> Result<Self, Denied> {
        G::check(request).map(|()| Self(core::marker::PhantomData))
    }
}

impl<G> core::fmt::Debug for Authorized<G> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Authorized")
    }
}

/// The requirement of a handler as a type. `#[requires]` calls it under a name that says what is wrong where no type can stand.
#[doc(hidden)]
#[macro_export]
macro_rules! __guard {
    ($visibility:vis $guard:ident, $function:expr, $requirement:expr) => {
        #[doc(hidden)]
        #[allow(non_camel_case_types, unreachable_pub, clippy::all, clippy::pedantic)]
        $visibility struct $guard;

        #[automatically_derived]
        impl $crate::__private::Guard for $guard {
            fn check(
                // A name that no app role has, of which there may be a constant in scope.
                __entra_perms_request: &impl $crate::__private::RequestExtensions,
            ) -> ::core::result::Result<(), $crate::Denied> {
                $crate::__private::check_request(&$requirement, $function, __entra_perms_request)
            }
        }
    };
}

/// Enters a guarded function into the inventory, where there is one: see `audit`.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "audit"))]
macro_rules! __record {
    ($function:expr, $requirement:expr) => {};
}

#[cfg(all(test, feature = "testing"))]
mod tests;
