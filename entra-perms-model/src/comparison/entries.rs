//! Differences in app roles and scopes.

use std::collections::HashSet;

use super::{Alignment, Difference};
use crate::model::{Consent, Entry, Model, Role, Scope};

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

/// Finds app roles that were added, removed, renamed or changed.
pub(super) fn compare_roles(
    before: &Model,
    after: &Model,
    alignment: &Alignment,
    differences: &mut Vec<Difference>,
) {
    let permission = |role: &Role| Permission::Role(role.entry.value.clone());
    for (role, other) in before.roles.iter().zip(&alignment.roles) {
        let Some(other) = other.and_then(|index| after.roles.get(index)) else {
            differences.push(Difference::Removed { permission: permission(role) });
            continue;
        };
        if role.entry.value != other.entry.value {
            differences
                .push(Difference::Renamed { before: permission(role), after: permission(other) });
        }
        let mut properties = changed_properties(&role.entry, &other.entry);
        properties.extend(changed_holders(role, other));
        report(&permission(other), properties, differences);
    }
    for role in unaligned(&after.roles, &alignment.roles) {
        differences.push(Difference::Added { permission: permission(role) });
    }
}

/// Finds scopes that were added, removed, renamed or changed.
pub(super) fn compare_scopes(
    before: &Model,
    after: &Model,
    alignment: &Alignment,
    differences: &mut Vec<Difference>,
) {
    let permission = |scope: &Scope| Permission::Scope(scope.entry.value.clone());
    for (scope, other) in before.scopes.iter().zip(&alignment.scopes) {
        let Some(other) = other.and_then(|index| after.scopes.get(index)) else {
            differences.push(Difference::Removed { permission: permission(scope) });
            continue;
        };
        if scope.entry.value != other.entry.value {
            differences
                .push(Difference::Renamed { before: permission(scope), after: permission(other) });
        }
        let mut properties = changed_properties(&scope.entry, &other.entry);
        if scope.consent != other.consent {
            properties.push(Property::Consent(other.consent));
        }
        report(&permission(other), properties, differences);
    }
    for scope in unaligned(&after.scopes, &alignment.scopes) {
        differences.push(Difference::Added { permission: permission(scope) });
    }
}

/// Returns the entries of the second model that no entry of the first model is.
fn unaligned<'e, T>(
    after: &'e [T],
    alignment: &[Option<usize>],
) -> impl Iterator<Item = &'e T> + use<'e, T> {
    let aligned: HashSet<usize> = alignment.iter().flatten().copied().collect();
    let others = after.iter().enumerate().filter(move |(index, _)| !aligned.contains(index));
    others.map(|(_, entry)| entry)
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
