//! The errors of joining a server and its guards.

use super::McpItem;
use crate::guard::GuardedFunction;

/// A mistake in the guards of a server: see [`GuardedTools`](crate::mcp::GuardedTools) and
/// [`GuardedPrompts`](crate::mcp::GuardedPrompts).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GuardsError {
    /// Two guards name one tool or prompt.
    #[error(
        "two guards name the {item}: `{}` ({}:{}) and `{}` ({}:{})",
        first, first.file, first.line, second, second.file, second.line
    )]
    #[non_exhaustive]
    GuardedTwice {
        /// The tool or prompt.
        item: McpItem,
        /// A guarded function.
        first: Box<GuardedFunction>,
        /// Another guarded function.
        second: Box<GuardedFunction>,
    },
    /// A guard names a tool or prompt that the router does not have, so that clients cannot call
    /// it.
    #[error(
        "the guard of `{function}` ({}:{}) names the {item}, which the router does not have \
         (for one of several servers, use `in_module`)",
        function.file, function.line
    )]
    #[non_exhaustive]
    NotInRouter {
        /// The tool or prompt.
        item: McpItem,
        /// The guarded function.
        function: GuardedFunction,
    },
}
