//! A response whose events end with the token.

use core::pin::Pin;
use core::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

use crate::caller::{Caller, UntilEnded};
use crate::model::Model;

/// The timer that asks whether the token is still accepted.
type Timer = fn(Duration) -> Sleep;

pin_project! {
    /// The body of a response behind a [`SessionLayer`](super::SessionLayer).
    ///
    /// A stream of events ends when the token of its caller is no longer accepted. Every other body
    /// is unchanged.
    pub struct SessionBody<M: Model, B> {
        // `None` when the stream has ended.
        #[pin]
        body: Option<B>,
        #[pin]
        until_ended: Option<UntilEnded<M, Timer, Sleep>>,
    }
}

impl<M: Model, B> SessionBody<M, B> {
    /// Wraps a body. It ends with the token of the caller, if there is one.
    pub(super) fn new(body: B, caller: Option<Caller<M>>) -> Self {
        let until_ended = caller.map(|caller| caller.ended(sleep as Timer));
        Self { body: Some(body), until_ended }
    }
}

impl<M: Model, B: Body> Body for SessionBody<M, B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        if let Some(until_ended) = this.until_ended.as_mut().as_pin_mut()
            && until_ended.poll(cx).is_ready()
        {
            this.until_ended.set(None);
            // rmcp notices that the stream is dropped.
            this.body.set(None);
        }
        match this.body.as_mut().as_pin_mut() {
            Some(body) => body.poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}
