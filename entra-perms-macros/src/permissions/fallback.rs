//! The model and the names of a build that fails.

use entra_perms_model::{AgentClaim, App, Model};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Maps every scope to every role, lets users and applications hold every role, and requests every
/// claim about agents.
///
/// A guard then does not find further defects, so each mistake gives one error. The build fails, so
/// that the code never runs.
pub(super) fn grant_everything(model: &mut Model) {
    // A validator needs a registration.
    if model.apps.is_empty() {
        model.apps.push(App::default());
    }
    for app in &mut model.apps {
        app.agent_claims = AgentClaim::ALL.to_vec();
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

/// Returns an import that fails, for a build that does not know all names.
///
/// If a manifest could not be read, rustc would report the path of the role in every guard, after
/// the error that names the cause. But once a glob import of the crate has failed, rustc does not
/// report names that it cannot find, because the import could have brought them. So these errors
/// become one, whose name repeats the cause.
///
/// The import is in a module of its own, because rustc does not report imports from a module that
/// contains a failed macro, such as `compile_error!`.
/// ```text
/// mod __entra_perms_names { use self::the_manifest_was_not_read::*; }
/// ```
pub(super) fn failed_import(has_model: bool, place: Span) -> TokenStream {
    let cause =
        if has_model { "the_manifest_was_read_in_part" } else { "the_manifest_was_not_read" };
    let missing = Ident::new(cause, Span::call_site().located_at(place));
    quote!(mod __entra_perms_names { #[allow(unused_imports)] use self::#missing::*; })
}
