//! The tools of a server, joined with their guards.

use core::any::type_name;
use core::fmt;
use core::panic::Location;
use std::collections::HashMap;
use std::sync::Arc;

use ::rmcp::handler::server::tool::{ToolCallContext, ToolRouter};
use ::rmcp::model::{
    CacheScope, CallToolResponse, ListToolsResult, MetaObject, ProtocolVersion, Tool,
};
use ::rmcp::service::RequestContext;
use ::rmcp::{ErrorData, RoleServer};

use super::McpKind;
use super::tools_error::ToolsError;
use crate::audit::guards_of_mcp;
use crate::caller::{Caller, Denied};
use crate::guard::{CallerSource, GuardedFunction, check};
use crate::model::Model;
use crate::requirement::Requirement;

/// The member of a tool's `_meta` that [`GuardedTools::list_reachable`] adds.
const SCOPES: &str = "entra-perms/scopes";

/// The tools of an MCP server, joined with their guards.
///
/// Lists and calls go through it: see [the page of this module](super). A caller sees the tools
/// that it may call. A call is checked before its arguments are read, and the guard of the tool
/// checks again.
pub struct GuardedTools<S, M: Model> {
    router: ToolRouter<S>,
    guards: Arc<ToolGuards<M>>,
}

/// The guards by the name of their tool.
pub(crate) type ToolGuards<M> = HashMap<&'static str, ToolGuard<M>>;

/// The guard of one tool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToolGuard<M: Model> {
    pub(crate) function: GuardedFunction,
    pub(crate) requirement: Requirement<M>,
    /// `true` if the tool itself has no guard, so that its call is decided here.
    is_by_hand: bool,
}

impl<S: Send + Sync + 'static, M: Model> GuardedTools<S, M> {
    /// Joins the tools of a server with the guards of the program: `Server::tool_router()`.
    ///
    /// # Errors
    /// Returns [`ToolsError`] if two guards name one tool, or if a guard names a tool that the
    /// router does not have.
    pub fn new(router: ToolRouter<S>) -> Result<Self, ToolsError> {
        let mut guards = ToolGuards::new();
        for (item, function, requirement) in guards_of_mcp::<M>() {
            if item.kind() != McpKind::Tool {
                continue;
            }
            let name = item.name();
            if !router.map.contains_key(name) {
                return Err(ToolsError::UnknownTool { name, function });
            }
            let guard = ToolGuard { function, requirement, is_by_hand: false };
            if let Some(other) = guards.insert(name, guard) {
                let functions = [other.function, function];
                return Err(ToolsError::GuardedTwice { name, functions });
            }
        }
        Ok(Self { router, guards: Arc::new(guards) })
    }

    /// Adds a requirement to a tool that is not a guarded function: one that was added to the
    /// router by hand.
    ///
    /// # Errors
    /// Returns [`ToolsError`] if the tool has a guard, or if the router does not have it.
    #[track_caller]
    pub fn require(
        mut self,
        name: &'static str,
        requirement: Requirement<M>,
    ) -> Result<Self, ToolsError> {
        let place = Location::caller();
        let function = GuardedFunction::new(type_name::<S>(), name, place.file(), place.line());
        if !self.router.map.contains_key(name) {
            return Err(ToolsError::UnknownTool { name, function });
        }
        if let Some(other) = self.guards.get(name) {
            return Err(ToolsError::GuardedTwice { name, functions: [other.function, function] });
        }
        let guard = ToolGuard { function, requirement, is_by_hand: true };
        Arc::make_mut(&mut self.guards).insert(name, guard);
        Ok(self)
    }

    /// Returns the names of the tools without a guard, sorted. A test can compare them with the
    /// tools that every caller may call:
    ///
    /// ```ignore
    /// assert_eq!(tools.unguarded(), ["ping"]);
    /// ```
    #[must_use]
    pub fn unguarded(&self) -> Vec<&str> {
        let names = self.router.map.keys().map(AsRef::as_ref);
        let mut names: Vec<&str> = names.filter(|name| !self.guards.contains_key(name)).collect();
        names.sort_unstable();
        names
    }

    /// Calls a tool. `#[tool_handler(router = self.tools)]` does this.
    ///
    /// # Errors
    /// Returns the denial of the guard, or the error of the tool.
    pub async fn call(
        &self,
        context: ToolCallContext<'_, S>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(guard) = self.guards.get(context.name()) {
            guard.check_call(context.request_context())?;
        }
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
        self.list_if(context, |tool, guard| match guard.decide(context) {
            Ok(()) => Some(tool),
            Err(_) => None,
        })
    }

    /// Returns the tools that the caller of this request may call now, and those that it could call
    /// with more scopes. The latter have the sets of scopes that would be sufficient, by their full
    /// names, in the member `entra-perms/scopes` of `_meta`.
    #[must_use]
    pub fn list_reachable(&self, context: &RequestContext<RoleServer>) -> ListToolsResult {
        self.list_if(context, |tool, guard| match guard.decide(context) {
            Ok(()) => Some(tool),
            Err(denied) => with_scopes(tool, denied),
        })
    }

    fn list_if(
        &self,
        context: &RequestContext<RoleServer>,
        show: impl Fn(Tool, &ToolGuard<M>) -> Option<Tool>,
    ) -> ListToolsResult {
        let tools = self.router.list_all().into_iter();
        let shown = tools.filter_map(|tool| match self.guards.get(tool.name.as_ref()) {
            Some(guard) => show(tool, guard),
            None => Some(tool),
        });
        let mut list = ListToolsResult::with_all_items(shown.collect());
        // Older versions of the protocol do not have these members.
        let version = context.protocol_version();
        if version.is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
            list.ttl_ms = Some(0);
            list.cache_scope = Some(CacheScope::Private);
        }
        list
    }

    /// Returns the guards, for the layer.
    pub(crate) fn guards(&self) -> &Arc<ToolGuards<M>> {
        &self.guards
    }
}

/// Adds the sufficient scopes to a tool that is denied. Returns `None` if no scope helps.
fn with_scopes(mut tool: Tool, denied: Denied) -> Option<Tool> {
    let scopes = denied.challenge().scopes();
    if scopes.is_empty() {
        return None;
    }
    let meta = tool.meta.get_or_insert_with(MetaObject::default);
    meta.0.insert(SCOPES.to_owned(), scopes.into());
    Some(tool)
}

impl<M: Model> ToolGuard<M> {
    /// Decides without a log line, for lists.
    fn decide(&self, source: &impl CallerSource<M>) -> Result<(), Denied> {
        match source.caller() {
            Some(caller) => caller.decide(&self.requirement),
            None => Err(Denied::no_caller()),
        }
    }

    /// Returns the denial of a caller that further scopes would let in. Only such a denial is logged
    /// and recorded: in any other case, the tool decides.
    pub(crate) fn denied_for_scopes(&self, caller: &Caller<M>) -> Option<Denied> {
        let denied = caller.decide(&self.requirement).err()?;
        if denied.sufficient_scopes().is_empty() {
            return None;
        }
        check(&self.requirement, &self.function, caller).err()
    }

    /// Checks a call. If the tool has a guard, the guard logs and records a permission, so that
    /// only a denial is logged and recorded here.
    fn check_call(&self, source: &impl CallerSource<M>) -> Result<(), Denied> {
        let is_allowed = |caller: &Caller<M>| caller.can(&self.requirement);
        if !self.is_by_hand && source.caller().is_some_and(is_allowed) {
            return Ok(());
        }
        check(&self.requirement, &self.function, source)
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
