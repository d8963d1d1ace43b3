//! The tools or prompts in a list for one caller.

use ::rmcp::RoleServer;
use ::rmcp::model::{CacheScope, MetaObject, Prompt, ProtocolVersion, Tool};
use ::rmcp::service::RequestContext;

use crate::guard::McpGuards;
use crate::model::Model;

/// The member of `_meta` with the scopes that a tool or prompt needs.
const SCOPES: &str = "entra-perms/scopes";

/// The tools or prompts in a list.
#[derive(Clone, Copy)]
pub(super) enum ListOf {
    /// Those that the caller may use now.
    Allowed,
    /// Also those that it could use with more scopes.
    Reachable,
}

/// A tool or a prompt.
pub(super) trait Listed {
    fn name_and_meta(&mut self) -> (&str, &mut Option<MetaObject>);
}

impl Listed for Tool {
    fn name_and_meta(&mut self) -> (&str, &mut Option<MetaObject>) {
        (&self.name, &mut self.meta)
    }
}

impl Listed for Prompt {
    fn name_and_meta(&mut self) -> (&str, &mut Option<MetaObject>) {
        (&self.name, &mut self.meta)
    }
}

impl ListOf {
    /// Returns the tools or prompts that the list shows to the caller of a request.
    pub(super) fn of<T: Listed, M: Model>(
        self,
        mut items: Vec<T>,
        guards: &McpGuards<M>,
        context: &RequestContext<RoleServer>,
    ) -> Vec<T> {
        items.retain_mut(|item| self.shows(item, guards, context));
        items
    }

    /// Returns whether the list shows a tool or prompt. Writes the sufficient scopes into its
    /// `_meta` if the caller could use it with them only.
    fn shows<M: Model>(
        self,
        item: &mut impl Listed,
        guards: &McpGuards<M>,
        context: &RequestContext<RoleServer>,
    ) -> bool {
        let (name, meta) = item.name_and_meta();
        let Err(denied) = guards.decide(name, context) else { return true };
        let scopes = match self {
            Self::Allowed => return false,
            Self::Reachable => denied.challenge().scopes(),
        };
        if scopes.is_empty() {
            return false;
        }
        let meta = meta.get_or_insert_with(MetaObject::default);
        meta.0.insert(SCOPES.to_owned(), scopes.into());
        true
    }
}

/// Returns the hints for caches, `ttlMs` and `cacheScope`, if the version of the protocol has them:
/// no cache may share the list, or keep it after the permissions have changed.
pub(super) fn cache_hints(
    context: &RequestContext<RoleServer>,
) -> (Option<u64>, Option<CacheScope>) {
    let version = context.protocol_version();
    if version.is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
        (Some(0), Some(CacheScope::Private))
    } else {
        (None, None)
    }
}
