//! The end of the service.

use core::convert::Infallible;
use core::future::pending;
use std::io;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::probes::Readiness;
use crate::settings::ShutdownTimes;

/// The way in which the service has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every request has its response.
    Finished,
    /// Some requests took longer than the timeout, and have no response.
    TimedOut,
    /// The second request to stop did not let the open requests end.
    AtOnce,
}

/// Requests to stop the service. The first one lets it finish, the second one ends it at once.
#[derive(Debug)]
pub struct StopRequests(mpsc::Receiver<()>);

/// The other end of [`StopRequests`].
#[derive(Clone, Debug)]
pub struct Stopper(mpsc::Sender<()>);

impl StopRequests {
    /// Returns the requests, and the handle that makes them.
    #[must_use]
    pub fn new() -> (Stopper, Self) {
        let (sender, receiver) = mpsc::channel(2);
        (Stopper(sender), Self(receiver))
    }

    /// Takes each Ctrl-C and SIGTERM as a request.
    ///
    /// # Errors
    /// Returns an error if the operating system does not let the program handle its signals.
    pub fn of_process() -> io::Result<Self> {
        let (stopper, requests) = Self::new();
        let mut signals = signals::Signals::new()?;
        tokio::spawn(async move {
            loop {
                signals.next().await;
                stopper.stop();
            }
        });
        Ok(requests)
    }

    /// Completes at the next request.
    async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            // Nobody can stop the service any more.
            pending::<()>().await;
        }
    }
}

impl Stopper {
    /// Requests the end of the service.
    pub fn stop(&self) {
        // The channel is full or closed only if the service already ends.
        let _ = self.0.try_send(());
    }
}

/// Waits for a request to stop, and then for the end that it brings. It never completes if the
/// service finishes its requests in time.
///
/// Dropping `accepting` ends the acceptance of connections.
pub(super) async fn shut_down(
    stop: &mut StopRequests,
    readiness: &Readiness,
    accepting: oneshot::Sender<Infallible>,
    times: ShutdownTimes,
) -> Ended {
    stop.next().await;
    tracing::info!(seconds = times.drain.as_secs(), "draining");
    readiness.drain();
    tokio::select! {
        () = sleep(times.drain) => {}
        () = stop.next() => return Ended::AtOnce,
    }
    tracing::info!(seconds = times.timeout.as_secs(), "waiting for open requests");
    drop(accepting);
    tokio::select! {
        () = sleep(times.timeout) => {
            tracing::warn!("some requests did not end in time: their clients get no response");
            Ended::TimedOut
        }
        () = stop.next() => Ended::AtOnce,
    }
}

#[cfg(unix)]
mod signals {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// Ctrl-C, and SIGTERM of Kubernetes, systemd and `docker stop`.
    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            let interrupt = signal(SignalKind::interrupt())?;
            Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
        }

        pub(super) async fn next(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        }
    }
}

#[cfg(windows)]
mod signals {
    use std::io;

    use tokio::signal::windows::{CtrlC, ctrl_c};

    /// Ctrl-C.
    pub(super) struct Signals(CtrlC);

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self(ctrl_c()?))
        }

        pub(super) async fn next(&mut self) {
            let _ = self.0.recv().await;
        }
    }
}
