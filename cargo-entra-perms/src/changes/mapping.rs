//! Changes in the mapping between scopes and app roles that both states have. A new
//! scope or role names its own pairs.

use std::collections::HashMap;

use entra_perms_model::Model;

use super::words::{self, number};
use super::{Change, State, States};
use crate::grants;
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, common } = states;
    let new_of: HashMap<usize, usize> = common.roles.shared.iter().copied().collect();
    let old_of: HashMap<usize, usize> =
        common.roles.shared.iter().map(|(old, new)| (*new, *old)).collect();
    for (old_scope, new_scope) in &common.scopes.shared {
        let old = Scope { state: before, index: *old_scope };
        let new = Scope { state: after, index: *new_scope };
        changes.extend(new.mapped(&old.roles(), &old_of));
        changes.extend(old.unmapped(&new.roles(), &new_of, new.value()));
    }
}

/// A scope of one state.
struct Scope<'s> {
    state: &'s State,
    index: usize,
}

impl Scope<'_> {
    fn model(&self) -> &Model {
        &self.state.model
    }

    fn value(&self) -> &str {
        words::scope(self.model(), self.index)
    }

    fn roles(&self) -> Vec<usize> {
        self.model()
            .scopes
            .get(self.index)
            .map_or(Vec::new(), |scope| scope.roles.clone())
    }

    /// Returns the shared roles that this scope leads to, and that are not among `others`.
    fn roles_without(&self, others: &[usize], other_of: &HashMap<usize, usize>) -> Vec<usize> {
        let is_only_here =
            |role: &usize| other_of.get(role).is_some_and(|other| !others.contains(other));
        self.roles().into_iter().filter(is_only_here).collect()
    }

    fn mapped(&self, old_roles: &[usize], old_of: &HashMap<usize, usize>) -> Option<Change> {
        let roles = self.roles_without(old_roles, old_of);
        let first = *roles.first()?;
        let effective = self.effective(&roles);
        let class = if effective.is_empty() { Class::Text } else { Class::Widens };
        let message = format!(
            "scope `{}` leads to {} {}",
            self.value(),
            number(&roles, "another app role:", "further app roles:"),
            words::roles(self.model(), &roles)
        );
        let change = Change::new("scope_mapped", class, message)
            .at(self.state.places.mapping(self.index, first), None);
        Some(without_effect(change, &roles, &effective))
    }

    fn unmapped(
        &self,
        new_roles: &[usize],
        new_of: &HashMap<usize, usize>,
        value: &str,
    ) -> Option<Change> {
        let roles = self.roles_without(new_roles, new_of);
        let first = *roles.first()?;
        let effective = self.effective(&roles);
        let class = if effective.is_empty() { Class::Text } else { Class::Breaks };
        let message = format!(
            "scope `{value}` no longer leads to {} {}",
            number(&roles, "app role", "app roles"),
            words::roles(self.model(), &roles)
        );
        let change = Change::new("scope_unmapped", class, message)
            .at(None, self.state.places.mapping(self.index, first));
        Some(without_effect(change, &roles, &effective))
    }

    fn effective(&self, roles: &[usize]) -> Vec<usize> {
        let is_delegated = |role: &usize| grants::is_delegated(self.model(), self.index, *role);
        roles.iter().copied().filter(is_delegated).collect()
    }
}

fn without_effect(change: Change, roles: &[usize], effective: &[usize]) -> Change {
    match roles.len() - effective.len() {
        0 => change,
        1 if roles.len() == 1 => change.note("the scope or the app role is disabled"),
        disabled => change.note(format!("{disabled} of the pairs are disabled")),
    }
}
