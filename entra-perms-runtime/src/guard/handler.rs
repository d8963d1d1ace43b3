//! A guarded handler, as a constant that the handler's [`Guard`](super::Guard) holds.

#[cfg(feature = "audit")]
use core::any::Any;

use super::{GuardedFunction, check_request};
use crate::caller::Denied;
use crate::model::Model;
use crate::requirement::{Requirement, Satisfiable};

/// A guarded handler of any model.
///
/// The extractor knows the framework, and the guard knows the model. With a trait object between
/// them, generated code contains no generic function, which rustc would store in the metadata of
/// the crate.
pub trait GuardedHandler: Send + Sync {
    /// Checks the caller of a request.
    ///
    /// # Errors
    /// Returns [`Denied`] if there is no caller, or the caller does not meet the requirement.
    fn check(&'static self, request: AnyRequest<'_>) -> Result<(), Denied>;

    /// Returns the identity of the handler.
    #[cfg(feature = "audit")]
    fn function(&self) -> &GuardedFunction;

    /// Returns the [`Requirement`] of the handler's model.
    #[cfg(feature = "audit")]
    fn requirement(&'static self) -> Box<dyn Any>;
}

/// A request of one of the frameworks that have handlers.
#[derive(Clone, Copy, Debug)]
pub enum AnyRequest<'a> {
    /// The extensions of a request over `http` types.
    Http(&'a http::Extensions),
    #[cfg(feature = "actix-web")]
    ActixWeb(&'a actix_web::HttpRequest),
}

/// A guarded handler, and the `N` clauses of its requirement.
#[derive(Debug)]
pub struct Handler<M: Model, const N: usize> {
    function: GuardedFunction,
    requirement: Satisfiable<M, N>,
}

impl<M: Model, const N: usize> Handler<M, N> {
    /// Returns the handler. `#[requires]` generates the call.
    #[must_use]
    pub const fn new(function: GuardedFunction, requirement: Satisfiable<M, N>) -> Self {
        Self { function, requirement }
    }

    fn requirement(&'static self) -> Requirement<M> {
        Requirement::all(self.requirement.conditions, &self.requirement.clauses)
    }
}

impl<M: Model, const N: usize> GuardedHandler for Handler<M, N> {
    fn check(&'static self, request: AnyRequest<'_>) -> Result<(), Denied> {
        let requirement = self.requirement();
        match request {
            AnyRequest::Http(extensions) => check_request(&requirement, &self.function, extensions),
            #[cfg(feature = "actix-web")]
            AnyRequest::ActixWeb(request) => check_request(&requirement, &self.function, request),
        }
    }

    #[cfg(feature = "audit")]
    fn function(&self) -> &GuardedFunction {
        &self.function
    }

    #[cfg(feature = "audit")]
    fn requirement(&'static self) -> Box<dyn Any> {
        Box::new(self.requirement())
    }
}
