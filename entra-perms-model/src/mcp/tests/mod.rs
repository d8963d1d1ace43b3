mod environments;
mod registrations;
mod urls;

use crate::finding::Finding;
use crate::test_support::analysis::{Analysis, analyze_files, analyze_text};
use crate::test_support::texts;

const URL: &str = "https://mcp.contoso.com/mcp";
const V2: &str = r#""requestedAccessTokenVersion": 2,"#;
const CHARACTERS: &str = "note: Entra compares both character for character";
const IN_MANIFEST: &str = "under Manifest in Entra, and export the registration again";

/// A registration: the App ID URIs are in line 2, the claim in line 3, the version in line 4, and
/// the scopes from line 6 on.
struct Registration<'a> {
    id: u8,
    uris: &'a [&'a str],
    claim: &'a str,
    version: &'a str,
    scopes: &'a [&'a str],
}

impl Default for Registration<'_> {
    fn default() -> Self {
        Self { id: 1, uris: &["api://crm", URL], claim: "", version: V2, scopes: &["Tools.Use"] }
    }
}

impl Registration<'_> {
    fn text(&self) -> String {
        let Self { id, uris, claim, version, scopes } = self;
        let scopes = scopes.iter().map(|scope| {
            let is_enabled = !scope.ends_with(" off");
            let value = scope.trim_end_matches(" off");
            format!("\n{{\"value\": \"{value}\", \"isEnabled\": {is_enabled}}}")
        });
        let scopes: Vec<_> = scopes.collect();
        format!(
            "{{\"appId\": \"00000000-0000-0000-0000-0000000000{id:02x}\",\n\
             \"identifierUris\": {uris:?},\n\
             \"optionalClaims\": {{\"accessToken\": [{claim}]}},\n\
             \"api\": {{{version}\n\
             \"oauth2PermissionScopes\": [{}]}}}}",
            scopes.join(",")
        )
    }
}

/// Returns the source text at fault and the text of each finding about `mcp`.
fn about_mcp(analysis: &Analysis) -> Vec<(String, String)> {
    let is_about_mcp = |finding: &&Finding| finding.rule().id().starts_with("mcp_");
    let findings: Vec<_> = analysis.findings.iter().filter(is_about_mcp).cloned().collect();
    texts(&findings)
}

fn arguments(mcp: &str) -> String {
    format!(
        r#"mcp = {mcp}, scopes = {{ "*" => [] }},
        allow = [no_idtyp, equal_scopes, disabled_elsewhere]"#
    )
}

fn analyze(registration: &Registration<'_>, mcp: &str) -> Vec<(String, String)> {
    about_mcp(&analyze_text(&registration.text(), &arguments(mcp)))
}

/// Analyzes the registration with the URL above.
fn with_url(registration: &Registration<'_>) -> Vec<(String, String)> {
    analyze(registration, &format!("{URL:?}"))
}

/// Analyzes the registrations of two environments.
fn of_two(dev: &Registration<'_>, prod: &Registration<'_>, mcp: &str) -> Vec<(String, String)> {
    let dev = dev.text();
    let prod = prod.text();
    let input =
        format!(r#"manifest = "dev.json", environments = ["prod.json"], {}"#, arguments(mcp));
    about_mcp(&analyze_files(&[("dev.json", &dev), ("prod.json", &prod)], &input))
}

#[track_caller]
fn expect(found: &[(String, String)], expected: &[(&str, &str)]) {
    let found: Vec<_> = found.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
    assert_eq!(found, expected);
}

/// Returns the finding at a near miss.
fn near_miss(rest: &str) -> String {
    format!("the URL of the MCP server is not an App ID URI of `crm.json`\n{rest}")
}
