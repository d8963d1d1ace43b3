//! The connections of clients.
//!
//! hyper itself responds to a head that is not HTTP (400) or too long (431). These responses are
//! empty and have no id, and no layer sees them: they are not in the log or the metrics.

use core::convert::Infallible;
use core::future::{Future, pending};
use core::pin::pin;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Arc;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;

use super::stream::Stream;

/// The limits of all connections.
#[derive(Clone, Copy)]
pub(super) struct ConnectionLimits {
    /// The number of open connections. Others wait until one is closed.
    pub(super) open: usize,
    /// The time in which a new connection must bring the head of its first request.
    pub(super) first_head: Duration,
    /// The time between a response and the head of the next request.
    pub(super) idle: Duration,
    /// The time in which a client must take some bytes of its response.
    pub(super) stall: Duration,
}

pub(super) const LIMITS: ConnectionLimits = ConnectionLimits {
    // Linux lets a program open 1024 files by default. The others are for the database, the second
    // address, and the connections to the authority.
    open: 900,
    first_head: Duration::from_secs(10),
    // Load balancers close idle connections after a minute or earlier. If the service were faster,
    // it could close a connection on which a request is on its way. A later head that has arrived
    // in part has this limit, too: hyper does not tell where a request ends.
    idle: Duration::from_secs(75),
    // Half of the default `shutdown_timeout`, so that such a client does not delay a shutdown.
    stall: Duration::from_secs(5),
};

/// The longest head, in bytes. A token has some thousand bytes. The default of hyper is 400 KiB.
const MAX_HEAD: usize = 32 * 1024;

/// Accepts connections until `stopped` completes. Then closes the connections without a request,
/// and waits for the responses on the others.
///
/// `axum::serve` does this too, but without any limit. So a client could keep any number of
/// connections with half a request.
pub(super) async fn serve(
    mut listener: TcpListener,
    api: Router,
    limits: ConnectionLimits,
    stopped: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .max_buf_size(MAX_HEAD);
    let permits = Arc::new(Semaphore::new(limits.open));
    // Each connection has a receiver until its end.
    let (stopping, _) = watch::channel(());
    let mut stopped = pin!(stopped);
    loop {
        let accepted = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            // Waits a second after an error, such as too many open files.
            let (stream, _) = Listener::accept(&mut listener).await;
            (permit, stream)
        };
        let (permit, stream) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stopped => break,
        };
        let connection = converse(http.clone(), stream, api.clone(), limits, stopping.subscribe());
        tokio::spawn(async move {
            connection.await;
            drop(permit);
        });
    }
    drop(listener);
    // There is no receiver if no connection is open.
    let _ = stopping.send(());
    stopping.closed().await;
}

/// Serves one connection until its end.
async fn converse(
    http: http1::Builder,
    stream: TcpStream,
    api: Router,
    limits: ConnectionLimits,
    mut stopping: watch::Receiver<()>,
) {
    let has_request = AtomicBool::new(false);
    let api = TowerToHyperService::new(api);
    let api = service_fn(|request| {
        has_request.store(true, Ordering::Relaxed);
        api.call(request)
    });
    let stream = TokioIo::new(Stream::new(stream, limits.stall));
    let mut connection = pin!(http.serve_connection(stream, api));
    let no_request = async {
        sleep(limits.first_head).await;
        if has_request.load(Ordering::Relaxed) {
            pending::<Infallible>().await;
        }
    };
    tokio::select! {
        // First the connection, which reads the bytes that have arrived.
        biased;
        // An error is a client that went away, or that does not speak HTTP.
        _ = &mut connection => return,
        () = no_request => return,
        _ = stopping.changed() => {}
    }
    // hyper closes an idle connection, but would wait for the rest of the first head.
    if has_request.load(Ordering::Relaxed) {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
