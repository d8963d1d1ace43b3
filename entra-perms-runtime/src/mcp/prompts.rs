//! The prompts of a server, joined with their guards.

use core::fmt;
use core::panic::Location;
use std::sync::Arc;

use ::rmcp::handler::server::prompt::PromptContext;
use ::rmcp::handler::server::router::prompt::PromptRouter;
use ::rmcp::model::{GetPromptResponse, ListPromptsResult};
use ::rmcp::service::RequestContext;
use ::rmcp::{ErrorData, RoleServer};

use super::list::{ListOf, cache_hints};
use crate::audit::guards_of_mcp;
use crate::guard::{GuardsError, McpGuards, McpItem, McpKind};
use crate::model::Model;
use crate::requirement::Requirement;

/// The prompts of an MCP server, joined with their guards.
///
/// As for [`GuardedTools`](super::GuardedTools), a caller sees the prompts that it may use. The
/// macro `#[prompt_handler]` of rmcp writes a list that is equal for all callers, so write
/// `get_prompt` and `list_prompts` in its place.
pub struct GuardedPrompts<S, M: Model> {
    router: PromptRouter<S>,
    guards: Arc<McpGuards<M>>,
}

impl<S: Send + Sync + 'static, M: Model> GuardedPrompts<S, M> {
    /// Joins the prompts of a server, `Server::prompt_router()`, with the guards of the program.
    ///
    /// # Errors
    /// Returns [`GuardsError`] if two guards name one prompt, or if a guard names a prompt that the
    /// router does not have.
    pub fn new(router: PromptRouter<S>) -> Result<Self, GuardsError> {
        Self::join(router, None)
    }

    /// Joins the prompts of one of several servers in a program, as
    /// [`GuardedTools::in_module`](super::GuardedTools::in_module) does.
    ///
    /// # Errors
    /// Returns [`GuardsError`] if two of these guards name one prompt, or if one of them names a
    /// prompt that the router does not have.
    pub fn in_module(
        module_path: &'static str,
        router: PromptRouter<S>,
    ) -> Result<Self, GuardsError> {
        Self::join(router, Some(module_path))
    }

    fn join(router: PromptRouter<S>, module: Option<&str>) -> Result<Self, GuardsError> {
        let is_known = |name: &str| router.has_route(name);
        let guards = McpGuards::collect(guards_of_mcp(), McpKind::Prompt, module, is_known)?;
        Ok(Self { router, guards: Arc::new(guards) })
    }

    /// Adds a requirement to a prompt that is not a guarded function: one that was added to the
    /// router by hand.
    ///
    /// # Errors
    /// Returns [`GuardsError`] if the prompt has a guard, or if the router does not have it.
    #[track_caller]
    pub fn require(
        mut self,
        name: &'static str,
        requirement: Requirement<M>,
    ) -> Result<Self, GuardsError> {
        let is_known = |name: &str| self.router.has_route(name);
        let guards = Arc::make_mut(&mut self.guards);
        guards.require::<S>(McpItem::prompt(name), requirement, Location::caller(), is_known)?;
        Ok(self)
    }

    /// Returns the names of the prompts without a guard, sorted.
    #[must_use]
    pub fn unguarded(&self) -> Vec<&str> {
        self.guards.missing(self.router.map.keys().map(AsRef::as_ref))
    }

    /// Returns a prompt, for `get_prompt`.
    ///
    /// # Errors
    /// Returns the denial of the guard, or the error of the prompt.
    pub async fn get_prompt(
        &self,
        context: PromptContext<'_, S>,
    ) -> Result<GetPromptResponse, ErrorData> {
        self.guards.check_call(&context.name, &context.context)?;
        self.router.get_prompt(context).await
    }

    /// Returns the prompts that the caller of this request may use, for `list_prompts`. Prompts
    /// without a guard are in every list. No cache may share or keep the result.
    #[must_use]
    pub fn list(&self, context: &RequestContext<RoleServer>) -> ListPromptsResult {
        self.list_of(ListOf::Allowed, context)
    }

    /// Returns the prompts that the caller of this request may use now, and those that it could use
    /// with more scopes, marked as in
    /// [`GuardedTools::list_reachable`](super::GuardedTools::list_reachable).
    #[must_use]
    pub fn list_reachable(&self, context: &RequestContext<RoleServer>) -> ListPromptsResult {
        self.list_of(ListOf::Reachable, context)
    }

    fn list_of(&self, list: ListOf, context: &RequestContext<RoleServer>) -> ListPromptsResult {
        let prompts = list.of(self.router.list_all(), &self.guards, context);
        let mut result = ListPromptsResult::with_all_items(prompts);
        (result.ttl_ms, result.cache_scope) = cache_hints(context);
        result
    }
}

// Not derived, because a server need not be `Clone` or `Debug`.
impl<S, M: Model> Clone for GuardedPrompts<S, M> {
    fn clone(&self) -> Self {
        Self { router: self.router.clone(), guards: Arc::clone(&self.guards) }
    }
}

impl<S, M: Model> fmt::Debug for GuardedPrompts<S, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedPrompts")
            .field("guards", &self.guards)
            .finish_non_exhaustive()
    }
}
