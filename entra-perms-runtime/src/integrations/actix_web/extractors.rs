//! The extractors: the caller, and the guard of `#[requires]`.

use core::cell::Ref;
use core::ops::Deref;
use core::pin::Pin;
use std::future::{Ready, ready};

use actix_web::dev::{Extensions, Payload};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use crate::caller::{Caller, Denied};
use crate::guard::{
    AnyRequest, Authorized, ExtensionsMut, Guard, LayerMark, MaybeCaller, RequestExtensions,
    caller_of, maybe_caller_of,
};
use crate::model::Model;

impl ExtensionsMut for Extensions {
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

impl RequestExtensions for HttpRequest {
    fn find<T: Send + Sync + 'static>(&self) -> Option<impl Deref<Target = T>> {
        Ref::filter_map(self.extensions(), Extensions::get::<T>).ok()
    }
}

/// Extracts the verified caller. Use `#[requires]` or [`Caller::require`] to check its permissions.
///
/// If [`EntraLayer`](crate::EntraLayer) is missing, denies the request (500) and logs an error. If
/// the layer has optional sign-in, denies an anonymous request (401).
///
/// Do not take an `Option<Caller>`: it is actix-web's own extractor, which turns every error into
/// `None`. Take a [`MaybeCaller`].
impl<M: Model> FromRequest for Caller<M> {
    type Error = Denied;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Denied>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        // Looks for the caller when polled. If a guard has denied the request, this future is never
        // polled, so that a missing layer is logged once.
        Box::pin(async move { caller_of(&request, request.path()) })
    }
}

/// Extracts the verified caller, or nothing for an anonymous request.
///
/// If [`EntraLayer`](crate::EntraLayer) is missing, or is for another model, denies the request
/// (500) and logs an error.
impl<M: Model> FromRequest for MaybeCaller<M> {
    type Error = Denied;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Denied>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        // When polled, for the same reason as above.
        Box::pin(async move { maybe_caller_of(&request, request.path()) })
    }
}

/// Checks the requirement of a guarded handler.
impl<G: Guard> FromRequest for Authorized<G> {
    type Error = Denied;
    type Future = Ready<Result<Self, Denied>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::check(AnyRequest::ActixWeb(request)))
    }
}
