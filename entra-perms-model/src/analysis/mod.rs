//! Arguments and manifests → a checked model and its findings.
//!
//! - `reader`: the files of the arguments;
//! - `claims_challenges`, `client_conditions`: findings that matter only with some guards;
//! - `places`: the places of the model's parts;
//! - `registration`: one registration alone;
//! - `rules`: the arguments that are neither registrations nor the mapping.

mod claims_challenges;
mod client_conditions;
#[cfg(test)]
mod many_findings;
mod places;
#[cfg(test)]
mod properties;
mod reader;
mod registration;
mod rules;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use syn::LitStr;

pub use self::places::Places;
use self::reader::ManifestReader;
pub use self::registration::{
    analyze_environment, analyze_export, read_environment, registration_files,
};
pub use self::rules::{DeclaredRules, declared_rules};
use crate::arguments::{self, Arguments};
use crate::clients::Apis;
use crate::files::Lookup;
use crate::finding::{Finding, Findings, Lint, Severity};
use crate::manifest::{AppChoice, Damage, Manifest, Registered};
use crate::mapping::{self, Mapping, MappingResult};
use crate::model::{Client, Entry, Model, Name, Role, Scope};
use crate::{clients, constraints, environments, mcp, names};

/// The result of [`analyze`].
///
/// It refers to Rust source by spans, so it stays on its thread. [`Model`] is plain data.
#[non_exhaustive]
pub struct Analysis {
    /// The model, as complete as the manifest could be read. `None` if nothing could be read.
    ///
    /// If there are errors, the mapping may lack lines that the user meant.
    pub model: Option<Model>,
    /// `true` if the manifest may define app roles or scopes whose names could not be read. An
    /// error then names the cause, and code that uses such a name is not at fault.
    pub lacks_names: bool,
    /// Every file that was found, as an absolute path, even if it could not be read. A build must
    /// run again if one of them changes.
    pub files: Vec<PathBuf>,
    /// The path of the runtime crate, from `crate = path`. `None` if the arguments do not give one.
    pub runtime: Option<syn::Path>,
    /// The findings, in the order in which they were found, without the lints that the user allows.
    pub findings: Vec<Finding>,
    /// The lint [`NoXmsCc`](crate::Lint::NoXmsCc), which matters only if a guard has `context = …`
    /// or `fresh = …`. `None` if the registrations request the claim, or if the user allows the
    /// lint.
    pub for_claims_challenges: Option<Finding>,
    /// The lint [`ClientLacksPermission`](crate::Lint::ClientLacksPermission) for each client, in
    /// the order of [`Model::clients`]. It matters only if a guard with `client = …` requires more
    /// than the client asks for. Empty if the user allows the lint.
    pub for_client_conditions: Vec<Finding>,
    /// The places of the parts of the model. Empty without a model.
    pub places: Places,
}

impl Analysis {
    /// Returns whether a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.findings)
    }
}

fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

/// Analyzes the arguments of `permissions!` and the manifests that they name.
///
/// `arguments` are the tokens between the braces of `permissions! { … }`.
#[must_use]
pub fn analyze(arguments: TokenStream, lookup: &Lookup<'_>) -> Analysis {
    let mut findings = Findings::default();
    let arguments = arguments::parse(arguments, &mut findings);
    analyze_arguments(&arguments, true, lookup, findings)
}

/// Analyzes arguments. `is_named` says whether the only application of the files of `manifest` must
/// have the name in `app`.
fn analyze_arguments(
    arguments: &Arguments,
    is_named: bool,
    lookup: &Lookup<'_>,
    mut findings: Findings,
) -> Analysis {
    let mut reader = ManifestReader::new(lookup);
    let mut manifests = reader.read_all(arguments, is_named, &mut findings);
    let have_errors = findings.has_errors();
    let client_sources = reader.read_clients(arguments, &mut findings);
    let apis = Apis {
        manifests: &manifests,
        are_complete: manifests.len() == 1 + arguments.environments.len(),
        have_errors,
    };
    let mut client_findings = Findings::default();
    let clients = clients::resolve(&client_sources, apis, &mut client_findings);
    let mut mcp_findings = Findings::default();
    mcp::check(arguments, apis, &mut mcp_findings);
    environments::agree(&mut manifests, &mut findings);
    findings.extend(client_findings);
    findings.extend(mcp_findings);
    let lacks_names = manifests.first().is_none_or(Manifest::lacks_names);
    let for_claims_challenges = if arguments.allow.contains(&Lint::NoXmsCc) {
        None
    } else {
        claims_challenges::check(&manifests)
    };
    let (model, places) = build_model(manifests, clients, arguments, &mut findings);
    let for_client_conditions = match &model {
        Some(model) if !arguments.allow.contains(&Lint::ClientLacksPermission) => {
            client_conditions::findings(model)
        }
        Some(_) | None => Vec::new(),
    };
    findings.allow(&arguments.allow);
    Analysis {
        model,
        lacks_names,
        files: reader.files,
        runtime: arguments.runtime.clone(),
        findings: findings.finish(),
        for_claims_challenges,
        for_client_conditions,
        places,
    }
}

