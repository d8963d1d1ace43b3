//! `drift`: the registration in the tenant, and the one that is checked in.

use std::collections::BTreeSet;

use entra_perms_model::{App, Manifest, OptionalClaim};

use super::diff::outcome;
use crate::arguments::{DriftArguments, GlobalArguments};
use crate::changes::{Change, State, compare};
use crate::error::Failure;
use crate::models::{Export, Models};
use crate::output;
use crate::report::{Outcome, Report};

pub(super) fn run(
    arguments: &DriftArguments,
    global: &GlobalArguments,
) -> Result<Outcome, Failure> {
    let models = Models::find(global)?;
    let environments = models.environments(arguments.environment.as_deref())?;
    let mut export = Export::read(&arguments.live)?;
    // A setting that the model cannot express must not count as equal.
    let manifest = environments.live(&mut export, &[])?;
    let environment = environments.of(manifest.app(), export.name())?;
    let mut checked_in = State::of_environment(&models, &environment)?;
    let mut live = State::of_export(&models, environment.model, &export)?;
    set_tenant_roles_aside(&mut live, &checked_in, &manifest);
    let of_tenant = |manifest: &Manifest, state: &State| -> BTreeSet<String> {
        let roles = manifest.roles().iter().filter(|role| role.of_tenant);
        let values = roles.map(|role| role.value.clone());
        values.filter(|value| !state.tenant_roles.contains(value)).collect()
    };
    live.granted_tenant_roles = of_tenant(&manifest, &live);
    checked_in.granted_tenant_roles = of_tenant(&environment.manifest, &checked_in);
    let unknown = fill_unknown_settings(&mut live, &mut checked_in, &manifest);
    let comparison = compare(&checked_in, &live);
    let mut changes = comparison.changes;
    if !unknown.is_empty() {
        changes.push(not_compared(&unknown, &manifest));
    }
    let changes: Vec<_> = changes.into_iter().map(with_state_of_service).collect();
    let outcome = outcome(&changes, &arguments.fail_on);
    let mut report = Report::new("drift");
    report.models.push(environment.model.clone());
    report.verdict = Some(comparison.verdict.name());
    report.items = changes.into_iter().map(|change| change.into_item("in the tenant, ")).collect();
    output::print(&report.render(global.format)?)?;
    Ok(outcome)
}

/// A service has the entries and holders of the registration that it was built with.
fn with_state_of_service(change: Change) -> Change {
    const OF_THE_BUILD: [&str; 7] = [
        "role_added",
        "role_enabled",
        "role_users_added",
        "role_applications_added",
        "scope_added",
        "scope_enabled",
        "scope_mapped",
    ];
    if OF_THE_BUILD.contains(&change.id) {
        change.note("a service allows it after it was built with this registration")
    } else {
        change
    }
}

/// Sets the app roles aside that an administrator added to the tenant. The API does not know them,
/// so that nobody can use them.
fn set_tenant_roles_aside(live: &mut State, checked_in: &State, manifest: &Manifest) {
    let of_tenant = manifest.roles().iter().filter(|role| role.of_tenant);
    let is_new = |value: &&str| checked_in.model.role(value).is_none();
    let values = of_tenant.map(|role| role.value.as_str()).filter(is_new);
    live.tenant_roles = values.map(str::to_owned).collect();
    for role in &mut live.model.roles {
        if live.tenant_roles.contains(&role.entry.value) {
            role.entry.enabled = false;
        }
    }
}

