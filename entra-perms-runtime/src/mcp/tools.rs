//! The tools of a server, joined with their guards.

use core::fmt;
use core::panic::Location;
use std::sync::Arc;

use ::rmcp::handler::server::tool::{ToolCallContext, ToolRouter};
use ::rmcp::model::{CallToolResponse, ListToolsResult, Tool};
use ::rmcp::service::RequestContext;
use ::rmcp::{ErrorData, RoleServer};

use super::list::{ListOf, cache_hints};
use crate::audit::guards_of_mcp;
use crate::guard::{GuardsError, McpGuards, McpItem, McpKind};
use crate::model::Model;
use crate::requirement::Requirement;

/// The tools of an MCP server, joined with their guards.
///
/// Lists and calls go through it: see [the page of this module](super). A caller sees the tools
/// that it may call. A call is checked before its arguments are read, and the guard of the tool
/// checks again.
pub struct GuardedTools<S, M: Model> {
    router: ToolRouter<S>,
    guards: Arc<McpGuards<M>>,
}

impl<S: Send + Sync + 'static, M: Model> GuardedTools<S, M> {
    /// Joins the tools of a server, `Server::tool_router()`, with the guards of the program.
    ///
    /// # Errors
    /// Returns [`GuardsError`] if two guards name one tool, or if a guard names a tool that the
    /// router does not have.
    pub fn new(router: ToolRouter<S>) -> Result<Self, GuardsError> {
        Self::join(router, None)
    }

    /// Joins the tools of one of several servers in a program. The guards of this server are in a
    /// module of their own, or in modules below it:
    /// `GuardedTools::in_module(module_path!(), Self::tool_router())`.
    ///
    /// # Errors
    /// Returns [`GuardsError`] if two of these guards name one tool, or if one of them names a tool
    /// that the router does not have.
    pub fn in_module(
        module_path: &'static str,
        router: ToolRouter<S>,
    ) -> Result<Self, GuardsError> {
        Self::join(router, Some(module_path))
    }

    fn join(router: ToolRouter<S>, module: Option<&str>) -> Result<Self, GuardsError> {
        let is_known = |name: &str| router.map.contains_key(name);
        let guards = McpGuards::collect(guards_of_mcp(), McpKind::Tool, module, is_known)?;
        Ok(Self { router, guards: Arc::new(guards) })
    }

    /// Adds a requirement to a tool that is not a guarded function: one that was added to the
    /// router by hand.
    ///
    /// # Errors
    /// Returns [`GuardsError`] if the tool has a guard, or if the router does not have it.
    #[track_caller]
    pub fn require(
        mut self,
        name: &'static str,
        requirement: Requirement<M>,
    ) -> Result<Self, GuardsError> {
        let is_known = |name: &str| self.router.map.contains_key(name);
        let guards = Arc::make_mut(&mut self.guards);
        guards.require::<S>(McpItem::tool(name), requirement, Location::caller(), is_known)?;
        Ok(self)
    }

    /// Returns the names of the tools without a guard, sorted. A test can compare them with the
    /// tools that every caller may call: `assert_eq!(tools.unguarded(), ["ping"])`.
    #[must_use]
    pub fn unguarded(&self) -> Vec<&str> {
        self.guards.missing(self.router.map.keys().map(AsRef::as_ref))
    }

    /// Calls a tool. `#[tool_handler(router = self.tools)]` does this.
    ///
    /// # Errors
    /// Returns the denial of the guard, or the error of the tool.
    pub async fn call(
        &self,
        context: ToolCallContext<'_, S>,
    ) -> Result<CallToolResponse, ErrorData> {
        self.guards.check_call(context.name(), context.request_context())?;
        self.router.call(context).await
    }

    /// Returns the definition of a tool. `#[tool_handler(router = self.tools)]` does this.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Tool> {
        self.router.get(name)
    }

    /// Returns the tools that the caller of this request may call, for `list_tools`. Tools without
    /// a guard are in every list.
    ///
    /// The result differs from caller to caller, so no cache may share it, or keep it after the
    /// permissions have changed.
    #[must_use]
    pub fn list(&self, context: &RequestContext<RoleServer>) -> ListToolsResult {
        self.list_of(ListOf::Allowed, context)
    }

    /// Returns the tools that the caller of this request may call now, and those that it could call
    /// with more scopes. The latter have the sets of scopes that would be sufficient, by their full
    /// names, in the member `entra-perms/scopes` of `_meta`.
    #[must_use]
    pub fn list_reachable(&self, context: &RequestContext<RoleServer>) -> ListToolsResult {
        self.list_of(ListOf::Reachable, context)
    }

    fn list_of(&self, list: ListOf, context: &RequestContext<RoleServer>) -> ListToolsResult {
        let tools = list.of(self.router.list_all(), &self.guards, context);
        let mut result = ListToolsResult::with_all_items(tools);
        (result.ttl_ms, result.cache_scope) = cache_hints(context);
        result
    }

    /// Returns the guards, for the layer.
    pub(crate) fn guards(&self) -> &Arc<McpGuards<M>> {
        &self.guards
    }
}

// Not derived, because a server need not be `Clone` or `Debug`.
impl<S, M: Model> Clone for GuardedTools<S, M> {
    fn clone(&self) -> Self {
        Self { router: self.router.clone(), guards: Arc::clone(&self.guards) }
    }
}

impl<S, M: Model> fmt::Debug for GuardedTools<S, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedTools")
            .field("router", &self.router)
            .field("guards", &self.guards)
            .finish()
    }
}
