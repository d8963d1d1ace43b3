//! The clients. A plan says when each request starts, and the plan does not wait for responses.
//!
//! A client that waits for a response before it sends the next request omits the requests of the
//! time in which it waits: a service that stalls for a second would show one slow response. Here
//! all requests of that second are late, because a latency is counted from the planned start.
//!
//! - `response`: the end of a response;
//! - `connection`: a request and its response;
//! - `turn`: the results;
//! - this file: the plan.

mod connection;
mod response;
mod turn;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use self::connection::Connection;
pub use self::turn::{Counts, Exchange, Turn, latencies};
use super::cores::{self, Cores};

/// The number of concurrent requests. A request that finds all connections busy waits, and its
/// latency includes the wait.
pub const CONNECTIONS: usize = 64;
/// The time after the planned end of a turn in which late requests may still be sent.
const MAX_DELAY: Duration = Duration::from_secs(30);

/// The start of each request.
#[derive(Clone, Copy)]
pub enum Pace {
    /// Each connection sends its next request as soon as it has a response.
    Saturated,
    /// The requests start at equal intervals: so many each second.
    PerSecond(f64),
}

/// A thread that sends requests.
pub struct Clients {
    runtime: Runtime,
    /// They take turns, because the service closes a connection that is idle for a minute.
    connections: VecDeque<Connection>,
}

/// A request that is under way, and its connection.
type Sent = (Connection, usize, Exchange);

impl Clients {
    pub fn of(address: SocketAddr) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system has resources for a runtime");
        let mut connections: VecDeque<_> =
            (0..CONNECTIONS).map(|_| Connection::to(address)).collect();
        for connection in &mut connections {
            runtime.block_on(connection.open()).expect("the service listens");
        }
        Self { runtime, connections }
    }

    /// Sends requests for a time. `request` returns the request with a number, and is called right
    /// before it is sent.
    pub fn turn<'a>(
        &mut self,
        pace: Pace,
        time: Duration,
        request: impl FnMut(usize) -> &'a [u8],
    ) -> Turn {
        let _pinned = cores::pin(Cores::Clients);
        let connections = std::mem::take(&mut self.connections);
        let (connections, turn) = self.runtime.block_on(run(connections, pace, time, request));
        self.connections = connections;
        turn
    }
}

impl Pace {
    /// Returns the planned start of a request. A saturated service gets no plan.
    fn planned(self, index: usize, begin: Instant) -> Option<Instant> {
        match self {
            Self::Saturated => None,
            Self::PerSecond(rate) => Some(begin + Duration::from_secs_f64(index as f64 / rate)),
        }
    }
}

/// Sends the requests, and returns the connections.
///
/// The thread never sleeps: the timer of the runtime would delay requests by up to a millisecond.
async fn run<'a>(
    mut idle: VecDeque<Connection>,
    pace: Pace,
    time: Duration,
    mut request: impl FnMut(usize) -> &'a [u8],
) -> (VecDeque<Connection>, Turn) {
    let begin = Instant::now();
    let mut in_flight = FuturesUnordered::new();
    let mut results: Vec<(usize, Exchange)> = Vec::new();
    let mut sent = 0;
    let mut is_done = false;
    while !(is_done && in_flight.is_empty()) {
        while !is_done && !idle.is_empty() {
            let now = Instant::now();
            let start = pace.planned(sent, begin).unwrap_or(now);
            is_done = start >= begin + time || now >= begin + time + MAX_DELAY;
            if is_done || start > now {
                break;
            }
            let Some(connection) = idle.pop_front() else { break };
            in_flight.push(exchange(connection, sent, start, request(sent)));
            sent += 1;
        }
        while let Some(Some((connection, index, exchange))) = in_flight.next().now_or_never() {
            results.push((index, exchange));
            idle.push_back(connection);
        }
        yield_now().await;
    }
    let elapsed = begin.elapsed();
    // The requests that were too late to be sent have failed.
    while let Some(start) = pace.planned(sent, begin).filter(|start| *start < begin + time) {
        results.push((sent, Exchange { latency: start.elapsed(), status: None }));
        sent += 1;
    }
    results.sort_unstable_by_key(|(index, _)| *index);
    let exchanges = results.into_iter().map(|(_, exchange)| exchange).collect();
    (idle, Turn { exchanges, elapsed })
}

async fn exchange(
    mut connection: Connection,
    index: usize,
    start: Instant,
    request: &[u8],
) -> Sent {
    let status = connection.exchange(request).await;
    (connection, index, Exchange { latency: start.elapsed(), status })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, TcpListener};
    use std::thread;

    use super::*;

    /// Serves `connections` connections, one after another. `before` runs before each response.
    fn serve(connections: usize, before: impl Fn(usize) + Send + 'static) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for _ in 0..connections {
                let (mut stream, _) = listener.accept().unwrap();
                let mut responses = 0;
                while stream.read(&mut [0; 1024]).is_ok_and(|bytes| bytes > 0) {
                    before(responses);
                    responses += 1;
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
                }
            }
        });
        address
    }

    fn turn(connections: [Connection; 1], pace: Pace, milliseconds: u64) -> Turn {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let time = Duration::from_millis(milliseconds);
        runtime
            .block_on(run(connections.into(), pace, time, |_| b"GET / HTTP/1.1\r\n\r\n"))
            .1
    }

    /// A client that waits for a response, and counts from the sending, would find one slow
    /// response.
    #[test]
    fn requests_that_were_planned_during_a_stall_are_late() {
        let stall = |responses| {
            if responses == 50 {
                thread::sleep(Duration::from_millis(400));
            }
        };
        let connections = [Connection::to(serve(1, stall))];
        let turn = turn(connections, Pace::PerSecond(500.0), 1000);
        assert_eq!(turn.exchanges.len(), 500);
        let late = turn.count(|index| turn.exchanges[index].latency.as_millis() >= 200);
        assert!(late.requests >= 90, "{late:?}");
        assert_eq!((late.refused, late.failed), (0, 0));
    }

    #[test]
    fn a_saturated_service_receives_as_many_requests_as_it_serves() {
        let connections = [Connection::to(serve(1, |_| thread::sleep(Duration::from_millis(5))))];
        let turn = turn(connections, Pace::Saturated, 300);
        assert!((1..=61).contains(&turn.exchanges.len()), "{}", turn.exchanges.len());
    }

    #[test]
    fn requests_that_nobody_accepts_have_failed() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let turn = turn([Connection::to(address)], Pace::PerSecond(100.0), 200);
        let failed = Counts { requests: 20, failed: 20, ..Counts::default() };
        assert_eq!(turn.count(|_| true), failed);
    }

    #[test]
    fn quantiles_are_taken_from_the_sorted_latencies() {
        let exchange = |nanoseconds| Exchange {
            latency: Duration::from_nanos(nanoseconds),
            status: Some(200),
        };
        let exchanges = (0..1000).rev().map(exchange).collect();
        let turn = Turn { exchanges, elapsed: Duration::from_secs(2) };
        assert_eq!(latencies(&turn.exchanges, [0.5, 0.99, 1.0]), [500.0, 990.0, 999.0]);
        assert_eq!(turn.requests_per_second(), 500.0);
    }
}
