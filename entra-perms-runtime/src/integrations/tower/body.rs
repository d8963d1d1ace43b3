//! The body of a response that leaves a layer.

use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::challenge::{BoxError, InBytes, RefusalBody};
use crate::integrations::layer::OutgoingResponse;

pin_project! {
    /// The body of a response that leaves an [`EntraLayer`](crate::EntraLayer) or a
    /// [`RefusalResponseLayer`](crate::RefusalResponseLayer).
    ///
    /// It is the body of the service or the body of a refusal. The body of the service is neither
    /// boxed nor collected, and keeps its length and its trailers.
    ///
    /// Use [`From`] to give this type to a response that does not pass through the layer:
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
        source: BodySource<B>,
    }
}

pin_project! {
    #[project = SourceProjection]
    #[derive(Debug)]
    enum BodySource<B> {
        Service { #[pin] body: InBytes<B> },
        Refusal { #[pin] body: RefusalBody },
    }
}

impl<B> ResponseBody<B> {
    /// Wraps the body of a refusal.
    pub(crate) fn refusal(body: RefusalBody) -> Self {
        Self { source: BodySource::Refusal { body } }
    }
}

/// Wraps the body of the service.
impl<B> From<B> for ResponseBody<B> {
    fn from(body: B) -> Self {
        Self { source: BodySource::Service { body: InBytes::new(body) } }
    }
}

/// Creates an empty body. Some outer layers need one for their responses, such as CORS and timeout
/// layers.
impl<B> Default for ResponseBody<B> {
    fn default() -> Self {
        Self::refusal(RefusalBody::default())
    }
}

impl<B> From<OutgoingResponse<B>> for Response<ResponseBody<B>> {
    fn from(response: OutgoingResponse<B>) -> Self {
        match response {
            OutgoingResponse::Service(response) => response.map(ResponseBody::from),
            OutgoingResponse::Refusal(response) => response.map(ResponseBody::refusal),
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
        match self.project().source.project() {
            SourceProjection::Service { body } => body.poll_frame(cx),
            SourceProjection::Refusal { body } => body.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.source {
            BodySource::Service { body } => body.is_end_stream(),
            BodySource::Refusal { body } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            BodySource::Service { body } => body.size_hint(),
            BodySource::Refusal { body } => body.size_hint(),
        }
    }
}
