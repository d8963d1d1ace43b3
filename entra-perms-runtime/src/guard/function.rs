//! The identity of a guarded function.

use core::fmt;

/// The name and the source location of a function that `#[requires]` guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct GuardedFunction {
    /// The path of the module, such as `crm::api::contacts`.
    pub module_path: &'static str,
    /// The name of the function.
    pub name: &'static str,
    /// The path of the source file, as it was passed to the compiler.
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

    /// Returns whether the function is in this module, or in a module below it.
    #[cfg(feature = "rmcp")]
    pub(crate) fn is_in(&self, module: &str) -> bool {
        let below = self.module_path.strip_prefix(module);
        below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
    }
}

/// Writes the full path, such as `crm::api::contacts::list`.
impl fmt::Display for GuardedFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.module_path, self.name)
    }
}
