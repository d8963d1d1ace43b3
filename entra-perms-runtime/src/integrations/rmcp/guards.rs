//! The guards of a server's tools or prompts, by their names.

use core::panic::Location;
use std::collections::HashMap;

use ::rmcp::RoleServer;
use ::rmcp::model::{MetaObject, ProtocolVersion};
use ::rmcp::service::RequestContext;

use super::guards_error::GuardsError;
use super::{McpItem, McpKind};
use crate::audit::guards_of_mcp;
use crate::caller::{Caller, Denied};
use crate::guard::{CallerSource, GuardedFunction, check};
use crate::model::Model;
use crate::requirement::Requirement;

/// The member of `_meta` with the scopes that a tool or prompt needs.
const SCOPES: &str = "entra-perms/scopes";

/// The guards of a server's tools or prompts.
#[derive(Clone, Debug)]
pub(crate) struct McpGuards<M: Model>(HashMap<&'static str, McpGuard<M>>);

/// The guard of one tool or prompt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct McpGuard<M: Model> {
    function: GuardedFunction,
    requirement: Requirement<M>,
    /// `true` if the tool itself has no guard, so that its call is decided here.
    is_by_hand: bool,
}

impl<M: Model> McpGuards<M> {
    /// Collects the guards of this kind in the program. `is_known` says whether the router has a
    /// tool or prompt.
    pub(super) fn collect(
        kind: McpKind,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Self, GuardsError> {
        let mut guards = Self(HashMap::new());
        for (item, function, requirement) in guards_of_mcp::<M>() {
            if item.kind() == kind {
                guards.add(
                    item,
                    McpGuard { function, requirement, is_by_hand: false },
                    &is_known,
                )?;
            }
        }
        Ok(guards)
    }

    /// Adds the guard of a tool or prompt that was added to the router by hand.
    pub(super) fn require(
        &mut self,
        item: McpItem,
        requirement: Requirement<M>,
        server: &'static str,
        place: &'static Location<'static>,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<(), GuardsError> {
        let function = GuardedFunction::new(server, item.name(), place.file(), place.line());
        self.add(item, McpGuard { function, requirement, is_by_hand: true }, &is_known)
    }

    fn add(
        &mut self,
        item: McpItem,
        guard: McpGuard<M>,
        is_known: &impl Fn(&str) -> bool,
    ) -> Result<(), GuardsError> {
        let function = guard.function;
        if !is_known(item.name()) {
            return Err(GuardsError::NotInRouter { item, function });
        }
        match self.0.insert(item.name(), guard) {
            None => Ok(()),
            Some(other) => {
                let (first, second) = (Box::new(other.function), Box::new(function));
                Err(GuardsError::GuardedTwice { item, first, second })
            }
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&McpGuard<M>> {
        self.0.get(name)
    }

    /// Returns the names without a guard, sorted.
    pub(super) fn missing<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let mut names: Vec<&str> = names.filter(|name| !self.0.contains_key(name)).collect();
        names.sort_unstable();
        names
    }

    /// Checks a call, before its arguments are read.
    pub(super) fn check_call(
        &self,
        name: &str,
        context: &RequestContext<RoleServer>,
    ) -> Result<(), Denied> {
        self.get(name).map_or(Ok(()), |guard| guard.check_call(context))
    }

    /// Returns the access of the caller to a tool or prompt.
    pub(super) fn access(&self, name: &str, context: &RequestContext<RoleServer>) -> Access {
        let Some(guard) = self.get(name) else { return Access::Allowed };
        let caller: Option<&Caller<M>> = context.caller();
        match caller.map(|caller| caller.decide(&guard.requirement)) {
            Some(Ok(())) => Access::Allowed,
            Some(Err(denied)) => Access::NeedsScopes(denied.challenge().scopes()),
            None => Access::NeedsScopes(Vec::new()),
        }
    }
}

/// The access of a caller to a tool or prompt.
pub(super) enum Access {
    Allowed,
    /// The caller is denied. These sets of scopes would be sufficient, by their full names. Empty
    /// if no scope helps.
    NeedsScopes(Vec<Vec<String>>),
}

impl Access {
    /// Returns whether a list shows the tool or prompt. Writes the sufficient scopes into `meta` if
    /// the list shows those that are within reach, too.
    pub(super) fn show(self, list: ListOf, meta: &mut Option<MetaObject>) -> bool {
        match (self, list) {
            (Self::Allowed, _) => true,
            (Self::NeedsScopes(scopes), ListOf::Reachable) if !scopes.is_empty() => {
                let meta = meta.get_or_insert_with(MetaObject::default);
                meta.0.insert(SCOPES.to_owned(), scopes.into());
                true
            }
            (Self::NeedsScopes(_), ListOf::Reachable | ListOf::Allowed) => false,
        }
    }
}

/// The tools or prompts in a list.
#[derive(Clone, Copy)]
pub(super) enum ListOf {
    /// Those that the caller may use now.
    Allowed,
    /// Also those that it could use with more scopes.
    Reachable,
}

/// Returns whether the version of the protocol has hints for caches.
pub(super) fn has_cache_hints(context: &RequestContext<RoleServer>) -> bool {
    let version = context.protocol_version();
    version.is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}

impl<M: Model> McpGuard<M> {
    /// Returns the denial of a caller that further scopes would let in. Only such a denial is logged
    /// and recorded: in any other case, the tool decides.
    pub(crate) fn denied_for_scopes(&self, caller: &Caller<M>) -> Option<Denied> {
        let denied = caller.decide(&self.requirement).err()?;
        if denied.sufficient_scopes().is_empty() {
            return None;
        }
        check(&self.requirement, &self.function, caller).err()
    }

    /// Checks a call. If the function has a guard, that guard logs and records a permission, so that
    /// only a denial is logged and recorded here.
    fn check_call(&self, source: &impl CallerSource<M>) -> Result<(), Denied> {
        let is_allowed = |caller: &Caller<M>| caller.can(self.requirement);
        if !self.is_by_hand && source.caller().is_some_and(is_allowed) {
            return Ok(());
        }
        check(&self.requirement, &self.function, source)
    }
}
