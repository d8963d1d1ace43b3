//! The future of the layers' services.

use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::Response;
use pin_project_lite::pin_project;

use super::body::ResponseBody;
use crate::challenge::RespondToRefusal;
use crate::guard::LayerMark;
use crate::integrations::layer::Answering;

type Verifying<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pin_project! {
    /// The future of [`EntraService`](super::EntraService) and [`AnswerService`](super::AnswerService).
    ///
    /// `F` is the future of the service, `A` the way of answering, `T` the output.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, A, T> {
        #[pin]
        kind: Kind<F, A, T>,
    }
}

pin_project! {
    #[project = KindProjection]
    enum Kind<F, A, T> {
        // The service is called already: nothing had to be waited for, and nothing is boxed.
        Served { #[pin] response: F, answering: Answering<A>, mark: Option<LayerMark> },
        Verifying { response: Verifying<T> },
    }
}

impl<F, A, T> ResponseFuture<F, A, T> {
    pub(super) fn served(response: F, answering: Answering<A>, mark: Option<LayerMark>) -> Self {
        Self { kind: Kind::Served { response, answering, mark } }
    }

    pub(super) fn verifying(response: Verifying<T>) -> Self {
        Self { kind: Kind::Verifying { response } }
    }
}

impl<F, A, T> core::fmt::Debug for ResponseFuture<F, A, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

impl<F, A, B, E> Future for ResponseFuture<F, A, Result<Response<ResponseBody<B>>, E>>
where
    F: Future<Output = Result<Response<B>, E>>,
    A: RespondToRefusal,
{
    type Output = Result<Response<ResponseBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().kind.project() {
            KindProjection::Served { response, answering, mark } => {
                let response = ready!(response.poll(cx))?;
                Poll::Ready(Ok(answering.returned(mark.as_ref(), response).into()))
            }
            KindProjection::Verifying { response } => response.as_mut().poll(cx),
        }
    }
}
