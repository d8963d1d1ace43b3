//! Changes in scopes.

use entra_perms_model::{Consent, Model, Scope};

use super::decisive::Decided;
use super::facts::Entry;
use super::words::{self, number};
use super::{Change, State, States, rights};
use crate::grants;
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, common } = states;
    for index in &common.scopes.added {
        changes.push(added(after, *index));
    }
    for index in &common.scopes.removed {
        let message = format!("scope `{}` was removed", words::scope(&before.model, *index));
        let change = Change::new("scope_removed", Class::Breaks, message);
        changes.push(
            change
                .at(None, before.scope_place(*index))
                .note("its consents are lost, and Rust code that names it does not compile"),
        );
    }
    for (old, new) in &common.scopes.shared {
        if let (Some(scope), Some(other)) =
            (before.model.scopes.get(*old), after.model.scopes.get(*new))
        {
            let pair = Pair { states, scope, other, old: *old, new: *new };
            pair.names(changes);
            pair.grants(changes);
        }
    }
}

fn added(after: &State, index: usize) -> Change {
    let is_enabled = after.model.scopes.get(index).is_some_and(|scope| scope.entry.enabled);
    let class = if is_enabled { Class::Widens } else { Class::Text };
    let message = format!("scope `{}` was added", words::scope(&after.model, index));
    let change = Change::new("scope_added", class, message).at(after.scope_place(index), None);
    with_effect(change, &after.model, index)
}

/// Says what a scope leads to.
fn with_effect(change: Change, model: &Model, index: usize) -> Change {
    let Some(scope) = model.scopes.get(index) else { return change };
    if !scope.entry.enabled {
        return change.note("the scope is disabled, so that nobody can be granted it");
    }
    let is_delegated = |role: &usize| grants::is_delegated(model, index, *role);
    let roles: Vec<_> = scope.roles.iter().copied().filter(is_delegated).collect();
    let change = if roles.is_empty() {
        change.note("it leads to no app role; guards with `scope(…)` may name it")
    } else {
        let list = words::roles(model, &roles);
        let noun = number(&roles, "app role", "app roles");
        change.note(format!("it leads to {noun} {list}"))
    };
    if rights::may_consent(scope) {
        change.note("users may consent to it themselves")
    } else {
        change
    }
}

/// A scope in both states.
struct Pair<'s> {
    states: States<'s>,
    scope: &'s Scope,
    other: &'s Scope,
    old: usize,
    new: usize,
}

impl Pair<'_> {
    fn change(&self, id: &'static str, class: Class, text: &str) -> Change {
        let message = format!("scope `{}` {text}", self.other.entry.value);
        let States { before, after, .. } = self.states;
        Change::new(id, class, message)
            .at(after.scope_place(self.new), before.scope_place(self.old))
    }

    /// Adds the registrations that decide for the model.
    fn decided(&self, change: Change, differs: fn(&Entry, &Entry) -> bool) -> Change {
        let decided = Decided {
            states: self.states,
            entries: |facts| &facts.scopes,
            place: State::scope_place_in,
            values: [&self.scope.entry.value, &self.other.entry.value],
            indices: [self.old, self.new],
        };
        decided.add_to(change, differs)
    }

    fn switch(&self, id: &'static str, class: Class, text: &str) -> Change {
        let change = self.change(id, class, text);
        self.decided(change, |one, other| one.is_enabled != other.is_enabled)
    }

    fn names(&self, changes: &mut Vec<Change>) {
        let old = &self.scope.entry;
        let new = &self.other.entry;
        if old.value != new.value {
            let text = format!("was named `{}` before", old.value);
            changes.push(
                self.change("scope_renamed", Class::Breaks, &text)
                    .note("consents stay, because the id is the same")
                    .note("clients ask for scopes by value, and must ask for the new one"),
            );
        }
    }

    fn grants(&self, changes: &mut Vec<Change>) {
        let is_enabled = self.other.entry.enabled;
        match (self.scope.entry.enabled, is_enabled) {
            (false, true) => {
                let change = self.switch("scope_enabled", Class::Widens, "was enabled");
                changes.push(with_effect(change, &self.states.after.model, self.new));
            }
            (true, false) => changes.push(
                self.switch("scope_disabled", Class::Breaks, "was disabled")
                    .note("tokens may still carry it, but it leads to no app role"),
            ),
            _ => {}
        }
        if self.scope.consent == self.other.consent {
            return;
        }
        // Of a scope that is disabled, nobody gets a consent.
        let class_if = |class| if is_enabled { class } else { Class::Text };
        let change = match (self.scope.consent, self.other.consent) {
            (Some(Consent::Admin), _) => self.change(
                "scope_user_consent",
                class_if(Class::Widens),
                "no longer needs the consent of an administrator",
            ),
            (_, Some(Consent::Admin)) => self.change(
                "scope_admin_consent",
                if self.scope.entry.enabled { Class::Breaks } else { Class::Text },
                "needs the consent of an administrator",
            ),
            _ => self.change(
                "scope_consent_unknown",
                Class::Text,
                "has a `type` in only one of the manifests",
            ),
        };
        changes.push(self.decided(change, |one, other| one.consent != other.consent));
    }
}
