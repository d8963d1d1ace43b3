//! Decisions in the log.

use super::{Decision, DecisionSink};

/// A sink that writes each decision as an event of [`tracing`](https://docs.rs/tracing), at level
/// `INFO` with the target `entra_perms_runtime::decisions`.
///
/// The fields are `allowed`, `function`, `requirement`, `grounds` or `denied`, `tenant`, `caller`,
/// `client`, `agent`, `blueprint` and `micros`, the [duration](Decision::duration) in microseconds.
/// A denial is also in the usual log, which this sink does not change.
#[derive(Clone, Copy, Debug, Default)]
pub struct DecisionLog;

impl DecisionSink for DecisionLog {
    fn record(&self, decision: &Decision<'_>) {
        if !tracing::enabled!(target: "entra_perms_runtime::decisions", tracing::Level::INFO) {
            return;
        }
        let agent = decision.agent();
        let grounds: Vec<String> = match decision.denied() {
            None => decision.grounds().iter().map(ToString::to_string).collect(),
            Some(_) => Vec::new(),
        };
        tracing::info!(
            target: "entra_perms_runtime::decisions",
            allowed = decision.is_allowed(),
            function = %decision.function(),
            requirement = %decision.requirement(),
            grounds = (!grounds.is_empty()).then(|| tracing::field::display(grounds.join("; "))),
            denied = decision.denied().map(tracing::field::display),
            tenant = decision.tenant().map(tracing::field::display),
            caller = decision.object_id().map(tracing::field::display),
            client = decision.client_id().map(tracing::field::display),
            agent = agent.map(|agent| tracing::field::display(agent.acts())),
            blueprint = agent.and_then(|agent| agent.blueprint()).map(tracing::field::display),
            micros = decision.duration().map(|duration| duration.as_micros()),
            "decision"
        );
    }
}
