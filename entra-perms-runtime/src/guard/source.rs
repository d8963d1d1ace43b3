//! Where a guard finds the caller.

use core::ops::Deref;
use core::panic::Location;
use std::sync::Arc;

use super::{AskedBy, LayerMark, no_caller};
use crate::caller::{Caller, Denied};
use crate::model::Model;

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
    fn verified(&self) -> Option<&LayerMark> {
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

    fn verified(&self) -> Option<&LayerMark> {
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

            fn verified(&$self) -> Option<&$crate::guard::LayerMark> {
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

impl<M: Model> Caller<M> {
    /// The caller of a request that went through [`EntraLayer`](crate::EntraLayer), or of its extensions: for methods of tonic and plain
    /// services, which have no extractors.
    ///
    /// # Errors
    /// [`Denied`], and an error in the log, where there is none: the layer is missing, or is for another model.
    #[track_caller]
    pub fn from_request<S: CallerSource<M> + ?Sized>(request: &S) -> Result<&Self, Denied> {
        let place = Location::caller();
        request
            .caller()
            .ok_or_else(|| no_caller::<M>(&AskedBy::Code(place), request.verified()))
    }
}
