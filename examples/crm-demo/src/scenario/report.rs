//! The text that the scenario prints.

use core::fmt;

use super::exchange::Exchange;
use super::layout::{entry, heading};
use super::table::table;
use super::walkthrough::Walkthrough;

/// One request step by step, and the tables of all responses.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(super) walkthrough: Walkthrough,
    pub(super) exchanges: Vec<Exchange>,
}

impl Report {
    /// Returns whether every response is the one that the permission model predicts.
    pub(crate) fn matches_model(&self) -> bool {
        self.differences().next().is_none()
    }

    /// Describes each response that differs from the prediction.
    pub(super) fn differences(&self) -> impl Iterator<Item = String> {
        self.exchanges.iter().filter_map(Exchange::difference)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.walkthrough)?;
        let is_agent = |exchange: &&Exchange| exchange.actor.agent.is_some();
        let (agents, others): (Vec<_>, Vec<_>) = self.exchanges.iter().partition(is_agent);
        writeln!(f, "{}", table("Responses by route and caller", &others))?;
        writeln!(f, "{}", table("Responses to AI agents", &agents))?;
        if self.matches_model() {
            let count = self.exchanges.len();
            writeln!(f, "All {count} responses match the permission model.")?;
            return f.write_str("`cargo run -p example-crm` serves this API.");
        }
        f.write_str(&heading("Responses that do NOT match the permission model"))?;
        self.differences()
            .try_for_each(|difference| f.write_str(&entry(0, 2, "!", &difference)))
    }
}
