//! The clients that the API pre-authorizes: `preAuthorizedApplications`.

use std::collections::HashSet;

use super::entry::Registered;
use crate::finding::{Finding, Rule};
use crate::manifest::export::PreAuthorized;
use crate::manifest::report::{Damage, Report, Shown};

/// Reports ids that are not the id of a scope.
pub(super) fn check(
    clients: &[PreAuthorized],
    roles: &[Registered],
    scopes: &[Registered],
    report: &mut Report<'_>,
) {
    // A scope without a readable id may have any id.
    let are_known = report.damage() < Damage::Values && scopes.iter().all(|it| it.id.is_some());
    // A file without scopes is a part of a registration.
    if !are_known || scopes.is_empty() {
        return;
    }
    let ids: HashSet<_> = scopes.iter().filter_map(|scope| scope.id).collect();
    for client in clients {
        for (id, at) in &client.scopes {
            if !ids.contains(id) {
                let role = roles.iter().find(|role| role.id == Some(*id));
                report.error(*at, Damage::Nothing, unknown(client, role));
            }
        }
    }
}

fn unknown(client: &PreAuthorized, role: Option<&Registered>) -> Finding {
    let message = "a client is pre-authorized for a scope that does not exist";
    let finding = Finding::new(Rule::UnknownPreAuthorization, message)
        .note(format_args!("it is in the entry for client `{}`", client.client_id));
    let finding = match role {
        Some(role) => finding.note(format_args!(
            "it is the id of app role `{}`, and only scopes can be pre-authorized",
            Shown(&role.value)
        )),
        None => finding,
    };
    finding.help(
        "remove it from `preAuthorizedApplications` in Entra, and export the registration again",
    )
}
