//! The body of what leaves the layer.

use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::challenge::{BoxError, InBytes, RefusalBody};
use crate::integrations::layer::Returned;

pin_project! {
    /// The body of a response that leaves an [`EntraLayer`](crate::EntraLayer) or an
    /// [`RefusalResponseLayer`](crate::RefusalResponseLayer): the service's, or that of a refusal.
    ///
    /// The body of the service is neither boxed nor collected. Its length and its trailers pass. A
    /// response that is made beside the layer gets this type by [`From`]:
    ///
    /// ```
    /// use entra_perms_runtime::integrations::tower::ResponseBody;
    /// use http::Response;
    ///
    /// let health: Response<ResponseBody<String>> = Response::new("ok".to_owned()).map(Into::into);
    /// ```
    #[derive(Debug)]
    pub struct ResponseBody<B> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProjection]
    #[derive(Debug)]
    enum Kind<B> {
        Service { #[pin] body: InBytes<B> },
        Refusal { #[pin] body: RefusalBody },
    }
}

impl<B> ResponseBody<B> {
    pub(super) fn refusal(body: RefusalBody) -> Self {
        Self { kind: Kind::Refusal { body } }
    }
}

/// The body of the service.
impl<B> From<B> for ResponseBody<B> {
    fn from(body: B) -> Self {
        Self { kind: Kind::Service { body: InBytes::new(body) } }
    }
}

/// An empty body. Layers further out answer with it, such as those of CORS and of timeouts.
impl<B> Default for ResponseBody<B> {
    fn default() -> Self {
        Self::refusal(RefusalBody::default())
    }
}

impl<B> From<Returned<B>> for Response<ResponseBody<B>> {
    fn from(returned: Returned<B>) -> Self {
        match returned {
            Returned::Own(response) => response.map(ResponseBody::from),
            Returned::Replaced(response) => response.map(ResponseBody::refusal),
        }
    }
}

impl<B> Body for ResponseBody<B>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.project().kind.project() {
            KindProjection::Service { body } => body.poll_frame(cx),
            KindProjection::Refusal { body } => body.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Service { body } => body.is_end_stream(),
            Kind::Refusal { body } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Service { body } => body.size_hint(),
            Kind::Refusal { body } => body.size_hint(),
        }
    }
}
