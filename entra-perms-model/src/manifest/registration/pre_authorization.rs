//! The clients that the API pre-authorizes: `preAuthorizedApplications`.

use std::collections::HashSet;

use super::entry::Registered;
use crate::finding::{Finding, Rule};
use crate::manifest::export::PreAuthorized;
use crate::manifest::report::{Damage, Report};

/// Reports ids that are not the id of a scope or of an app role. Microsoft Graph documents that the
/// list of scopes may contain an app role.
/// <https://learn.microsoft.com/graph/api/resources/preauthorizedapplication>
pub(super) fn check(
    clients: &[PreAuthorized],
    roles: &[Registered],
    scopes: &[Registered],
    report: &mut Report<'_>,
) {
    // An entry without a readable id may have any id.
    let mut entries = scopes.iter().chain(roles);
    let are_known = report.damage() < Damage::Values && entries.all(|it| it.id.is_some());
    // A file without scopes is a part of a registration.
    if !are_known || scopes.is_empty() {
        return;
    }
    let ids: HashSet<_> = scopes.iter().chain(roles).filter_map(|entry| entry.id).collect();
    for client in clients {
        for (id, at) in &client.scopes {
            if !ids.contains(id) {
                report.error(*at, Damage::Nothing, unknown(client));
            }
        }
    }
}

fn unknown(client: &PreAuthorized) -> Finding {
    let message = "a client is pre-authorized for a scope that does not exist";
    Finding::new(Rule::UnknownPreAuthorization, message)
        .note(format_args!("it is in the entry for client `{}`", client.client_id))
        .help(
            "remove it from `preAuthorizedApplications` in Entra, and export the registration \
             again",
        )
}
