//! The scopes that a client of an MCP server can ask for.

use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Registered};

/// Checks that each registration has an enabled scope, and that one scope is enabled in all of
/// them. `are_all` is `false` if there are other registrations, which could not be read.
pub(super) fn check(manifests: &[&Manifest], are_all: bool, findings: &mut Findings) {
    let mut have_some = true;
    for manifest in manifests {
        if !has_enabled(manifest) {
            findings.push(no_enabled_scope(manifest));
            have_some = false;
        }
    }
    if have_some && are_all {
        findings.extend(enabled_nowhere(manifests));
    }
}

fn has_enabled(manifest: &Manifest) -> bool {
    manifest.scopes().iter().any(|scope| scope.enabled)
}

fn no_enabled_scope(manifest: &Manifest) -> Finding {
    let finding = finding();
    match manifest.scopes().first() {
        Some(scope) => manifest
            .at(scope.at, finding)
            .note(format_args!("every scope of {} is disabled", manifest.name()))
            .help("enable a scope under Expose an API in Entra, and export the registration again"),
        None => manifest
            .whole(finding)
            .note(format_args!("{} has no scopes", manifest.name()))
            .help("add a scope under Expose an API in Entra, and export the registration again"),
    }
}

/// Returns a finding if each scope is disabled in some environment. It is then disabled in all.
fn enabled_nowhere(manifests: &[&Manifest]) -> Findings {
    let mut findings = Findings::default();
    let Some(first) = manifests.first() else { return findings };
    let mut disabling = None;
    for scope in first.scopes() {
        // A scope that an environment lacks is reported as a difference.
        let Some(found) = manifests.iter().find_map(|manifest| disabled(manifest, &scope.value))
        else {
            return findings;
        };
        disabling = disabling.or(Some(found));
    }
    if let Some((manifest, scope)) = disabling {
        findings.push(
            manifest
                .at(scope.at, finding())
                .note("every scope is disabled in one environment, and so in all environments")
                .help(
                    "enable one scope in all registrations under Expose an API in Entra, and \
                     export them again",
                ),
        );
    }
    findings
}

/// Returns the scope with this value if the manifest disables it.
fn disabled<'m>(manifest: &'m Manifest, value: &str) -> Option<(&'m Manifest, &'m Registered)> {
    let scope = manifest.scopes().iter().find(|scope| scope.value == value)?;
    (!scope.enabled).then_some((manifest, scope))
}

fn finding() -> Finding {
    Finding::new(Rule::McpScopes, "an MCP server needs an enabled scope")
        .note("an MCP client asks for scopes when its user signs in")
}
