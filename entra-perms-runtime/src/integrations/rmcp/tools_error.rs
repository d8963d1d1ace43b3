//! The errors of joining tools and guards.

use crate::guard::GuardedFunction;

/// A mistake in the tools of a server: see [`GuardedTools`](super::GuardedTools).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ToolsError {
    /// Two guards name one tool.
    #[error(
        "two guards name the tool `{name}`: `{}` ({}:{}) and `{}` ({}:{})",
        functions[0], functions[0].file, functions[0].line,
        functions[1], functions[1].file, functions[1].line
    )]
    #[non_exhaustive]
    GuardedTwice {
        /// The name of the tool.
        name: &'static str,
        /// The guarded functions.
        functions: [GuardedFunction; 2],
    },
    /// A guard names a tool that the router does not have, so that clients cannot call it.
    #[error(
        "the guard of `{function}` ({}:{}) names the tool `{name}`, which the router does not have",
        function.file, function.line
    )]
    #[non_exhaustive]
    UnknownTool {
        /// The name of the tool.
        name: &'static str,
        /// The guarded function.
        function: GuardedFunction,
    },
}
