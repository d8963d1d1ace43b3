//! The identity of a guarded function.

use core::fmt;

/// A function that `#[requires]` guards, as it stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct GuardedFunction {
    /// The module, as in `crm::api::contacts`.
    pub module_path: &'static str,
    /// The name of the function.
    pub name: &'static str,
    /// The file, as the compiler was told of it.
    pub file: &'static str,
    /// The line of the attribute.
    pub line: u32,
}

impl GuardedFunction {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        module_path: &'static str,
        name: &'static str,
        file: &'static str,
        line: u32,
    ) -> Self {
        Self { module_path, name, file, line }
    }
}

/// As in `crm::api::contacts::list`.
impl fmt::Display for GuardedFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.module_path, self.name)
    }
}
