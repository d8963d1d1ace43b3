//! Differences in app roles and scopes.

use super::Difference;
#[cfg(doc)]
use crate::model::Scope;
use crate::model::{Consent, Entry, Model, Role};

/// An app role or a scope, by its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Permission {
    /// An app role.
    Role(String),
    /// A scope.
    Scope(String),
}

/// A property of an app role or a scope, with its state in the second model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Property {
    /// The id is different. Entra grants by id: earlier assignments and consents are lost.
    Id,
    /// The entry is enabled or disabled.
    Enabled(bool),
    /// Users can, or cannot, hold the app role.
    Users(bool),
    /// Applications can, or cannot, hold the app role.
    Applications(bool),
    /// The accounts that may consent to the scope are different: see [`Scope::consent`].
    Consent(Option<Consent>),
    /// The display name or the description is different.
    Text,
}

/// Finds app roles that were added, removed or changed.
pub(super) fn compare_roles(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for role in &before.roles {
        let permission = Permission::Role(role.entry.value.clone());
        match after.role(&role.entry.value) {
            None => differences.push(Difference::Removed { permission }),
            Some(other) => {
                let mut properties = changed_properties(&role.entry, &other.entry);
                properties.extend(changed_holders(role, other));
                report(&permission, properties, differences);
            }
        }
    }
    for role in &after.roles {
        if before.role(&role.entry.value).is_none() {
            let permission = Permission::Role(role.entry.value.clone());
            differences.push(Difference::Added { permission });
        }
    }
}

/// Finds scopes that were added, removed or changed.
pub(super) fn compare_scopes(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for scope in &before.scopes {
        let permission = Permission::Scope(scope.entry.value.clone());
        match after.scope(&scope.entry.value) {
            None => differences.push(Difference::Removed { permission }),
            Some(other) => {
                let mut properties = changed_properties(&scope.entry, &other.entry);
                if scope.consent != other.consent {
                    properties.push(Property::Consent(other.consent));
                }
                report(&permission, properties, differences);
            }
        }
    }
    for scope in &after.scopes {
        if before.scope(&scope.entry.value).is_none() {
            let permission = Permission::Scope(scope.entry.value.clone());
            differences.push(Difference::Added { permission });
        }
    }
}

fn report(permission: &Permission, properties: Vec<Property>, differences: &mut Vec<Difference>) {
    for property in properties {
        differences.push(Difference::Changed { permission: permission.clone(), property });
    }
}

fn changed_properties(before: &Entry, after: &Entry) -> Vec<Property> {
    let mut changed = Vec::new();
    if before.id != after.id {
        changed.push(Property::Id);
    }
    if before.enabled != after.enabled {
        changed.push(Property::Enabled(after.enabled));
    }
    if before.display_name != after.display_name || before.description != after.description {
        changed.push(Property::Text);
    }
    changed
}

fn changed_holders(before: &Role, after: &Role) -> Vec<Property> {
    let mut changed = Vec::new();
    if before.users != after.users {
        changed.push(Property::Users(after.users));
    }
    if before.applications != after.applications {
        changed.push(Property::Applications(after.applications));
    }
    changed
}
