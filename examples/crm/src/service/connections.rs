//! The connections of clients.

use core::future::Future;
use core::pin::pin;
use core::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// The time in which a client must send the head of its next request. Load balancers close idle
/// connections after a minute or earlier. If the service were faster, it could close a connection
/// on which a request is on its way.
pub(super) const MAX_IDLE: Duration = Duration::from_secs(75);

/// Accepts connections until `stopped` completes. Then closes idle connections, and waits for the
/// responses on the others.
///
/// `axum::serve` does this too, but without a limit of idle time. So a client could keep any number
/// of connections with half a request.
pub(super) async fn serve(
    mut listener: TcpListener,
    api: Router,
    max_idle: Duration,
    stopped: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(max_idle);
    let connections = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    loop {
        let stream = tokio::select! {
            // Waits a second after an error, such as too many open files.
            (stream, _) = Listener::accept(&mut listener) => stream,
            () = &mut stopped => break,
        };
        let api = TowerToHyperService::new(api.clone());
        let connection = http.serve_connection(TokioIo::new(stream), api);
        // An error is a client that went away, or that does not speak HTTP.
        tokio::spawn(connections.watch(connection));
    }
    drop(listener);
    connections.shutdown().await;
}
