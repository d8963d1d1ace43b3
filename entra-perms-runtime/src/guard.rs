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

impl<M: Model, T: CallerSource<M> + ?Sized> CallerSource<M> for &mut T {
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
    requirement: &Requirement<M>,
    source: &(impl CallerSource<M> + ?Sized),
) -> Result<(), Denied> {
    let Some(caller) = source.caller() else {
        tracing::error!(
            "a guarded function was called without a verified caller: is `EntraLayer` in front of it?"
        );
        return Err(Denied::no_caller());
    };
    caller.check(requirement)
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

/// The extractor that `#[requires]` puts in front of a handler's parameters: it lets the caller on, or answers for the handler,
/// before any other extractor runs. It holds nothing; a handler that needs the caller takes a [`Caller`] too.
///
/// Each web framework's feature makes it an extractor there.
pub struct Authorized<G>(core::marker::PhantomData<fn() -> G>);

#[cfg(feature = "axum")]
impl<G: Guard> Authorized<G> {
    /// Passes where the guard does.
    ///
    /// # Errors
    /// [`Denied`]
    pub(crate) fn check(extensions: &http::Extensions) -> Result<Self, Denied> {
        G::check(extensions).map(|()| Self(core::marker::PhantomData))
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
    ($visibility:vis $guard:ident, $requirement:expr) => {
        #[doc(hidden)]
        #[allow(non_camel_case_types, unreachable_pub, clippy::all, clippy::pedantic)]
        $visibility struct $guard;

        #[automatically_derived]
        impl $crate::__private::Guard for $guard {
            fn check(
                // A name that no app role has, of which there may be a constant in scope.
                __entra_perms_extensions: &$crate::__private::http::Extensions,
            ) -> ::core::result::Result<(), $crate::Denied> {
                $crate::__private::check(&$requirement, __entra_perms_extensions)
            }
        }
    };
}
