//! The guards that `#[requires]` generates: the check, and how it finds the caller.
//!
//! - this file: the check, the guard as a type, and the extractor;
//! - `source`, `layer_mark`: the caller, and the layer that verified it;
//! - `absence` over `anonymous`: why a request has no caller;
//! - `maybe_caller`: the caller of a request whose sender need not sign in;
//! - `decisions`: the record of each decision;
//! - `from_request`: the caller of a request, for code without extractors;
//! - `extensions`: the extensions of a request, in every framework;
//! - `function`: the identity of a guarded function;
//! - `handler`: a guarded handler, as a constant;
//! - `mcp`: the guards of an MCP server's tools and prompts;
//! - `missing_caller` over `asked_by`: the log of a request without a caller;
//! - `probe`: the code that asked for a caller, for the audit.

mod absence;
mod anonymous;
mod asked_by;
pub mod decisions;
mod extensions;
mod from_request;
mod function;
mod handler;
mod layer_mark;
mod maybe_caller;
#[cfg(feature = "rmcp")]
mod mcp;
mod missing_caller;
#[cfg(all(feature = "audit", feature = "axum"))]
mod probe;
mod source;

use core::fmt;
use core::marker::PhantomData;

pub(crate) use absence::Absence;
#[cfg_attr(
    not(feature = "testing"),
    expect(unreachable_pub, reason = "the testing kit exports it")
)]
pub use anonymous::Anonymous;
pub(crate) use asked_by::AskedBy;
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) use extensions::ExtensionsMut;
pub(crate) use extensions::RequestExtensions;
pub use function::GuardedFunction;
#[cfg(any(feature = "axum", feature = "actix-web"))]
pub(crate) use handler::AnyRequest;
pub use handler::{GuardedHandler, Handler};
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) use layer_mark::CacheRule;
pub(crate) use layer_mark::LayerMark;
#[cfg(any(feature = "tower", feature = "actix-web", all(test, feature = "testing")))]
pub(crate) use layer_mark::SignIn;
pub use maybe_caller::MaybeCaller;
#[cfg(feature = "rmcp")]
pub(crate) use mcp::McpGuards;
#[cfg(feature = "rmcp")]
pub use mcp::{GuardsError, McpItem, McpKind};
#[cfg(any(feature = "axum", feature = "actix-web"))]
use missing_caller::accept_anonymous;
use missing_caller::no_caller;
#[cfg(all(feature = "audit", feature = "axum"))]
pub(crate) use probe::{Asked, Probe};
pub use source::CallerSource;
#[cfg(feature = "tonic")]
pub(crate) use source::forward;

use crate::caller::{Caller, Denied};
use crate::model::Model;
use crate::requirement::Requirement;

/// Checks the caller in `source`. Guards of functions with `caller = …` call it.
///
/// A source without a caller is denied: a missing layer must not permit anything.
///
/// # Errors
/// Returns [`Denied`] if there is no caller, or the caller does not meet the requirement.
pub fn check<M: Model>(
    requirement: &Requirement<M>,
    function: &GuardedFunction,
    source: &(impl CallerSource<M> + ?Sized),
) -> Result<(), Denied> {
    match source.caller() {
        Some(caller) => check_caller(requirement, function, caller),
        None => without_caller(requirement, function, &source.absence()),
    }
}

fn check_caller<M: Model>(
    requirement: &Requirement<M>,
    function: &GuardedFunction,
    caller: &Caller<M>,
) -> Result<(), Denied> {
    match decisions::sink() {
        Some(sink) => check_caller_and_record(sink, requirement, function, caller),
        None => caller.check_for(requirement, Some(function)),
    }
}

// Not inlined, so that guards without a sink do not prepare anything for it.
#[cold]
#[inline(never)]
fn check_caller_and_record<M: Model>(
    sink: &dyn decisions::DecisionSink,
    requirement: &Requirement<M>,
    function: &GuardedFunction,
    caller: &Caller<M>,
) -> Result<(), Denied> {
    decisions::decide(sink, function, requirement, Some(caller), || {
        caller.check_for(requirement, Some(function))
    })
}

#[cold]
fn without_caller<M: Model>(
    requirement: &Requirement<M>,
    function: &GuardedFunction,
    absence: &Absence,
) -> Result<(), Denied> {
    let deny = || Err(no_caller::<M>(&AskedBy::Guard(function), absence));
    // The audit of routes asks, and not a client.
    let sink = if absence.is_of_probe() { None } else { decisions::sink() };
    match sink {
        Some(sink) => decisions::decide(sink, function, requirement, None, deny),
        None => deny(),
    }
}

