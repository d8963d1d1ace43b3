//! What `#[requires]` expands to: the check, and where it finds the caller.

use core::any::type_name;
use core::fmt;
use core::ops::Deref;
use core::panic::Location;
use std::sync::Arc;

use crate::caller::Caller;
use crate::denied::Denied;
use crate::model::Model;
use crate::requirement::Requirement;

/// A function that `#[requires]` guards, as it stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct GuardedFunction {
    /// The module, as in `crm::api::contacts`.
    pub module_path: &'static str,
    /// The name of the function.
    pub name: &'static str,
    /// The file, as the compiler was told of it.
    pub file: &'static str,
    /// The line of the attribute.
    pub line: u32,
}

impl GuardedFunction {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(module_path: &'static str, name: &'static str, file: &'static str, line: u32) -> Self {
        Self { module_path, name, file, line }
    }
}

/// As in `crm::api::contacts::list`.
impl fmt::Display for GuardedFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.module_path, self.name)
    }
}

/// What `#[requires(…, caller = expr)]` can take: anything that holds a verified [`Caller`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no verified caller of this model",
    label = "expected a `Caller`, or a request that went through `EntraLayer`, or its extensions",
    note = "the roles of a requirement and the caller must come from the same `permissions!`",
    note = "a request of tonic needs the feature `tonic`; in actix-web, where a request cannot lend its caller, take a `Caller`"
)]
pub trait CallerSource<M: Model> {
    /// The caller, where there is one.
    fn caller(&self) -> Option<&Caller<M>>;

    /// The model of the layer that the request went through: where there is no caller, it is another's.
    #[doc(hidden)]
    fn verified(&self) -> Option<&Verified> {
        None
    }
}

impl<M: Model> CallerSource<M> for Caller<M> {
    fn caller(&self) -> Option<&Caller<M>> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> CallerSource<M> for http::Extensions {
    fn caller(&self) -> Option<&Caller<M>> {
        self.get()
    }

    fn verified(&self) -> Option<&Verified> {
        self.get()
    }
}

/// What leads to a source is one.
macro_rules! forward {
    ($([$($generics:tt)*] $source:ty: $self:ident => $inner:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: $crate::Model, $($generics)*> $crate::CallerSource<M> for $source {
            fn caller(&$self) -> Option<&$crate::Caller<M>> {
                $crate::CallerSource::caller($inner)
            }

            fn verified(&$self) -> Option<&$crate::guard::Verified> {
                $crate::CallerSource::<M>::verified($inner)
            }
        }
    )*};
}
#[cfg(feature = "tonic")]
pub(crate) use forward;

forward! {
    [T: CallerSource<M> + ?Sized] &T: self => &**self;
    [T: CallerSource<M> + ?Sized] &mut T: self => &**self;
    [T: CallerSource<M> + ?Sized] Arc<T>: self => &**self;
    [T: CallerSource<M>] Option<T>: self => self.as_ref()?;
    [] http::request::Parts: self => &self.extensions;
    [B] http::Request<B>: self => self.extensions();
}

/// What a layer leaves with a request, whatever the framework keeps it in.
pub trait RequestExtensions {
    /// The value of this type.
    #[doc(hidden)]
    fn find<T: Send + Sync + 'static>(&self) -> Option<impl Deref<Target = T>>;
}

impl RequestExtensions for http::Extensions {
    fn find<T: Send + Sync + 'static>(&self) -> Option<impl Deref<Target = T>> {
        self.get::<T>()
    }
}

impl RequestExtensions for http::request::Parts {
    fn find<T: Send + Sync + 'static>(&self) -> Option<impl Deref<Target = T>> {
        self.extensions.get::<T>()
    }
}

/// Among the extensions of a request: a layer has verified its caller.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Verified {
    /// The name of the model that its validator is for.
    pub(crate) model: &'static str,
    /// Where clients are told to look.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web")),
        expect(dead_code, reason = "no layer leaves a mark")
    )]
    pub(crate) resource_metadata: Option<Arc<str>>,
    /// No layer left this, but who asks which routes are guarded.
    #[cfg(all(feature = "audit", feature = "axum"))]
    pub(crate) probe: Option<Arc<crate::audit::Probe>>,
}

impl Verified {
    #[cfg(any(all(test, feature = "testing"), feature = "tower", feature = "actix-web"))]
    pub(crate) fn new(model: &'static str, resource_metadata: Option<Arc<str>>) -> Self {
        Self {
            model,
            resource_metadata,
            #[cfg(all(feature = "audit", feature = "axum"))]
            probe: None,
        }
    }
}

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

/// Who asks for a caller.
pub(crate) enum AskedBy<'a> {
    Guard(&'static GuardedFunction),
    /// The handler of this path, which does not say what for.
    #[cfg_attr(
        not(any(feature = "axum", feature = "actix-web")),
        expect(dead_code, reason = "of extractors")
    )]
    Handler(&'a str),
    /// A call of [`Caller::of`].
    Code(&'static Location<'static>),
}

impl fmt::Display for AskedBy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guard(function) => function.fmt(f),
            Self::Handler(path) => write!(f, "the handler of `{path}`"),
            Self::Code(place) => place.fmt(f),
        }
    }
}

#[cold]
pub(crate) fn no_caller<M: Model>(function: &AskedBy<'_>, verified: Option<&Verified>) -> Denied {
    match verified {
        #[cfg(all(feature = "audit", feature = "axum"))]
        Some(Verified { probe: Some(probe), .. }) => probe.asked(function),
        None => tracing::error!(
            %function,
            "called without a verified caller: is `EntraLayer` in front of it?"
        ),
        Some(Verified { model, .. }) => tracing::error!(
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
pub(crate) fn caller_of<M: Model>(request: &impl RequestExtensions, path: &str) -> Result<Caller<M>, Denied> {
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
