//! The places in which a guard finds the caller.

use std::sync::Arc;

use super::{Absence, Anonymous};
use crate::caller::Caller;
use crate::model::Model;

/// A value that may hold a verified [`Caller`], for `#[requires(…, caller = expr)]` and
/// [`Caller::from_request`].
///
/// It is implemented for [`Caller`], for requests and their extensions, and for references,
/// [`Arc`]s and [`Option`]s of these. Implement it for a type of your own that holds a caller.
///
/// A source without a caller is denied with 500, because the layer must be missing. It is denied
/// with 401 if it is anonymous:
///
/// - a request behind a layer with optional sign-in;
/// - a [`MaybeCaller`](crate::MaybeCaller);
/// - the `None` of an `Option<Caller>`, but not of an `Option<&Caller>`, which may be a failed
///   look-up;
/// - a source of your own whose [`is_anonymous`](Self::is_anonymous) says so.
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use entra_perms_runtime::{CallerSource, Denied, requires};
/// use permissions::{Caller, MaybeCaller, Model, roles::*};
///
/// struct Session {
///     caller: MaybeCaller,
/// }
///
/// impl CallerSource<Model> for Session {
///     fn caller(&self) -> Option<&Caller> {
///         self.caller.get()
///     }
///
///     fn is_anonymous(&self) -> bool {
///         self.caller.is_none()
///     }
/// }
///
/// #[requires(Contacts::Read::All, caller = session)]
/// fn contacts(session: &Session) -> Result<Vec<String>, Denied> {
///     Ok(vec!["Ada".into()])
/// }
/// # fn main() {
/// let session = Session { caller: MaybeCaller::anonymous() };
/// let denied = contacts(&session).unwrap_err();
/// assert_eq!(denied.challenge().status(), 401);
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

    /// Returns whether a layer with optional sign-in let the request in without a token. Defaults
    /// to `false`.
    ///
    /// A guard denies a source without a caller: with 401 if the source is anonymous, and otherwise
    /// with 500 and an error in the log.
    fn is_anonymous(&self) -> bool {
        false
    }

    /// Returns why there is no caller.
    #[doc(hidden)]
    fn absence(&self) -> Absence {
        if self.is_anonymous() { Absence::ANONYMOUS } else { Absence::NO_LAYER }
    }

    /// Returns why there is no caller in the `None` of an [`Option`] of this type.
    #[doc(hidden)]
    #[must_use]
    fn absence_of_none() -> Absence
    where
        Self: Sized,
    {
        Absence::NO_LAYER
    }
}

impl<M: Model> CallerSource<M> for Caller<M> {
    fn caller(&self) -> Option<&Caller<M>> {
        Some(self)
    }

    // The extractor `Option<Caller>` of axum returns `None` for an anonymous request only, which a
    // guard must deny with 401. The type does not say where a `None` comes from, so that each
    // `None` of an owned caller counts as anonymous. It is denied, too. `None` of a reference may
    // also be a look-up that failed, because the layer is missing. In tonic, `from_request` and
    // `from_optional_request` notice a missing layer.
    fn absence_of_none() -> Absence {
        Absence::ANONYMOUS
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> CallerSource<M> for Anonymous<M> {
    fn caller(&self) -> Option<&Caller<M>> {
        None
    }

    fn is_anonymous(&self) -> bool {
        true
    }

    fn absence(&self) -> Absence {
        Absence::of_anonymous(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: CallerSource<M>> CallerSource<M> for Option<T> {
    fn caller(&self) -> Option<&Caller<M>> {
        self.as_ref()?.caller()
    }

    fn is_anonymous(&self) -> bool {
        match self {
            Some(source) => source.is_anonymous(),
            None => T::absence_of_none().is_anonymous(),
        }
    }

    fn absence(&self) -> Absence {
        match self {
            Some(source) => source.absence(),
            None => T::absence_of_none(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> CallerSource<M> for http::Extensions {
    fn caller(&self) -> Option<&Caller<M>> {
        self.get()
    }

    fn is_anonymous(&self) -> bool {
        self.get::<Caller<M>>().is_none() && Absence::of::<M>(self).is_anonymous()
    }

    fn absence(&self) -> Absence {
        Absence::of::<M>(self)
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

            fn is_anonymous(&$self) -> bool {
                $crate::CallerSource::<M>::is_anonymous($inner)
            }

            fn absence(&$self) -> $crate::guard::Absence {
                $crate::CallerSource::<M>::absence($inner)
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
    [] http::request::Parts: self => &self.extensions;
    [B] http::Request<B>: self => self.extensions();
}
