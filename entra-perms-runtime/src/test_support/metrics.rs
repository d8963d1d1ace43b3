//! A recorder that keeps the changes of metrics as text.

use std::sync::{Arc, Mutex};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString,
    Unit,
};

/// Keeps each metric that is described or changed, as a line.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

/// Returns a line for each metric that `changes` describes or changes.
pub(crate) fn recorded(changes: impl FnOnce()) -> Vec<String> {
    let lines = Lines::default();
    metrics::with_local_recorder(&lines, changes);
    let mut lines = lines.0.lock().unwrap();
    core::mem::take(&mut *lines)
}

impl Lines {
    fn push(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn metric(&self, key: &Key) -> Arc<Metric> {
        let labels = key.labels().map(|label| format!("{}={}", label.key(), label.value()));
        let labels = labels.collect::<Vec<_>>().join(",");
        let name = format!("{}{{{labels}}}", key.name());
        Arc::new(Metric { name, lines: self.clone() })
    }
}

struct Metric {
    name: String,
    lines: Lines,
}

impl CounterFn for Metric {
    fn increment(&self, value: u64) {
        self.lines.push(format!("{} +{value}", self.name));
    }

    fn absolute(&self, value: u64) {
        self.lines.push(format!("{} {value}", self.name));
    }
}

impl GaugeFn for Metric {
    fn increment(&self, value: f64) {
        self.lines.push(format!("{} +{value}", self.name));
    }

    fn decrement(&self, value: f64) {
        self.lines.push(format!("{} -{value}", self.name));
    }

    fn set(&self, value: f64) {
        self.lines.push(format!("{} {value}", self.name));
    }
}

impl Recorder for Lines {
    fn describe_counter(&self, key: KeyName, _: Option<Unit>, text: SharedString) {
        self.push(format!("{}: {text}", key.as_str()));
    }

    fn describe_gauge(&self, key: KeyName, _: Option<Unit>, text: SharedString) {
        self.push(format!("{}: {text}", key.as_str()));
    }

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.metric(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.metric(key))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}
