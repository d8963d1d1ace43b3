//! A future that completes when the token of a caller is no longer accepted.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

use super::Ended;
use crate::caller::Caller;
use crate::model::Model;

/// The longest time between two checks. A key is withdrawn hours after the last token that it
/// signed, so that a shorter time gains little.
const MAX_PAUSE: Duration = Duration::from_secs(30);
/// The shortest time between two checks. Timers may fire a little early.
const MIN_PAUSE: Duration = Duration::from_millis(1);

pin_project! {
    /// A future that completes when the token of a caller is no longer accepted: see
    /// [`Caller::ended`].
    #[must_use = "a future does nothing unless it is polled"]
    pub struct UntilEnded<M: Model, F, T> {
        caller: Caller<M>,
        sleep: F,
        #[pin]
        pause: Option<T>,
    }
}

impl<M: Model> Caller<M> {
    /// Waits until the validator would no longer accept the token of this caller, and returns the
    /// reason.
    ///
    /// `sleep` makes a timer of your runtime, such as `tokio::time::sleep`. The future
    /// [checks again](Self::recheck) when the token expires, and at least every 30 seconds, in
    /// which it notices a withdrawn key or a removed tenant. `sleep` may return a shorter timer.
    /// The end is logged at level `INFO`.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use std::pin::pin;
    ///
    /// use entra_perms_runtime::Ended;
    /// use permissions::Caller;
    /// use tokio::sync::mpsc::Receiver;
    ///
    /// async fn serve(caller: Caller, mut messages: Receiver<String>) -> Option<Ended> {
    ///     let mut ended = pin!(caller.ended(tokio::time::sleep));
    ///     loop {
    ///         tokio::select! {
    ///             ended = &mut ended => return Some(ended),
    ///             message = messages.recv() => match message {
    ///                 Some(message) => println!("{message}"),
    ///                 None => return None,
    ///             },
    ///         }
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn ended<F, T>(&self, sleep: F) -> UntilEnded<M, F, T>
    where
        F: FnMut(Duration) -> T,
        T: Future<Output = ()>,
    {
        UntilEnded { caller: self.clone(), sleep, pause: None }
    }

    #[cold]
    fn log_end(&self, ended: Ended) {
        tracing::info!(
            tenant = %self.tenant(),
            caller = self.object_id().map(tracing::field::display),
            client = self.client_id().map(tracing::field::display),
            %ended,
            "the token of an open connection is no longer accepted"
        );
    }
}

impl<M, F, T> Future for UntilEnded<M, F, T>
where
    M: Model,
    F: FnMut(Duration) -> T,
    T: Future<Output = ()>,
{
    type Output = Ended;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Ended> {
        let mut this = self.project();
        let left = match this.caller.time_left() {
            Ok(left) => left,
            Err(ended) => {
                this.caller.log_end(ended);
                return Poll::Ready(ended);
            }
        };
        if this.pause.is_none() {
            let pause = (this.sleep)(left.clamp(MIN_PAUSE, MAX_PAUSE));
            this.pause.set(Some(pause));
        }
        if let Some(pause) = this.pause.as_mut().as_pin_mut()
            && pause.poll(cx).is_ready()
        {
            this.pause.set(None);
            // Checks again in the next poll. So a timer that is always ready blocks no other task.
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl<M: Model, F, T> fmt::Debug for UntilEnded<M, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntilEnded")
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}
