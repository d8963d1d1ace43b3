//! Decisions as counters.

use super::{Decision, DecisionSink};

/// The name of the counter.
const DECISIONS: &str = "entra_perms_decisions_total";

/// A sink that counts decisions through the facade [`metrics`](https://docs.rs/metrics).
///
/// The counter `entra_perms_decisions_total` has the labels `function`, the path of the guarded
/// function, and `decision`, which is `allowed` or `denied`. The number of label values does not
/// depend on the callers.
#[derive(Clone, Copy, Debug)]
// Only `new` makes one, because it also describes the counter.
pub struct DecisionMetrics(());

impl DecisionMetrics {
    /// Returns the sink, and describes the counter to the recorder of the program. So install the
    /// recorder first.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a default has no effect on other objects")]
    pub fn new() -> Self {
        metrics::describe_counter!(DECISIONS, "Decisions of guards, allowed and denied.");
        Self(())
    }
}

impl DecisionSink for DecisionMetrics {
    fn record(&self, decision: &Decision<'_>) {
        let result = if decision.is_allowed() { "allowed" } else { "denied" };
        let function = decision.function().to_string();
        metrics::counter!(DECISIONS, "function" => function, "decision" => result).increment(1);
    }
}
