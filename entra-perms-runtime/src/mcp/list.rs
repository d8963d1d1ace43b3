//! The tools or prompts in a list for one caller.

use ::rmcp::RoleServer;
use ::rmcp::model::{MetaObject, ProtocolVersion};
use ::rmcp::service::RequestContext;

use crate::guard::McpGuards;
use crate::model::Model;

/// The member of `_meta` with the scopes that a tool needs.
const SCOPES: &str = "entra-perms/scopes";

/// The tools or prompts in a list.
#[derive(Clone, Copy)]
pub(super) enum ListOf {
    /// Those that the caller may use now.
    Allowed,
    /// Also those that it could use with more scopes.
    Reachable,
}

impl ListOf {
    /// Returns whether the list shows a tool or prompt to the caller of a request. Writes the
    /// sufficient scopes into `meta` if the caller could use it with them only.
    pub(super) fn shows<M: Model>(
        self,
        name: &str,
        meta: &mut Option<MetaObject>,
        guards: &McpGuards<M>,
        context: &RequestContext<RoleServer>,
    ) -> bool {
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

/// Returns whether the version of the protocol has hints for caches.
pub(super) fn has_cache_hints(context: &RequestContext<RoleServer>) -> bool {
    let version = context.protocol_version();
    version.is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}
