//! The client. It does less work per request than the server, so that the server is the bottleneck.

use std::cell::Cell;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use super::servers::Servers;

/// The number of concurrent requests.
pub const CONNECTIONS: usize = 16;

pub struct Client {
    runtime: Runtime,
}

/// Persistent connections to one server.
pub struct Connections(Vec<Connection>);

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// The measurements of one server in one round.
pub struct Turn {
    requests: usize,
    /// The time from the first request to the last response.
    elapsed: Duration,
    /// The time that the server's thread ran on a core.
    on_cpu: Duration,
    /// One latency per request.
    pub latencies: Vec<Duration>,
}

impl Client {
    pub fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        Self { runtime: runtime.expect("the system has resources for a runtime") }
    }

    pub fn connect(&self, address: SocketAddr) -> Connections {
        self.runtime.block_on(async {
            let mut connections = Vec::new();
            for _ in 0..CONNECTIONS {
                connections.push(Connection::open(address).await);
            }
            Connections(connections)
        })
    }

    /// Sends `times` requests, and starts again with the first request after the last.
    ///
    /// # Panics
    /// Panics if a response has a status other than 200. A refusal costs less than the handler,
    /// so it must not be counted.
    pub fn turn(
        &self,
        connections: &mut Connections,
        requests: &[Vec<u8>],
        times: usize,
        servers: &Servers,
    ) -> Turn {
        let sent = Cell::new(0);
        let send_until_done = async |connection: &mut Connection| {
            let mut latencies = Vec::with_capacity(times);
            while sent.get() < times {
                let request = &requests[sent.replace(sent.get() + 1) % requests.len()];
                let start = Instant::now();
                connection.send(request).await;
                latencies.push(start.elapsed());
            }
            latencies
        };
        let start = Instant::now();
        let on_cpu_before = servers.time_on_cpu();
        let sending: FuturesUnordered<_> = connections.0.iter_mut().map(send_until_done).collect();
        let latencies = self.runtime.block_on(without_sleep(sending.collect::<Vec<_>>()));
        let elapsed = start.elapsed();
        let on_cpu = servers.time_on_cpu() - on_cpu_before;
        Turn { requests: times, elapsed, on_cpu, latencies: latencies.concat() }
    }
}

/// Runs the future on a thread that never sleeps.
///
/// The server would have to wake a sleeping client. A slow server would do so more often, and pay
/// more.
async fn without_sleep<T>(future: impl Future<Output = T>) -> T {
    let never = async {
        loop {
            yield_now().await;
        }
    };
    match select(pin!(future), pin!(never)).await {
        Either::Left((value, _)) => value,
        Either::Right((never, _)) => never,
    }
}

/// The longest response, in bytes: a list of 100 tools.
const MAX_RESPONSE: usize = 64 * 1024;

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("the stream is TCP");
        Self { stream, buffer: vec![0; MAX_RESPONSE] }
    }

    /// Sends a request, and reads the response.
    async fn send(&mut self, request: &[u8]) {
        self.stream.write_all(request).await.expect("the server reads");
        let mut read = 0;
        loop {
            let free = &mut self.buffer[read..];
            let more = self.stream.read(free).await.expect("the server responds");
            assert!(more > 0, "the response is longer than {MAX_RESPONSE} bytes, or not complete");
            read += more;
            let response = &self.buffer[..read];
            assert!(
                response.starts_with(b"HTTP/1.1 200"),
                "unexpected response: {}",
                String::from_utf8_lossy(response)
            );
            if is_complete(response) {
                return;
            }
        }
    }
}

/// Returns `true` if the whole response was read.
fn is_complete(response: &[u8]) -> bool {
    const LENGTH: &[u8] = b"content-length: ";
    const END_OF_HEAD: &[u8] = b"\r\n\r\n";
    let Some(head) = position(response, END_OF_HEAD) else { return false };
    let length = position(&response[..head], LENGTH).expect("the response has a length");
    let mut body = 0;
    for byte in &response[length + LENGTH.len()..] {
        if !byte.is_ascii_digit() {
            break;
        }
        body = body * 10 + usize::from(byte - b'0');
    }
    response.len() >= head + END_OF_HEAD.len() + body
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

impl Turn {
    pub fn requests_per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    /// Returns the server's time on a core per request, in nanoseconds.
    pub fn cpu_per_request(&self) -> f64 {
        self.on_cpu.as_nanos() as f64 / self.requests as f64
    }

    /// Returns the fraction of the time in which the server's thread ran on a core.
    pub fn busy(&self) -> f64 {
        self.on_cpu.as_secs_f64() / self.elapsed.as_secs_f64()
    }
}
