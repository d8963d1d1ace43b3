//! The settings of one registration that the URL of an MCP server depends on.

use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Kind, Manifest};
use crate::model::TokenVersion;

/// Checks the settings of a registration. Returns whether its App ID URIs are known.
pub(super) fn check(manifest: &Manifest, findings: &mut Findings) -> bool {
    // A setting that seems to be absent may be the one with an error.
    if !manifest.is_sound() {
        return false;
    }
    if let Some(missing) = missing_part(manifest) {
        findings.push(incomplete_export(manifest, missing));
        return false;
    }
    let app = manifest.app();
    if app.token_version != Some(TokenVersion::V2) && !app.client_id_is_audience {
        findings.push(token_version(manifest));
    }
    true
}

/// Returns the part of a registration that the files cannot contain. A whole application has all
/// settings, and a setting that is absent has its default.
fn missing_part(manifest: &Manifest) -> Option<&'static str> {
    if manifest.forms.iter().any(|form| form.kind() == Kind::Application) {
        return None;
    }
    let registration = &manifest.registration;
    if registration.identifier_uris.at.is_none() {
        return Some("App ID URIs (`identifierUris`)");
    }
    let has_version =
        registration.token_version_at.is_some() || registration.app.client_id_is_audience;
    (!has_version).then_some("access token version (`requestedAccessTokenVersion`)")
}

fn incomplete_export(manifest: &Manifest, missing: &str) -> Finding {
    let name = manifest.name();
    let message = "`mcp` needs the export of the whole registration";
    let mut finding = Finding::new(Rule::McpExport, message)
        .note(format_args!("{name} does not contain the {missing}"));
    finding = match manifest.forms.as_slice() {
        [form] => finding.note(format_args!("the file is {form}")),
        _ => finding,
    };
    manifest.whole(finding.export_help())
}

fn token_version(manifest: &Manifest) -> Finding {
    let message = "the access token version must be 2 for an MCP server";
    let finding = Finding::new(Rule::McpTokenVersion, message);
    let at = manifest.registration.token_version_at;
    let finding =
        match at {
            Some(at) => manifest.at(at, finding),
            None => manifest.whole(finding.note(format_args!(
                "`requestedAccessTokenVersion` is missing in {}",
                manifest.name()
            ))),
        };
    finding
        .note(
            "Entra accepts the URL of a server as an App ID URI only with version 2, or if the \
             optional claim `aud` has `use_guid`",
        )
        .setting_help("requestedAccessTokenVersion", "2")
}
