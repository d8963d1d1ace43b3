//! A probe that records which code asks for the caller of a request.

use std::sync::{Mutex, PoisonError};

use super::{AskedBy, GuardedFunction};

/// A recorder in the [mark](super::LayerMark) of a request that has no caller.
#[derive(Debug, Default)]
pub(crate) struct Probe(Mutex<Asked>);

/// The code that asked for the caller.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Asked {
    #[default]
    Nobody,
    Handler,
    Guard(GuardedFunction),
}

impl Probe {
    /// Records a question. The first guard that asks is kept.
    pub(super) fn record(&self, by: &AskedBy<'_>) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *asked = match (*asked, by) {
            (first @ Asked::Guard(_), _) => first,
            (_, AskedBy::Guard(function)) => Asked::Guard(**function),
            (_, AskedBy::Handler(_) | AskedBy::Code(_)) => Asked::Handler,
        };
    }

    /// Returns the code that asked.
    pub(crate) fn asked(&self) -> Asked {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
