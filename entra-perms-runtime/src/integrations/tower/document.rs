//! The document about an API as a service.

use core::convert::Infallible;
use core::future::{Ready, ready};
use core::task::{Context, Poll};

use http::{Request, Response};
use tower_service::Service;

use super::ResponseBody;
use crate::challenge::{ProtectedResource, RefusalBody};

/// Responds to every request with the document, whatever its path.
impl<B> Service<Request<B>> for ProtectedResource {
    type Response = Response<ResponseBody<String>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let response = self.respond::<RefusalBody>(request.method().as_str());
        ready(Ok(response.map(ResponseBody::refusal)))
    }
}
