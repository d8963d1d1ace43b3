//! The findings about a model that matter only to some of its guards: the build warns at the guard.

use entra_perms_model::{Analysis, ClientRegistration, Finding, Model};

use super::Models;
use crate::guards::{Guard, Guards};
use crate::place::{Location, shown};

/// A finding about a guard.
#[derive(Debug)]
pub(crate) struct GuardFinding<'a> {
    pub(crate) finding: &'a Finding,
    /// The line of the guard.
    pub(crate) location: Location,
}

impl Models {
    /// Returns the findings about the guards of a model, in the order of the guards.
    ///
    /// The model has no errors, and every name of the guards.
    pub(crate) fn guard_findings<'a>(
        &self,
        analysis: &'a Analysis,
        model: &Model,
        guards: &Guards,
    ) -> Vec<GuardFinding<'a>> {
        let mut found = Vec::new();
        for guard in &guards.guards {
            let requirement = &guard.requirement;
            if requirement.context.is_some() || requirement.fresh_seconds.is_some() {
                found.extend(
                    analysis.for_claims_challenges.as_ref().map(|finding| (finding, guard)),
                );
            }
            // The findings are in the order of the clients. There are none if they are allowed.
            for (client, finding) in model.clients.iter().zip(&analysis.for_client_conditions) {
                let is_admitted =
                    requirement.clients.iter().flatten().any(|name| name == client.plain_name());
                if is_admitted && lacks_permission(model, &client.registrations, guard) {
                    found.push((finding, guard));
                }
            }
        }
        let located = found
            .into_iter()
            .map(|(finding, guard)| GuardFinding { finding, location: self.location_of(guard) });
        located.collect()
    }

    /// Returns the place of a guard. The compiler knows its file from the root of the workspace.
    fn location_of(&self, guard: &Guard) -> Location {
        let file = shown(&self.folder.join(&guard.file));
        Location { file, line: guard.line as usize, column: 1 }
    }
}

/// Returns whether a registration of the client does not ask for the permissions of the guard, or
/// whether the client has no registration for one of the API's. It decides as
/// `client_lacks_permission` of the runtime does in the build.
fn lacks_permission(model: &Model, registrations: &[ClientRegistration], guard: &Guard) -> bool {
    let has_id = |registration: &&ClientRegistration| {
        model.apps.get(registration.app).is_some_and(|app| app.client_id.is_some())
    };
    let known: Vec<_> = registrations.iter().filter(has_id).collect();
    let suffices = |registration: &&ClientRegistration| {
        (guard.requirement.admits_users() && suffices_for_users(model, registration, guard))
            || (guard.requirement.admits_applications()
                && suffices_as_itself(model, registration, guard))
    };
    known.len() < model.apps.len() || !known.iter().all(suffices)
}

/// Returns whether the scopes of a registration are sufficient for a user who holds all app roles.
fn suffices_for_users(model: &Model, registration: &ClientRegistration, guard: &Guard) -> bool {
    let scopes = registration.scopes.iter().chain(&registration.pre_authorized);
    let scopes = scopes.filter_map(|index| model.scopes.get(*index));
    let scopes: Vec<_> = scopes
        .filter(|scope| scope.entry.enabled)
        .map(|scope| &scope.entry.value)
        .collect();
    let roles = role_values(model, &model.delegated_roles(registration));
    guard.requirement.clauses.iter().all(|clause| {
        clause.roles.iter().any(|role| roles.contains(&role))
            || clause.scopes.iter().any(|scope| scopes.contains(&scope))
    })
}

fn suffices_as_itself(model: &Model, registration: &ClientRegistration, guard: &Guard) -> bool {
    let roles = role_values(model, &model.app_only_roles(registration));
    let mut clauses = guard.requirement.clauses.iter();
    clauses.all(|clause| clause.roles.iter().any(|role| roles.contains(&role)))
}

fn role_values<'m>(model: &'m Model, indices: &[usize]) -> Vec<&'m String> {
    let roles = indices.iter().filter_map(|index| model.roles.get(*index));
    roles.map(|role| &role.entry.value).collect()
}
