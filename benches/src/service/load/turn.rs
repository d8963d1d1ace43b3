//! The responses of one turn.

use std::time::Duration;

/// The fate of one request.
#[derive(Clone, Copy)]
pub struct Exchange {
    /// The time from the planned start to the end of the response.
    pub latency: Duration,
    /// `None` if the service did not respond.
    pub status: Option<u16>,
}

/// The requests of a turn, in the order of their plan.
pub struct Turn {
    pub exchanges: Vec<Exchange>,
    /// The time from the first request to the last response.
    pub elapsed: Duration,
}

/// Numbers of requests by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub requests: usize,
    /// The responses with a status other than 200.
    pub refused: usize,
    /// The requests without a response.
    pub failed: usize,
    /// The responses with status 503, which are also refused.
    pub unavailable: usize,
}

impl Turn {
    pub fn requests_per_second(&self) -> f64 {
        self.exchanges.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// Counts the results of the requests whose number is chosen.
    pub fn count(&self, mut is_chosen: impl FnMut(usize) -> bool) -> Counts {
        let mut counts = Counts::default();
        for (index, exchange) in self.exchanges.iter().enumerate() {
            if !is_chosen(index) {
                continue;
            }
            counts.requests += 1;
            match exchange.status {
                Some(200) => {}
                Some(status) => {
                    counts.refused += 1;
                    counts.unavailable += usize::from(status == 503);
                }
                None => counts.failed += 1,
            }
        }
        counts
    }

    /// # Panics
    /// Panics if a response has a status other than 200. A refusal costs less than the handler, so
    /// its latency must not be counted.
    pub fn expect_all_served(self, name: &str) -> Self {
        let counts = self.count(|_| true);
        assert!(counts.refused + counts.failed == 0, "{name}: {counts:?}");
        self
    }
}

/// Returns quantiles of the latencies in nanoseconds.
pub fn latencies<const N: usize>(exchanges: &[Exchange], quantiles: [f64; N]) -> [f64; N] {
    let mut latencies: Vec<_> = exchanges.iter().map(|exchange| exchange.latency).collect();
    latencies.sort_unstable();
    quantiles.map(|quantile| {
        let index = (latencies.len() as f64 * quantile) as usize;
        latencies[index.min(latencies.len() - 1)].as_nanos() as f64
    })
}
