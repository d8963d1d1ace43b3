//! The guards of an MCP server's tools or prompts, by their names.

mod error;
mod item;

use core::any::type_name;
use core::panic::Location;
use std::collections::HashMap;

pub use self::error::GuardsError;
pub use self::item::{McpItem, McpKind};
use super::{CallerSource, GuardedFunction, check};
use crate::caller::{Caller, Denied};
use crate::model::Model;
use crate::requirement::Requirement;

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
    /// Collects the guards of this kind: those in this module and below it, or all of them if it is
    /// `None`. `is_known` says whether the router has a tool or prompt.
    pub(crate) fn collect(
        all: impl Iterator<Item = (McpItem, GuardedFunction, Requirement<M>)>,
        kind: McpKind,
        module: Option<&str>,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Self, GuardsError> {
        let mut guards = Self(HashMap::new());
        for (item, function, requirement) in all {
            if item.kind() == kind && module.is_none_or(|module| function.is_in(module)) {
                guards.add(
                    item,
                    McpGuard { function, requirement, is_by_hand: false },
                    &is_known,
                )?;
            }
        }
        Ok(guards)
    }

    /// Adds the guard of a tool or prompt that was added to the router of the server `S` by hand.
    pub(crate) fn require<S>(
        &mut self,
        item: McpItem,
        requirement: Requirement<M>,
        place: &'static Location<'static>,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<(), GuardsError> {
        let server = type_name::<S>();
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
    pub(crate) fn missing<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let mut names: Vec<&str> = names.filter(|name| !self.0.contains_key(name)).collect();
        names.sort_unstable();
        names
    }

    /// Checks a call, before its arguments are read.
    pub(crate) fn check_call(
        &self,
        name: &str,
        source: &impl CallerSource<M>,
    ) -> Result<(), Denied> {
        self.get(name).map_or(Ok(()), |guard| guard.check_call(source))
    }

    /// Decides without a log line, for lists. A tool without a guard is for everybody.
    pub(crate) fn decide(&self, name: &str, source: &impl CallerSource<M>) -> Result<(), Denied> {
        match (self.get(name), source.caller()) {
            (None, _) => Ok(()),
            (Some(guard), Some(caller)) => caller.decide(&guard.requirement),
            (Some(_), None) => Err(Denied::no_caller()),
        }
    }
}

impl<M: Model> McpGuard<M> {
    /// Returns whether the caller is denied, and further scopes would let it in. Logs nothing.
    pub(crate) fn lacks_only_scopes(&self, caller: &Caller<M>) -> bool {
        let decision = caller.decide(&self.requirement);
        decision.is_err_and(|denied| !denied.sufficient_scopes().is_empty())
    }

    /// Checks a caller as the guard of a function does: the decision is logged and recorded.
    pub(crate) fn check(&self, source: &impl CallerSource<M>) -> Result<(), Denied> {
        check(&self.requirement, &self.function, source)
    }

    /// Checks a call. If the function has a guard, that guard logs and records a permission, so
    /// that only a denial is logged and recorded here.
    fn check_call(&self, source: &impl CallerSource<M>) -> Result<(), Denied> {
        let is_allowed = |caller: &Caller<M>| caller.can(self.requirement);
        if !self.is_by_hand && source.caller().is_some_and(is_allowed) {
            return Ok(());
        }
        self.check(source)
    }
}
