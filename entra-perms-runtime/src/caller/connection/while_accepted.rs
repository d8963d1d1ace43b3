//! A stream that ends when the token of a caller is no longer accepted.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::{Ended, UntilEnded};
use crate::caller::Caller;
use crate::model::Model;

pin_project! {
    /// A stream that ends when the token of a caller is no longer accepted: see
    /// [`Caller::while_accepted`].
    #[must_use = "a stream does nothing unless it is polled"]
    pub struct WhileAccepted<M: Model, S, F, T, L> {
        #[pin]
        stream: Option<S>,
        #[pin]
        until_ended: UntilEnded<M, F, T>,
        last: Option<L>,
    }
}

impl<M: Model> Caller<M> {
    /// Returns the items of `stream`, until the validator would no longer accept the token of this
    /// caller.
    ///
    /// Then `last` may return one last item, and the stream is dropped. No other item is returned
    /// from that moment on: the token is [checked](Self::recheck) before each item, and at the
    /// times that [`ended`](Self::ended) names. `sleep` makes a timer of your runtime, such as
    /// `tokio::time::sleep`.
    ///
    /// The stream can be the body of a response, such as server-sent events, or the messages of a
    /// gRPC method. For gRPC, let the last item be the status:
    ///
    /// ```
    /// # #[cfg(feature = "tonic")] mod page {
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use futures_util::Stream;
    /// use permissions::Caller;
    /// use tonic::Status;
    ///
    /// type Items = std::pin::Pin<Box<dyn Stream<Item = Result<String, Status>> + Send>>;
    ///
    /// fn guarded(caller: &Caller, items: Items) -> Items {
    ///     let last = |ended| Some(Err(Status::from(ended)));
    ///     Box::pin(caller.while_accepted(items, tokio::time::sleep, last))
    /// }
    /// # }
    /// # fn main() {}
    /// ```
    ///
    /// A stream of events simply ends with `|_| None`.
    pub fn while_accepted<S, F, T, L>(
        &self,
        stream: S,
        sleep: F,
        last: L,
    ) -> WhileAccepted<M, S, F, T, L>
    where
        S: Stream,
        F: FnMut(Duration) -> T,
        T: Future<Output = ()>,
        L: FnOnce(Ended) -> Option<S::Item>,
    {
        let until_ended = self.ended(sleep);
        WhileAccepted { stream: Some(stream), until_ended, last: Some(last) }
    }
}

impl<M, S, F, T, L> Stream for WhileAccepted<M, S, F, T, L>
where
    M: Model,
    S: Stream,
    F: FnMut(Duration) -> T,
    T: Future<Output = ()>,
    L: FnOnce(Ended) -> Option<S::Item>,
{
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        let Some(stream) = this.stream.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        if let Poll::Ready(ended) = this.until_ended.poll(cx) {
            this.stream.set(None);
            return Poll::Ready(this.last.take().and_then(|last| last(ended)));
        }
        let item = ready!(stream.poll_next(cx));
        if item.is_none() {
            this.stream.set(None);
        }
        Poll::Ready(item)
    }
}

impl<M: Model, S, F, T, L> fmt::Debug for WhileAccepted<M, S, F, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhileAccepted")
            .field("until_ended", &self.until_ended)
            .finish_non_exhaustive()
    }
}
