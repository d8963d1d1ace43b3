//! The scopes and kinds of callers that lead to an operation.

use entra_perms_model::{Model, Scope};

use crate::guards::{Guard, GuardClause};

/// Returns whether a scope alone is sufficient for a user who holds the app roles: it leads to a
/// role of each clause, or is itself in the clause.
pub(super) fn is_sufficient(scope: &Scope, guard: &Guard, model: &Model) -> bool {
    let is_met = |clause: &GuardClause| {
        let mut roles = enabled_roles(clause, model);
        clause.scopes.contains(&scope.entry.value)
            || roles.any(|(index, role)| role.users && scope.roles.contains(&index))
    };
    scope.entry.enabled
        && guard.requirement.admits_users()
        && guard.requirement.clauses.iter().all(is_met)
}

/// Returns the kinds of callers that can meet the requirement.
pub(super) fn callers(guard: &Guard, model: &Model) -> &'static str {
    let users = guard.requirement.admits_users();
    let applications = is_for_applications(guard, model);
    kinds(users, applications)
}

fn is_for_applications(guard: &Guard, model: &Model) -> bool {
    let requirement = &guard.requirement;
    let is_met =
        |clause: &GuardClause| enabled_roles(clause, model).any(|(_, role)| role.applications);
    // Applications have no scopes.
    requirement.admits_applications() && requirement.clauses.iter().all(is_met)
}

/// Returns the app roles of a clause, with their indices. A disabled role is never granted.
fn enabled_roles<'m>(
    clause: &'m GuardClause,
    model: &'m Model,
) -> impl Iterator<Item = (usize, &'m entra_perms_model::Role)> {
    let roles = model.roles.iter().enumerate();
    roles.filter(|(_, role)| role.entry.enabled && clause.roles.contains(&role.entry.value))
}

/// Returns the words for kinds of callers.
pub(super) fn kinds(users: bool, applications: bool) -> &'static str {
    match (users, applications) {
        (true, true) => "users, applications",
        (true, false) => "users",
        (false, true) => "applications",
        (false, false) => "nobody",
    }
}
