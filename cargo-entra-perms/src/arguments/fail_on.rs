//! The classes of changes that fail a job.

use clap::ValueEnum;

/// A class of changes, or any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Some caller can do more
    Widens,
    /// Some caller can do less, or code or an assignment loses its entry
    Breaks,
    /// Tokens look different
    Tokens,
    /// Nothing that a caller can do changes
    Text,
    /// Any change
    Any,
}