/// Takes each setting that one of the exports cannot contain from the other one. Returns the names
/// of these settings.
fn fill_unknown_settings(
    live: &mut State,
    checked_in: &mut State,
    manifest: &Manifest,
) -> Vec<&'static str> {
    let has_other_settings = fill_facts(live, checked_in);
    let (Some(live), Some(checked_in)) =
        (live.model.apps.first_mut(), checked_in.model.apps.first_mut())
    else {
        return Vec::new();
    };
    let mut unknown = Vec::new();
    let mut note = |is_unknown: bool, name| {
        if is_unknown {
            unknown.push(name);
        }
    };
    note(fill(&mut live.client_id, &mut checked_in.client_id), "the client id");
    note(fill(&mut live.display_name, &mut checked_in.display_name), "the display name");
    note(fill(&mut live.token_version, &mut checked_in.token_version), "the token version");
    let audience = fill(&mut live.sign_in_audience, &mut checked_in.sign_in_audience);
    note(audience, "the accounts that can sign in");
    note(fill_uris(live, checked_in, manifest), "the App ID URIs");
    note(fill_claims(live, checked_in), "the optional claims");
    note(has_other_settings, "the clients that need no consent");
    note(has_other_settings, "further settings of the application");
    unknown
}

/// Takes the settings that the model does not have from the files that can contain them.
fn fill_facts(live: &mut State, checked_in: &mut State) -> bool {
    let lacks = |state: &State| state.model.apps.first().is_some_and(lacks_claims);
    let (known, unknown) = match (lacks(live), lacks(checked_in)) {
        (true, false) => (checked_in, live),
        (false, true) => (live, checked_in),
        _ => return false,
    };
    if let (Some(known), Some(unknown)) = (known.facts.first(), unknown.facts.first_mut()) {
        unknown.take_settings(known);
    }
    true
}

/// Makes two settings equal if one of them is unknown. Returns whether one was.
fn fill<T: Clone>(one: &mut Option<T>, other: &mut Option<T>) -> bool {
    match (&*one, &*other) {
        (Some(known), None) => *other = Some(known.clone()),
        (None, Some(known)) => *one = Some(known.clone()),
        _ => return false,
    }
    true
}

/// A fragment has no App ID URIs. A service principal lists them in any order.
fn fill_uris(live: &mut App, checked_in: &mut App, manifest: &Manifest) -> bool {
    let sorted = |app: &App| {
        let mut uris = app.identifier_uris.clone();
        uris.sort_unstable();
        uris
    };
    let is_principal = manifest.forms().iter().any(|form| form.is_service_principal());
    if is_principal && sorted(live) == sorted(checked_in) {
        live.identifier_uris.clone_from(&checked_in.identifier_uris);
        return false;
    }
    let is_unknown = |app: &App| lacks_claims(app) && app.identifier_uris.is_empty();
    if is_unknown(live) && !is_unknown(checked_in) {
        live.identifier_uris.clone_from(&checked_in.identifier_uris);
        return true;
    }
    if is_unknown(checked_in) && !is_unknown(live) {
        checked_in.identifier_uris.clone_from(&live.identifier_uris);
        return true;
    }
    false
}

fn fill_claims(live: &mut App, checked_in: &mut App) -> bool {
    let (known, unknown) = match (lacks_claims(live), lacks_claims(checked_in)) {
        (true, false) => (checked_in, live),
        (false, true) => (live, checked_in),
        _ => return false,
    };
    unknown.client_id_is_audience = known.client_id_is_audience;
    unknown.marks_app_only = known.marks_app_only;
    unknown.agent_claims.clone_from(&known.agent_claims);
    unknown.client_capabilities = known.client_capabilities;
    unknown.authentication_contexts = known.authentication_contexts;
    true
}

/// Returns whether the files of a registration cannot contain optional claims: they are service
/// principals or fragments.
fn lacks_claims(app: &App) -> bool {
    app.client_capabilities == OptionalClaim::Unknown
}

fn not_compared(unknown: &[&'static str], manifest: &Manifest) -> Change {
    let names: Vec<_> = unknown.iter().map(|name| (*name).to_owned()).collect();
    let names = entra_perms_model::suggestion::in_words(&names, "and");
    let message = format!("some settings cannot be compared: {names}");
    let change = Change::remark("settings_not_compared", message)
        .note("one of the exports does not contain them");
    if manifest.forms().iter().any(|form| form.is_service_principal()) {
        change
            .note("the live export is a service principal, which lacks settings of the application")
            .help("export the application to compare all of it: `az ad app show --id <app id>`")
    } else {
        change
    }
}
