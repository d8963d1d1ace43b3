//! Changes in app roles.

use entra_perms_model::{Model, Role};

use super::decisive::Decided;
use super::words::{self, number};
use super::{Change, State, States, rights};
use crate::grants;
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, common } = states;
    for index in &common.roles.added {
        changes.push(added(after, *index));
    }
    for index in &common.roles.removed {
        changes.push(removed(before, *index));
    }
    for (old, new) in &common.roles.shared {
        if let (Some(role), Some(other)) =
            (before.model.roles.get(*old), after.model.roles.get(*new))
        {
            let pair = Pair { states, role, other, old: *old, new: *new };
            pair.names(changes);
            pair.holders(changes);
            pair.tenant(changes);
        }
    }
}

fn added(after: &State, index: usize) -> Change {
    let value = words::role(&after.model, index);
    if after.tenant_roles.contains(value) {
        let message = format!("an administrator added app role `{value}` to the tenant");
        return Change::remark("tenant_role", message)
            .at(after.role_place(index), None)
            .note("its `origin` is `ServicePrincipal`, so the registration does not have it")
            .note("tokens can carry it, but the API does not know it and never grants it");
    }
    let class = class_of_new(&after.model, index);
    let change = Change::new("role_added", class, format!("app role `{value}` was added"));
    with_effect(change.at(after.role_place(index), None), &after.model, index)
}

fn removed(before: &State, index: usize) -> Change {
    let message = format!("app role `{}` was removed", words::role(&before.model, index));
    let change = Change::new("role_removed", Class::Breaks, message);
    change
        .at(None, before.role_place(index))
        .note("its assignments are lost, and Rust code that names it does not compile")
}

/// Returns the class of a role that was not usable before.
fn class_of_new(after: &Model, index: usize) -> Class {
    if rights::is_usable(after, index) { Class::Widens } else { Class::Text }
}

/// Says who can use a role.
fn with_effect(mut change: Change, model: &Model, index: usize) -> Change {
    let scopes = grants::scopes_to(model, index);
    if model.roles.get(index).is_some_and(|role| !role.entry.enabled) {
        return change.note("the app role is disabled, so that nobody can use it");
    }
    if grants::is_for_applications(model, index) {
        change = change.note("applications that hold it can use it");
    }
    if !scopes.is_empty() {
        let list = words::scopes(model, &scopes);
        let lead = number(&scopes, "scope", "scopes");
        change = change.note(format!("users who hold it can use it through {lead} {list}"));
    } else if grants::is_for_users(model, index) {
        change =
            change.note("no enabled scope leads to it, so that no client can use it for users");
    }
    change
}

/// A role in both states.
struct Pair<'s> {
    states: States<'s>,
    role: &'s Role,
    other: &'s Role,
    old: usize,
    new: usize,
}

impl Pair<'_> {
    fn change(&self, id: &'static str, class: Class, text: &str) -> Change {
        let message = format!("app role `{}` {text}", self.other.entry.value);
        let States { before, after, .. } = self.states;
        Change::new(id, class, message).at(after.role_place(self.new), before.role_place(self.old))
    }

    fn names(&self, changes: &mut Vec<Change>) {
        let old = &self.role.entry;
        let new = &self.other.entry;
        if old.value != new.value {
            let text = format!("was named `{}` before", old.value);
            changes.push(
                self.change("role_renamed", Class::Breaks, &text)
                    .note("assignments stay, because the id is the same")
                    .note("tokens that were issued before carry the old value"),
            );
        }
    }

    /// A change of a switch, which one registration can decide for the model.
    fn switch(&self, id: &'static str, class: Class, text: &str) -> Change {
        let decided = Decided {
            states: self.states,
            entries: |facts| &facts.roles,
            place: State::role_place_in,
            values: [&self.role.entry.value, &self.other.entry.value],
            indices: [self.old, self.new],
        };
        decided
            .add_to(self.change(id, class, text), |one, other| one.is_enabled != other.is_enabled)
    }

    /// The registration of the application lacks the role, and the API knows it.
    fn tenant(&self, changes: &mut Vec<Change>) {
        let States { before, after, .. } = self.states;
        let is_of_tenant =
            |state: &State, role: &Role| state.granted_tenant_roles.contains(&role.entry.value);
        if is_of_tenant(after, self.other) && !is_of_tenant(before, self.role) {
            let class = class_of_new(&after.model, self.new);
            let text = "was added to the tenant by an administrator, and the API grants it";
            let change = self.change("tenant_role_granted", class, text);
            changes.push(
                change
                    .note("its `origin` is `ServicePrincipal`: the application does not define it")
                    .note("the API cannot tell its holders from those of its own app role"),
            );
        }
    }

    fn holders(&self, changes: &mut Vec<Change>) {
        let model = &self.states.after.model;
        let usable = class_of_new(model, self.new);
        let effect = |change| with_effect(change, model, self.new);
        match (self.role.entry.enabled, self.other.entry.enabled) {
            (false, true) => {
                changes.push(effect(self.switch("role_enabled", usable, "was enabled")));
            }
            (true, false) => changes.push(
                self.switch("role_disabled", Class::Breaks, "was disabled")
                    .note("tokens may still carry it, but it is never granted"),
            ),
            _ => {}
        }
        match (self.role.users, self.other.users) {
            (false, true) => {
                let has_scope = !grants::scopes_to(model, self.new).is_empty();
                let class = if has_scope { Class::Widens } else { Class::Text };
                let change = self.change("role_users_added", class, "can be held by users");
                changes.push(effect(change));
            }
            (true, false) => {
                let text = "can no longer be held by users";
                changes.push(self.change("role_users_removed", Class::Breaks, text));
            }
            _ => {}
        }
        match (self.role.applications, self.other.applications) {
            (false, true) => {
                let is_usable = grants::is_for_applications(model, self.new);
                let class = if is_usable { Class::Widens } else { Class::Text };
                let text = "can be held by applications";
                changes.push(effect(self.change("role_applications_added", class, text)));
            }
            (true, false) => {
                let text = "can no longer be held by applications";
                changes.push(self.change("role_applications_removed", Class::Breaks, text));
            }
            _ => {}
        }
    }
}
