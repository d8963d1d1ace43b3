//! What is printed in the end.

use core::fmt;

use super::exchange::Exchange;
use super::layout::{entry, heading};
use super::steps::Steps;
use super::table::table;

/// Every request and its answer, and the first one step by step.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(super) steps: Steps,
    pub(super) exchanges: Vec<Exchange>,
}

impl Report {
    /// Whether every answer is what the model says.
    pub(crate) fn is_as_the_model_says(&self) -> bool {
        self.differences().next().is_none()
    }

    /// What differs, one line an answer.
    pub(super) fn differences(&self) -> impl Iterator<Item = String> {
        self.exchanges.iter().filter_map(Exchange::difference)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.steps.told())?;
        writeln!(f, "{}", table(&self.exchanges))?;
        if self.is_as_the_model_says() {
            return write!(f, "All {} answers are what the model says.", self.exchanges.len());
        }
        f.write_str(&heading("NOT what the model says"))?;
        self.differences()
            .try_for_each(|difference| f.write_str(&entry(0, 2, "!", &difference)))
    }
}
