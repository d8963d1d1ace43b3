//! A timeout that works on every async runtime.

use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

/// Runs `future` until it completes, but not longer than `limit`. Returns `None` after the limit.
pub(super) async fn timeout<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut timer = pin!(Timer::new(limit));
    core::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// A future that completes after a limit.
///
/// A sleeping thread wakes the task, because the async runtime, if any, is not known.
struct Timer {
    limit: Duration,
    deadline: Instant,
    has_thread: bool,
}

impl Timer {
    fn new(limit: Duration) -> Self {
        Self { limit, deadline: Instant::now() + limit, has_thread: false }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.deadline {
            return Poll::Ready(());
        }
        if !self.has_thread {
            let limit = self.limit;
            let waker = context.waker().clone();
            let thread = thread::Builder::new().spawn(move || {
                thread::sleep(limit);
                waker.wake();
            });
            // Without a thread, the next poll tries again.
            self.has_thread = thread.is_ok();
        }
        Poll::Pending
    }
}
