//! The extensions of a request, in every framework.

use core::ops::Deref;

#[cfg(any(feature = "tower", feature = "actix-web"))]
use super::LayerMark;

/// The extensions of a request, for every way in which a framework stores them.
pub(crate) trait RequestExtensions {
    /// Returns the extension of this type.
    fn find<T: Send + Sync + 'static>(&self) -> Option<impl Deref<Target = T>>;
}

/// Extensions that a layer may change, in every framework.
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) trait ExtensionsMut {
    /// Returns the mark of an outer layer.
    fn outer_mark(&self) -> Option<&LayerMark>;

    /// Stores an extension in place of the one of this type.
    fn put<T: Clone + Send + Sync + 'static>(&mut self, extension: T);

    /// Removes the extension of this type.
    fn discard<T: Clone + Send + Sync + 'static>(&mut self);
}

#[cfg(feature = "tower")]
impl ExtensionsMut for http::Extensions {
    fn outer_mark(&self) -> Option<&LayerMark> {
        self.get()
    }

    fn put<T: Clone + Send + Sync + 'static>(&mut self, extension: T) {
        self.insert(extension);
    }

    fn discard<T: Clone + Send + Sync + 'static>(&mut self) {
        self.remove::<T>();
    }
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
