//! The registrations of one API in several environments → one registration. Values and their
//! holders must agree; ids, texts and token settings may differ. `table` pairs the entries of the
//! environments, and `difference` words the differences.

mod difference;
mod table;

use std::collections::{HashMap, HashSet};

use self::table::{Row, Table, TableKind};
use crate::finding::{Finding, Findings, Lint, Place, Rule};
use crate::manifest::{Damage, Kind, Manifest, Registered};
use crate::model::Consent;
use crate::suggestion::in_words;

/// Reports the differences between the environments. In the first of `manifests`, disables each
/// entry that another one disables, and lets users consent to each scope to which they may consent
/// in another one.
pub(crate) fn agree(manifests: &mut [Manifest], findings: &mut Findings) {
    if manifests.len() < 2 {
        return;
    }
    let compared = comparable(manifests, findings);
    check_client_ids(&compared, findings);
    let roles = Table::new(TableKind::Roles, &compared);
    let scopes = Table::new(TableKind::Scopes, &compared);
    for table in [&roles, &scopes] {
        difference::check_values(table, findings);
    }
    difference::check_members(&roles, findings);
    for manifest in &compared {
        warn_about_disabled(manifest, roles.rows.iter().chain(&scopes.rows), findings);
    }
    let disabled_roles = roles.disabled();
    let disabled_scopes = scopes.disabled();
    let of_applications = roles.of_applications();
    let consents = scopes.consents();
    if let Some(first) = manifests.first_mut() {
        disable(&mut first.registration.roles, &disabled_roles);
        disable(&mut first.registration.scopes, &disabled_scopes);
        note_applications(&mut first.registration.roles, &of_applications);
        weaken_consent(&mut first.registration.scopes, &consents);
    }
}

/// Returns the manifests that are for one API, each with a registration of its own. In any other
/// manifest, each value would be a difference.
fn comparable<'a>(manifests: &'a [Manifest], findings: &mut Findings) -> Vec<&'a Manifest> {
    let mut compared: Vec<&Manifest> = Vec::new();
    for manifest in manifests.iter().filter(|manifest| is_json(manifest)) {
        match incomparable(&compared, manifest) {
            Some(finding) => findings.push(finding.at(manifest.span())),
            None => compared.push(manifest),
        }
    }
    compared
}

/// Returns whether all files are JSON. The entries of any other file are a guess.
fn is_json(manifest: &Manifest) -> bool {
    manifest.forms.iter().all(|form| form.kind() != Kind::Broken)
}

/// Returns the finding that a manifest cannot be compared with the ones before it.
fn incomparable(compared: &[&Manifest], manifest: &Manifest) -> Option<Finding> {
    if let Some(id) = &manifest.app().client_id
        && let Some(same) = compared.iter().find(|other| other.app().client_id.as_ref() == Some(id))
    {
        return Some(same_registration(same, manifest, id));
    }
    let first = compared.first()?;
    let are_known = manifest.damage < Damage::Values && first.damage < Damage::Values;
    // A manifest with only roles has no value in common with a manifest with only scopes.
    let have_both = has_both_kinds(first) && has_both_kinds(manifest);
    let are_different = are_known && have_both && values(first).is_disjoint(&values(manifest));
    are_different.then(|| different_apis(first, manifest))
}

fn has_both_kinds(manifest: &Manifest) -> bool {
    !manifest.roles().is_empty() && !manifest.scopes().is_empty()
}

fn values(manifest: &Manifest) -> HashSet<String> {
    let entries = manifest.roles().iter().chain(manifest.scopes());
    entries.map(|entry| entry.value.to_ascii_lowercase()).collect()
}

fn same_registration(one: &Manifest, other: &Manifest, client_id: &str) -> Finding {
    let both = format!("{} and {}", one.name(), other.name());
    Finding::new(Rule::SameRegistration, "two environments have one registration")
        .note(format_args!("`appId` is `{client_id}` in {both}"))
        .help("name the manifest of another registration for each environment")
}

fn different_apis(one: &Manifest, other: &Manifest) -> Finding {
    Finding::new(Rule::DifferentApis, "two environments have no app role or scope in common")
        .note(format_args!("their manifests are {} and {}", one.name(), other.name()))
        .note("the environments must have registrations of one API")
        .help("name the manifest of this API in the other environment")
}

/// Checks that a validator can tell the environments apart by their client ids.
fn check_client_ids(manifests: &[&Manifest], findings: &mut Findings) {
    let mut unknown = manifests.iter().filter(|manifest| manifest.app().client_id.is_none());
    let Some(first) = unknown.next() else { return };
    findings.push(unknown_client_id(first).at(first.span()));
    for other in unknown {
        // Lists of roles and scopes do not contain token settings, so they do not differ in them.
        if first.app().without_names() != other.app().without_names() {
            findings.push(unknown_client_ids(first, other).at(other.span()));
        }
    }
}

fn unknown_client_id(manifest: &Manifest) -> Finding {
    let name = manifest.name();
    Finding::new(Rule::Lint(Lint::NoClientId), "the client id (`appId`) is unknown")
        .note(format_args!(
            "any client id is accepted for {name}, except the ids of other environments"
        ))
        .help("name an export that has `appId`")
}

fn unknown_client_ids(first: &Manifest, other: &Manifest) -> Finding {
    Finding::new(Rule::UnknownClientIds, "the client ids of two environments are unknown")
        .note(format_args!("`appId` is missing in {} and {}", first.name(), other.name()))
        .note("their token settings differ, so a validator could not choose one of them")
        .help("name exports that have `appId`")
}

fn warn_about_disabled<'a>(
    manifest: &Manifest,
    rows: impl Iterator<Item = &'a Row<'a>>,
    findings: &mut Findings,
) {
    const MAX_NAMES: usize = 5;
    let rows = rows.filter(|row| row.cells.iter().any(|cell| cell.entry.enabled));
    let cells = rows.flat_map(Row::disabled).filter(|cell| cell.is_in(manifest));
    let cells: Vec<_> = cells.collect();
    if cells.is_empty() {
        return;
    }
    let mut names: Vec<_> = cells.iter().take(MAX_NAMES).map(ToString::to_string).collect();
    if cells.len() > MAX_NAMES {
        names.push(format!("{} more", cells.len() - MAX_NAMES));
    }
    let message = "one environment disables app roles or scopes";
    let finding = Finding::new(Rule::Lint(Lint::DisabledElsewhere), message)
        .note(format_args!("found {}", in_words(&names, "and")))
        .note("a value that one environment disables is disabled in all environments");
    findings.push(finding.at(manifest.span()));
}

fn disable(entries: &mut [Registered], disabled: &HashMap<String, Place>) {
    for entry in entries {
        if let Some(place) = disabled.get(&entry.value) {
            entry.enabled = false;
            entry.disabled_at = Some(place.clone());
        }
    }
}

/// Notes the app roles that applications can hold in another environment only.
fn note_applications(roles: &mut [Registered], of_applications: &HashMap<String, Place>) {
    for role in roles.iter_mut().filter(|role| !role.members.applications) {
        role.applications_at = of_applications.get(&role.value).cloned();
    }
}

fn weaken_consent(scopes: &mut [Registered], consents: &HashMap<String, (Option<Consent>, Place)>) {
    for scope in scopes {
        if let Some((consent, place)) = consents.get(&scope.value)
            && scope.consent != *consent
        {
            scope.consent = *consent;
            scope.consented_at = Some(place.clone());
        }
    }
}

#[cfg(test)]
mod tests;
