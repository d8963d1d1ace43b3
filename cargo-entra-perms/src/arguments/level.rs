//! The weight of a finding or a change.

use clap::ValueEnum;

/// The weight of an item, from low to high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Level {
    /// For information
    Note,
    /// A risk: the build succeeds
    Warning,
    /// A defect: the build fails
    Error,
}

impl Level {
    /// Returns the word for the level.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
