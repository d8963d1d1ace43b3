//! The settings for fetching keys.

use super::roots::Roots;

/// The settings for fetching keys.
#[derive(Default)]
pub(crate) struct FetchSettings {
    pub(crate) start: Start,
    pub(crate) roots: Roots,
}

/// The choice to wait for the first keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Start {
    /// A validator is built when its keys are there. If they cannot be fetched, it is not built.
    #[default]
    WithKeys,
    /// A validator is built at once. Its keys are fetched in the background.
    WithoutKeys,
}
