//! The numbers of the program, in the text format of Prometheus.

use core::convert::Infallible;
use core::time::Duration;
use std::sync::LazyLock;

use anyhow::anyhow;
use entra_perms_runtime::ValidatorMetrics;
use entra_perms_runtime::decisions::{
    DecisionLog, DecisionMetrics, DecisionSink, record_decisions,
};
use metrics::{counter, describe_counter, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::permissions::TokenValidator;

const REQUESTS: &str = "http_requests_total";
const DURATION: &str = "http_request_duration_seconds";

/// The upper bounds of the histogram, in seconds. A cached token takes microseconds, so most
/// requests take the time of their query.
const BUCKETS: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The numbers of the program.
#[derive(Clone, Debug)]
pub struct Metrics {
    recorder: PrometheusHandle,
    validator: ValidatorMetrics,
}

impl Metrics {
    /// Returns the numbers of this program. The first call begins to record them, and to hand
    /// the decisions of the guards to the log.
    ///
    /// # Errors
    /// Returns an error if other code of the program has set a recorder before.
    pub fn install() -> anyhow::Result<Self> {
        // A program has one recorder, and one sink of decisions.
        static METRICS: LazyLock<anyhow::Result<Metrics>> = LazyLock::new(Metrics::new);
        METRICS.as_ref().map(Self::clone).map_err(|error| anyhow!("{error:#}"))
    }

    fn new() -> anyhow::Result<Self> {
        let builder = PrometheusBuilder::new();
        let builder =
            builder.set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS)?;
        let recorder = builder.install_recorder()?;
        describe_counter!(REQUESTS, "Requests by method, route and status.");
        describe_histogram!(DURATION, "Seconds until the response.");

        let sinks: Vec<Box<dyn DecisionSink>> =
            vec![Box::new(DecisionLog), Box::new(DecisionMetrics::new())];
        record_decisions(sinks)?;
        Ok(Self { recorder, validator: ValidatorMetrics::new() })
    }

    /// Returns all numbers as text, with the present numbers of the validator.
    #[must_use]
    pub fn render(&self, validator: &TokenValidator) -> String {
        self.validator.record(&validator.statistics());
        self.recorder.render()
    }

    /// Collects the observations of the histograms. Without this, they would fill the memory of a
    /// program whose numbers nobody reads.
    pub(super) async fn upkeep(&self) -> Infallible {
        const INTERVAL: Duration = Duration::from_secs(5);
        loop {
            tokio::time::sleep(INTERVAL).await;
            self.recorder.run_upkeep();
        }
    }
}

/// Records a request. All labels have few values, and no label depends on the caller.
pub(super) fn record_request(method: &'static str, route: &str, status: u16, duration: Duration) {
    let labels = [
        ("method", method.to_owned()),
        ("route", route.to_owned()),
        ("status", status.to_string()),
    ];
    counter!(REQUESTS, &labels).increment(1);
    histogram!(DURATION, &labels).record(duration);
}
