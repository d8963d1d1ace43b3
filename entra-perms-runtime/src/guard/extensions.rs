//! The extensions of a request, in every framework.

use core::ops::Deref;

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
