//! The permissions of a caller.

use entra_perms_runtime::{CallerKind, Permission};
use serde_json::Value;

use crate::permissions::{Caller, ROLES, Role, SCOPES};

/// Checks the permissions against each other.
pub fn check(caller: &Caller) {
    let effective = caller.effective();
    let held = caller.held();
    let granted = caller.granted();
    assert!(effective.is_subset(held));
    assert!(!held.is_empty() || !granted.is_empty(), "a caller has at least one role or scope");
    assert!(
        caller.kind() == CallerKind::User || granted.is_empty(),
        "an application has no scopes"
    );
    for role in Role::ALL.iter().copied() {
        let (_, users, applications, scopes) = ROLES[role.index()];
        assert_eq!(role.value(), ROLES[role.index()].0);
        let is_granted = granted.iter().any(|scope| scopes.contains(&scope.value()));
        let expected = held.contains(role)
            && match caller.kind() {
                CallerKind::User => users && is_granted,
                CallerKind::App => applications,
            };
        assert_eq!(effective.contains(role), expected, "{role}");
        assert_eq!(caller.can(role), expected, "{role}");
        assert_eq!(caller.require(role).is_ok(), expected, "{role}");
    }
    let unknown = caller.unknown_values();
    assert!(unknown.len() <= 16 && unknown.iter().all(|value| value.len() <= 128));
}

/// Checks that the caller has exactly the known roles and scopes of the payload.
pub fn check_values(caller: &Caller, claims: &Value) {
    let roles = match claims.get("roles") {
        Some(roles) => roles.as_array().unwrap().as_slice(),
        None => &[],
    };
    let held: Vec<&str> = caller.held().iter().map(Permission::value).collect();
    let expected = ROLES
        .iter()
        .map(|role| role.0)
        .filter(|role| roles.iter().any(|value| value == role));
    assert_eq!(held, expected.collect::<Vec<_>>());
    let scopes: Vec<&str> =
        claims.get("scp").map_or("", |scp| scp.as_str().unwrap()).split(' ').collect();
    let granted: Vec<&str> = caller.granted().iter().map(Permission::value).collect();
    let expected = SCOPES.iter().copied().filter(|scope| scopes.contains(scope));
    assert_eq!(granted, expected.collect::<Vec<_>>());
}
