//! The places in which a guard finds the caller.

use core::ops::Deref;
use core::panic::Location;
use std::sync::Arc;

use super::missing_caller::no_caller;
use super::{AskedBy, LayerMark};
use crate::caller::{Caller, Denied};
use crate::model::Model;

/// A value that may hold a verified [`Caller`], for `#[requires(…, caller = expr)]` and
/// [`Caller::from_request`].
///
/// It is implemented for [`Caller`], for requests and their extensions, and for references,
/// [`Arc`]s and [`Option`]s of these. Implement it for a type of your own that holds a caller:
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use entra_perms_runtime::{CallerSource, Denied, requires};
/// use permissions::{Caller, Model, roles::*};
///
/// struct Session {
///     caller: Option<Caller>,
/// }
///
/// impl CallerSource<Model> for Session {
///     fn caller(&self) -> Option<&Caller> {
///         self.caller.as_ref()
///     }
/// }
///
/// #[requires(Contacts::Read::All, caller = session)]
/// fn contacts(session: &Session) -> Result<Vec<String>, Denied> {
///     Ok(vec!["Ada".into()])
/// }
/// # fn main() {
/// assert!(contacts(&Session { caller: None }).is_err());
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no verified caller of this model",
    label = "expected a `Caller`, or a request behind `EntraLayer`",
    note = "the roles of a requirement and the caller must come from the same `permissions!`",
    note = "requests of tonic need the feature `tonic`",
    note = "requests of actix-web cannot lend their caller: take a `Caller` as a parameter"
)]
pub trait CallerSource<M: Model> {
    /// Returns the caller, if there is one.
    fn caller(&self) -> Option<&Caller<M>>;

    /// Returns the mark of the layer. If there is a mark but no caller, the layer is for another
    /// model.
    #[doc(hidden)]
    fn layer_mark(&self) -> Option<&LayerMark> {
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

    fn layer_mark(&self) -> Option<&LayerMark> {
        self.get()
    }
}

/// Implements [`CallerSource`] for types that contain a source, or refer to one.
macro_rules! forward {
    ($([$($generics:tt)*] $source:ty: $self:ident => $inner:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: $crate::Model, $($generics)*> $crate::CallerSource<M> for $source {
            fn caller(&$self) -> Option<&$crate::Caller<M>> {
                $crate::CallerSource::caller($inner)
            }

            fn layer_mark(&$self) -> Option<&$crate::guard::LayerMark> {
                $crate::CallerSource::<M>::layer_mark($inner)
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

/// The extensions of a request, for every way in which a framework stores them.
pub(crate) trait RequestExtensions {
    /// Returns the extension of this type.
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
    /// Returns the caller that [`EntraLayer`](crate::EntraLayer) put into a request, or into its
    /// extensions.
    ///
    /// Use it if there are no extractors: in methods of tonic, and in plain tower services.
    ///
    /// # Errors
    /// Returns [`Denied`] if the request has no caller, because the layer is missing or is for
    /// another model. The log then has an error that names the line of the call.
    #[track_caller]
    pub fn from_request<S: CallerSource<M> + ?Sized>(request: &S) -> Result<&Self, Denied> {
        let place = Location::caller();
        request
            .caller()
            .ok_or_else(|| no_caller::<M>(&AskedBy::Code(place), request.layer_mark()))
    }
}
