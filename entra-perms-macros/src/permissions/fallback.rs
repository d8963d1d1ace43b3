//! The model of a build that fails.

use entra_perms_model::{App, Model};

/// Maps every scope to every role, and lets users and applications hold every role.
///
/// A guard then does not find further defects, so each mistake gives one error. The build fails, so
/// that the code never runs.
pub(super) fn grant_everything(model: &mut Model) {
    // A validator needs a registration.
    if model.apps.is_empty() {
        model.apps.push(App::default());
    }
    let role_count = model.roles.len();
    let scope_count = model.scopes.len();
    for role in &mut model.roles {
        role.users = true;
        role.applications = true;
        role.entry.enabled = true;
        role.scopes = (0..scope_count).collect();
    }
    for scope in &mut model.scopes {
        scope.entry.enabled = true;
        scope.roles = (0..role_count).collect();
    }
}
