//! The client: it asks as fast as the server answers, and has less to do for each request than the server.

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

/// How many requests are under way at a time.
pub const CONNECTIONS: usize = 16;

pub struct Client {
    runtime: Runtime,
}

/// Those to one server, which are kept alive.
pub struct Connections(Vec<Connection>);

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came of the requests of one round to one server.
pub struct Turn {
    requests: usize,
    /// From the first request to the last answer.
    elapsed: Duration,
    /// How much of that the server's thread was on a core.
    on_cpu: Duration,
    /// One a request.
    pub latencies: Vec<Duration>,
}

impl Client {
    pub fn new() -> Self {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be made");
        Self { runtime }
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

    /// Sends so many of these requests, over and over.
    ///
    /// # Panics
    /// Where one is answered with another status than 200: what is refused costs less, and must not count.
    pub fn turn(
        &self,
        connections: &mut Connections,
        requests: &[Vec<u8>],
        times: usize,
        servers: &Servers,
    ) -> Turn {
        let sent = Cell::new(0);
        let asking = async |connection: &mut Connection| {
            let mut latencies = Vec::with_capacity(times);
            while sent.get() < times {
                let request = &requests[sent.replace(sent.get() + 1) % requests.len()];
                let start = Instant::now();
                connection.ask(request).await;
                latencies.push(start.elapsed());
            }
            latencies
        };
        let (start, on_cpu) = (Instant::now(), servers.time_on_cpu());
        let asking: FuturesUnordered<_> = connections.0.iter_mut().map(asking).collect();
        let latencies = self.runtime.block_on(awake(asking.collect::<Vec<_>>()));
        let (elapsed, on_cpu) = (start.elapsed(), servers.time_on_cpu() - on_cpu);
        Turn { requests: times, elapsed, on_cpu, latencies: latencies.concat() }
    }
}

/// The same, on a thread that never sleeps: to wake it would be work for the server, and the more, the slower the server is.
async fn awake<T>(future: impl Future<Output = T>) -> T {
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

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("it is TCP");
        Self { stream, buffer: vec![0; 4096] }
    }

    async fn ask(&mut self, request: &[u8]) {
        self.stream.write_all(request).await.expect("the server reads");
        let mut read = 0;
        loop {
            let answer = &mut self.buffer[read..];
            read += self.stream.read(answer).await.expect("the server answers");
            let answer = &self.buffer[..read];
            assert!(
                answer.starts_with(b"HTTP/1.1 200"),
                "refused: {}",
                String::from_utf8_lossy(answer)
            );
            if is_complete(answer) {
                return;
            }
        }
    }
}

/// Whether all of an answer is there.
fn is_complete(answer: &[u8]) -> bool {
    const LENGTH: &[u8] = b"content-length: ";
    let Some(head) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
    let length = answer[..head].windows(LENGTH.len()).position(|bytes| bytes == LENGTH);
    let length = &answer[length.expect("the server says how long it is") + LENGTH.len()..];
    let digits = length.iter().take_while(|byte| byte.is_ascii_digit());
    let length = digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
    answer.len() >= head + 4 + length
}

impl Turn {
    pub fn requests_a_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    /// In nanoseconds.
    pub fn cpu_a_request(&self) -> f64 {
        self.on_cpu.as_nanos() as f64 / self.requests as f64
    }

    /// What part of the time the server's thread had a core.
    pub fn busy(&self) -> f64 {
        self.on_cpu.as_secs_f64() / self.elapsed.as_secs_f64()
    }
}
