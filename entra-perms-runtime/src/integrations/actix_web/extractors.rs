//! What handlers take of a request.

use core::cell::Ref;
use core::ops::Deref;
use core::pin::Pin;
use std::future::{Ready, ready};

use actix_web::dev::{Extensions, Payload};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use crate::caller::{Caller, Denied};
use crate::guard::{Authorized, Guard, RequestExtensions, caller_of};
use crate::model::Model;

impl RequestExtensions for HttpRequest {
    fn find<T: Send + Sync + 'static>(&self) -> Option<impl Deref<Target = T>> {
        Ref::filter_map(self.extensions(), Extensions::get::<T>).ok()
    }
}

/// The caller, for a handler that asks who it is. What the caller may do is for `#[requires]`, or for
/// [`Caller::require`].
///
/// Where [`EntraLayer`](crate::EntraLayer) is not in front of the handler, the request is denied (500), and the log says so.
impl<M: Model> FromRequest for Caller<M> {
    type Error = Denied;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Denied>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        // Not before it is polled: where the guard denies already, it has said in the log what is wrong.
        Box::pin(async move { caller_of(&request, request.path()) })
    }
}

/// The check of a guarded handler.
impl<G: Guard> FromRequest for Authorized<G> {
    type Error = Denied;
    type Future = Ready<Result<Self, Denied>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::check(request))
    }
}