/// Checks the caller that a layer stored in `request`. Guards of handlers call it.
///
/// # Errors
/// Returns [`Denied`] if there is no caller, or the caller does not meet the requirement.
fn check_request<M: Model>(
    requirement: &Requirement<M>,
    function: &GuardedFunction,
    request: &impl RequestExtensions,
) -> Result<(), Denied> {
    match request.find::<Caller<M>>() {
        Some(caller) => check_caller(requirement, function, &caller),
        None => without_caller(requirement, function, &Absence::of::<M>(request)),
    }
}

/// Returns the caller of a request, for handlers that take a [`Caller`].
#[cfg(any(feature = "axum", feature = "actix-web"))]
pub(crate) fn caller_of<M: Model>(
    request: &impl RequestExtensions,
    path: &str,
) -> Result<Caller<M>, Denied> {
    match request.find::<Caller<M>>() {
        Some(caller) => Ok(caller.clone()),
        None => Err(no_caller::<M>(&AskedBy::Handler(path), &Absence::of::<M>(request))),
    }
}

/// Returns the caller of a request, for handlers that take a [`MaybeCaller`].
#[cfg(any(feature = "axum", feature = "actix-web"))]
pub(crate) fn maybe_caller_of<M: Model>(
    request: &impl RequestExtensions,
    path: &str,
) -> Result<MaybeCaller<M>, Denied> {
    if let Some(caller) = request.find::<Caller<M>>() {
        return Ok(MaybeCaller::from(caller.clone()));
    }
    let absence = Absence::of::<M>(request);
    accept_anonymous::<M>(&AskedBy::Handler(path), &absence)?;
    Ok(MaybeCaller::absent(absence))
}

/// The requirement of one guarded handler, as a type for [`Authorized`]. `#[requires]` generates
/// it next to the handler.
pub trait Guard: Send + Sync + 'static {
    /// Returns the handler and its requirement.
    fn handler() -> &'static dyn GuardedHandler;
}

/// The extractor that `#[requires]` puts in front of a handler's parameters.
///
/// It permits the request, or responds in place of the handler, before any other extractor runs.
/// It holds nothing: a handler that needs the caller also takes a [`Caller`].
///
/// The feature of each web framework implements the framework's extractor trait for it.
pub struct Authorized<G>(PhantomData<fn() -> G>);

#[cfg(any(feature = "axum", feature = "actix-web"))]
impl<G: Guard> Authorized<G> {
    /// Returns the extractor if the guard permits the request.
    ///
    /// # Errors
    /// Returns [`Denied`] if the guard denies it.
    pub(crate) fn check(request: AnyRequest<'_>) -> Result<Self, Denied> {
        G::handler().check(request).map(|()| Self(PhantomData))
    }
}

// Not derived, because a guard need not be `Debug`.
impl<G> fmt::Debug for Authorized<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorized")
    }
}

/// Defines the [`Guard`](crate::__private::Guard) of a handler. `#[requires]` calls it under a name
/// that explains the error, for places that cannot contain a type.
///
/// `cargo check` evaluates constants that are items, and no others. So the requirement is one.
#[doc(hidden)]
#[macro_export]
macro_rules! __guard {
    ($visibility:vis $guard:ident $constant:ident $name:literal $requirement:expr) => {
        #[doc(hidden)]
        #[allow(non_camel_case_types, unreachable_pub, clippy::all, clippy::pedantic)]
        $visibility struct $guard {}

        // rustc shows the name of the constant if nobody can satisfy the requirement.
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        const $constant: &dyn $crate::__private::GuardedHandler = &{
            // Not the operand of `&` itself: rustc would report its failure once more. No app role
            // has the name, which the requirement could name.
            let __entra_perms_value = $crate::__private::Handler::new(
                $crate::GuardedFunction::new(
                    ::core::module_path!(), $name, ::core::file!(), ::core::line!(),
                ),
                $requirement,
            );
            __entra_perms_value
        };

        #[automatically_derived]
        impl $crate::__private::Guard for $guard {
            fn handler() -> &'static dyn $crate::__private::GuardedHandler {
                $crate::__record_handler! { $guard }
                $constant
            }
        }
    };
}

/// Adds a guarded function to the inventory of `audit`. Without that feature, it does nothing.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "audit"))]
macro_rules! __record {
    ($function:expr, $requirement:expr) => {};
}

/// Adds a guarded handler to the inventory of `audit`. Without that feature, it does nothing.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "audit"))]
macro_rules! __record_handler {
    ($guard:ident) => {};
}

#[cfg(all(test, feature = "testing"))]
mod tests;
