//! The limits of connections, and their end.

use core::future::{pending, poll_fn, ready};
use core::pin::Pin;
use core::task::Poll;
use std::io;

use axum::body::Bytes;
use tokio::io::AsyncWrite as _;
use tokio::net::TcpListener;

use super::super::connections::{ConnectionLimits, LIMITS, serve};
use super::super::stream::Stream;
use super::*;

const REQUEST: &str = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const SOON: Duration = Duration::from_millis(20);

/// Serves some routes, until `stopped` completes.
async fn start(
    limits: ConnectionLimits,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // More than the buffers of both sockets.
    let large = Bytes::from(vec![b'x'; 64 * 1024 * 1024]);
    let api = Router::new()
        .route("/", get(async || "here"))
        .route("/large", get(async move || large));
    (address, tokio::spawn(serve(listener, api, limits, stopped)))
}

async fn connect(address: SocketAddr, sent: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    stream
}

/// Reads until the response of `/` is complete.
async fn read_response(stream: &mut TcpStream) {
    let mut response = Vec::new();
    while !response.ends_with(b"here") {
        let read = tokio::time::timeout(Duration::from_mins(1), stream.read_buf(&mut response));
        assert_ne!(read.await.unwrap().unwrap(), 0);
    }
}

/// Reads until the service closes the connection.
async fn read_all(mut stream: TcpStream) -> String {
    let mut response = String::new();
    let end = stream.read_to_string(&mut response);
    // Less than the limit of hyper, 30 seconds.
    tokio::time::timeout(Duration::from_secs(20), end).await.unwrap().unwrap();
    response
}

#[tokio::test]
async fn a_connection_without_a_whole_first_request_is_closed() {
    let limits = ConnectionLimits { first_head: SOON, ..LIMITS };
    let (address, _server) = start(limits, pending()).await;
    for sent in ["", "GET / HTTP/1.1\r\n"] {
        assert_eq!(read_all(connect(address, sent).await).await, "");
    }
}

#[tokio::test]
async fn a_connection_without_a_next_request_is_closed() {
    let limits = ConnectionLimits { idle: SOON, ..LIMITS };
    let (address, _server) = start(limits, pending()).await;
    for next in ["", "GET / HTTP/1.1\r\n"] {
        let response = read_all(connect(address, &format!("{REQUEST}{next}")).await).await;
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    }
}

#[tokio::test]
async fn a_connection_with_a_request_may_be_idle() {
    let limits = ConnectionLimits { first_head: SOON, ..LIMITS };
    let (address, _server) = start(limits, pending()).await;
    let mut stream = connect(address, REQUEST).await;
    read_response(&mut stream).await;
    tokio::time::sleep(2 * SOON).await;
    stream.write_all(REQUEST.as_bytes()).await.unwrap();
    read_response(&mut stream).await;
}

#[tokio::test]
async fn a_head_that_is_too_long_is_a_431_without_a_body() {
    let (address, _server) = start(LIMITS, pending()).await;
    let start = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx: ";
    let suitable = start.to_owned() + &"x".repeat(30 * 1024) + "\r\n\r\n";
    let response = read_all(connect(address, &suitable).await).await;
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    // No byte too many: the system drops a response if the service closes a connection unread.
    let too_long = start.to_owned() + &"x".repeat(32 * 1024 - start.len());
    let response = read_all(connect(address, &too_long).await).await;
    assert!(response.starts_with("HTTP/1.1 431") && response.ends_with("\r\n\r\n"), "{response}");
}

#[tokio::test]
async fn a_connection_over_the_limit_waits_for_the_end_of_another() {
    let (address, _server) = start(ConnectionLimits { open: 1, ..LIMITS }, pending()).await;
    let mut first = connect(address, REQUEST).await;
    read_response(&mut first).await;
    let mut second = connect(address, REQUEST).await;
    for _ in 0..10 {
        first.write_all(REQUEST.as_bytes()).await.unwrap();
        read_response(&mut first).await;
    }
    let early = second.try_read(&mut [0]).unwrap_err();
    assert_eq!(early.kind(), io::ErrorKind::WouldBlock);
    drop(first);
    read_response(&mut second).await;
}

#[tokio::test]
async fn a_client_that_reads_nothing_loses_its_response() {
    let (stop, stopped) = oneshot::channel();
    let stopped = async move { stopped.await.unwrap() };
    let (address, server) = start(ConnectionLimits { stall: SOON, ..LIMITS }, stopped).await;
    let stream = connect(address, "GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await;
    // The response has begun.
    stream.readable().await.unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_mins(1), server).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stall_ends_with_the_next_byte() {
    let max_stall = Duration::from_millis(100);
    let (client, mut peer) = tokio::io::duplex(1);
    let mut stream = Stream::new(client, max_stall);
    let mut write =
        async || poll_fn(|cx| Poll::Ready(Pin::new(&mut stream).poll_write(cx, b"x"))).await;
    assert!(write().await.is_ready());
    assert!(write().await.is_pending());
    peer.read_u8().await.unwrap();
    assert!(write().await.is_ready());
    tokio::time::sleep(2 * max_stall).await;
    assert!(write().await.is_pending());
    tokio::time::sleep(2 * max_stall).await;
    let Poll::Ready(Err(error)) = write().await else { panic!("the stall has no end") };
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn no_connection_is_accepted_after_the_end() {
    let (address, server) = start(LIMITS, ready(())).await;
    tokio::time::timeout(Duration::from_mins(1), server).await.unwrap().unwrap();
    TcpStream::connect(address).await.unwrap_err();
}
