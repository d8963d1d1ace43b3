//! The layer in front of a server with guarded tools.

use std::sync::Arc;

use super::GuardedTools;
use crate::integrations::layer::EntraLayer;
use crate::model::Model;

impl<M: Model, R> EntraLayer<M, R> {
    /// Refuses calls of these tools before their body is read, if the client lacks a scope.
    ///
    /// Clients of an MCP server act on a 403 with the scopes of its challenge: they sign in again
    /// with them (*step-up*). An error in the body of a response does not lead to this. So the
    /// layer answers 403 if the headers of the request name a guarded tool, and further scopes
    /// would let this caller in. Only the scopes of this tool are named.
    ///
    /// - A request without a token, behind [`optional`](EntraLayer::optional), gets a 401 if it
    ///   calls a guarded tool.
    /// - A caller who lacks a role, or is of the wrong kind, reaches the tool. Its guard denies the
    ///   call in the body of the response: a new sign-in would not help.
    /// - The headers never let anybody in. If they are missing, repeated or unreadable, or name
    ///   another tool than the body, the guard of the tool decides alone.
    ///
    /// Protocol versions before 2026-07-28 do not have the headers.
    #[must_use]
    pub fn tools<S: Send + Sync + 'static>(self, tools: &GuardedTools<S, M>) -> Self {
        self.with_tools(Arc::clone(tools.guards()))
    }
}
