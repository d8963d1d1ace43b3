//! The future of a layer's service.

use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::Response;
use pin_project_lite::pin_project;

use super::body::ResponseBody;
use crate::challenge::RespondToRefusal;
use crate::guard::LayerMark;
use crate::integrations::layer::RefusalResponses;

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pin_project! {
    /// The future of [`EntraService`](super::EntraService) and
    /// [`RefusalResponseService`](super::RefusalResponseService).
    ///
    /// `F` is the future of the inner service, `R` responds to refusals, and `T` is the output.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, R, T> {
        #[pin]
        progress: Progress<F, R, T>,
    }
}

pin_project! {
    #[project = ProgressProjection]
    enum Progress<F, R, T> {
        // The inner service has been called. Nothing had to be awaited before, and nothing is
        // boxed.
        Serving { #[pin] response: F, responses: RefusalResponses<R>, mark: Option<LayerMark> },
        // The response to a request whose token is being verified, or a document.
        Boxed { response: BoxFuture<T> },
    }
}

impl<F, R, T> ResponseFuture<F, R, T> {
    pub(super) fn serving(
        response: F,
        responses: RefusalResponses<R>,
        mark: Option<LayerMark>,
    ) -> Self {
        Self { progress: Progress::Serving { response, responses, mark } }
    }

    pub(super) fn boxed(response: BoxFuture<T>) -> Self {
        Self { progress: Progress::Boxed { response } }
    }
}

impl<F, R, T> core::fmt::Debug for ResponseFuture<F, R, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

impl<F, R, B, E> Future for ResponseFuture<F, R, Result<Response<ResponseBody<B>>, E>>
where
    F: Future<Output = Result<Response<B>, E>>,
    R: RespondToRefusal,
{
    type Output = Result<Response<ResponseBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().progress.project() {
            ProgressProjection::Serving { response, responses, mark } => {
                let response = ready!(response.poll(cx))?;
                Poll::Ready(Ok(responses.finish(mark.as_ref(), response).into()))
            }
            ProgressProjection::Boxed { response } => response.as_mut().poll(cx),
        }
    }
}
