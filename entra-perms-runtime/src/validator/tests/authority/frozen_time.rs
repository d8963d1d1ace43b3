//! The clock of the tests, so that no test depends on the speed of the machine.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// A clock that moves only when a test moves it. Sockets continue to work.
///
/// Tokio moves a paused clock forward when all tasks wait, for example for a response. It does not
/// do so while a blocking task runs.
pub(super) struct FrozenTime {
    _blocking: Sender<()>,
}

impl FrozenTime {
    pub(super) fn start() -> Self {
        tokio::time::pause();
        let (blocking, end) = channel();
        tokio::task::spawn_blocking(move || end.recv());
        Self { _blocking: blocking }
    }

    /// Moves the clock forward in one step, so that a periodic task is due once.
    pub(super) async fn pass(&self, duration: Duration) {
        tokio::time::advance(duration).await;
        settle().await;
    }

    /// Moves the clock forward second by second, and lets tasks run in between.
    pub(super) async fn pass_slowly(&self, seconds: usize) {
        for _ in 0..seconds {
            self.pass(Duration::from_secs(1)).await;
        }
    }
}

/// Lets tasks run until they wait for the clock, or for each other.
pub(super) async fn settle() {
    for _ in 0..5 {
        // Loopback sockets are fast, but the scheduler may be slow.
        std::thread::sleep(Duration::from_micros(200));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }
}

/// Waits for a future that must end without moving the clock.
pub(super) async fn soon<T>(end: impl Future<Output = T>) -> T {
    tokio::select! {
        biased;
        value = end => value,
        () = until("the end", || false) => unreachable!(),
    }
}

/// Waits for an event that must happen without moving the clock.
#[track_caller]
pub(super) fn until(event: &str, mut happened: impl FnMut() -> bool) -> impl Future<Output = ()> {
    let caller = core::panic::Location::caller();
    async move {
        for _ in 0..2_000 {
            if happened() {
                return;
            }
            settle().await;
        }
        panic!("{caller}: {event} did not happen");
    }
}