/// The result of [`read_manifest`].
#[non_exhaustive]
pub struct Reading {
    /// The manifest, as far as it could be read. `None` if nothing could be read.
    pub manifest: Option<Manifest>,
    /// Every file that was found, as an absolute path, even if it could not be read.
    pub files: Vec<PathBuf>,
    /// The findings, in the order in which they were found.
    pub findings: Vec<Finding>,
}

impl Reading {
    /// Returns whether a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.findings)
    }
}

/// Reads a manifest without a mapping.
///
/// `paths` are the files of the manifest, as in `manifest = […]`. If a file lists several
/// applications, `app` names one by its client id or its display name.
#[must_use]
pub fn read_manifest(paths: &[&str], app: Option<&str>, lookup: &Lookup<'_>) -> Reading {
    let literals: Vec<_> = paths.iter().map(|path| literal(path)).collect();
    let app = app.map(literal);
    let app = app.as_ref().map(|app| AppChoice { app, always: true });
    let mut findings = Findings::default();
    let mut reader = ManifestReader::new(lookup);
    let manifest = reader.read(&literals, app, &mut findings);
    Reading { manifest, files: reader.files, findings: findings.finish() }
}

fn literal(text: &str) -> LitStr {
    LitStr::new(text, Span::call_site())
}

/// Builds the model of the first manifest. If `manifest` could not be read, the manifest of another
/// environment has the names, so that one mistake gives one error.
fn build_model(
    manifests: Vec<Manifest>,
    clients: Vec<Client>,
    arguments: &Arguments,
    findings: &mut Findings,
) -> (Option<Model>, Places) {
    let apps = manifests.iter().map(|manifest| manifest.registration.app.clone()).collect();
    let mut manifests = manifests.into_iter();
    let Some(manifest) = manifests.next() else { return (None, Places::default()) };
    let mut found = Findings::default();
    let MappingResult { mapping, places: mapping_places, literal_errors, violations, coverage } =
        mapping::map(&manifest, arguments);
    found.extend(literal_errors);
    let constraints = constraints::group(&manifest, &arguments.constraints, &mut found);
    let names = names::assign(&manifest, &arguments.rename, &constraints.groups, &mut found);

    // A value that could not be read would seem to be unknown.
    if manifest.damage < Damage::Values {
        findings.extend(found);
    }
    if manifest.damage == Damage::Nothing {
        findings.extend(violations);
        if arguments.is_whole {
            findings.extend(coverage);
        }
    }
    let (registration, first_places) = manifest.into_parts();
    let mut places = Places { apps: vec![first_places], mapping: mapping_places };
    places.apps.extend(manifests.map(|manifest| manifest.into_parts().1));
    let model = Model {
        apps,
        roles: roles(registration.roles, names.roles, &mapping),
        scopes: scopes(registration.scopes, names.scopes, &mapping),
        groups: constraints.groups,
        constraints: constraints.names,
        clients,
    };
    (Some(model), places)
}

fn roles(registered: Vec<Registered>, names: Vec<Name>, mapping: &Mapping) -> Vec<Role> {
    let mut roles = Vec::new();
    for (index, (role, name)) in registered.into_iter().zip(names).enumerate() {
        roles.push(Role {
            users: role.members.users,
            applications: role.members.applications,
            entry: entry(role, name),
            scopes: mapping.scopes_of(index),
        });
    }
    roles
}

fn scopes(registered: Vec<Registered>, names: Vec<Name>, mapping: &Mapping) -> Vec<Scope> {
    let mut scopes = Vec::new();
    for (index, (scope, name)) in registered.into_iter().zip(names).enumerate() {
        scopes.push(Scope {
            consent: scope.consent,
            entry: entry(scope, name),
            roles: mapping.roles_of(index),
        });
    }
    scopes
}

fn entry(registered: Registered, name: Name) -> Entry {
    let Registered {
        value,
        id,
        display_name,
        description,
        enabled,
        of_tenant: _,
        disabled_at: _,
        members: _,
        applications_at: _,
        consent: _,
        consent_at: _,
        consented_at: _,
        at: _,
    } = registered;
    Entry { value, id, display_name, description, enabled, name }
}
