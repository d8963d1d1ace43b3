//! The clock of the tests: no test depends on how fast the machine is.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// Time passes only where a test lets it, and sockets go on.
///
/// Of itself, tokio moves a paused clock on when there is nothing to do, as while an answer is on its way. While a blocking task
/// runs it does not.
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

    /// At one stroke: of what recurs, one is due.
    pub(super) async fn pass(&self, duration: Duration) {
        tokio::time::advance(duration).await;
        settle().await;
    }

    /// Second by second, with time for what is under way.
    pub(super) async fn pass_slowly(&self, seconds: usize) {
        for _ in 0..seconds {
            self.pass(Duration::from_secs(1)).await;
        }
    }
}

/// Lets what is under way come to where it waits for time to pass, or for somebody else.
pub(super) async fn settle() {
    for _ in 0..5 {
        // The sockets of this machine are fast, and the scheduler is not.
        std::thread::sleep(Duration::from_micros(200));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }
}

/// What must end without any time passing.
pub(super) async fn soon<T>(end: impl Future<Output = T>) -> T {
    tokio::select! {
        biased;
        value = end => value,
        () = until("the end", || false) => unreachable!(),
    }
}

/// Waits for what must happen without any time passing.
#[track_caller]
pub(super) fn until(what: &str, mut happened: impl FnMut() -> bool) -> impl Future<Output = ()> {
    let caller = core::panic::Location::caller();
    async move {
        for _ in 0..2_000 {
            if happened() {
                return;
            }
            settle().await;
        }
        panic!("{caller}: {what} did not happen");
    }
}
