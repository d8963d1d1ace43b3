//! More, less, both, or equal.

use std::collections::HashSet;

use super::rights::Right;

/// The comparison of everything that callers can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// No caller can do more, and no caller can do less.
    Equal,
    /// Some caller can do more, and no caller can do less.
    MorePermissive,
    /// Some caller can do less, and no caller can do more.
    LessPermissive,
    /// Some caller can do more, and some caller can do less.
    Incomparable,
}

impl Verdict {
    /// Compares the rights of two states.
    pub(super) fn of(before: &HashSet<Right>, after: &HashSet<Right>) -> Self {
        Self::from_parts(!after.is_subset(before), !before.is_subset(after))
    }

    /// Joins the verdicts about two models of one workspace, or about a model and its operations.
    pub(crate) fn and(self, other: Self) -> Self {
        Self::from_parts(self.has_more() || other.has_more(), self.has_less() || other.has_less())
    }

    /// Returns the name, as reports have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::MorePermissive => "more permissive",
            Self::LessPermissive => "less permissive",
            Self::Incomparable => "incomparable",
        }
    }

    pub(super) fn from_parts(more: bool, less: bool) -> Self {
        match (more, less) {
            (false, false) => Self::Equal,
            (true, false) => Self::MorePermissive,
            (false, true) => Self::LessPermissive,
            (true, true) => Self::Incomparable,
        }
    }

    /// Returns whether some caller can do more.
    pub(crate) fn has_more(self) -> bool {
        matches!(self, Self::MorePermissive | Self::Incomparable)
    }

    /// Returns whether some caller can do less.
    pub(crate) fn has_less(self) -> bool {
        matches!(self, Self::LessPermissive | Self::Incomparable)
    }
}
