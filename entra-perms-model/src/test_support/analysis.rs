//! Manifests for tests, and what `permissions!` makes of them.

use std::path::Path;

use super::{Disk, TestFolder};
use crate::analysis;
pub(crate) use crate::analysis::Analysis;
use crate::files::Lookup;
use crate::finding::{Finding, Severity};

/// A manifest of today's form, one entry a line from line 2 on. An entry is its value, then any of `off`, and for
/// roles `app` or `both` where it is not users who hold it.
pub(crate) fn manifest(roles: &[&str], scopes: &[&str]) -> String {
    let entry = |written: &&str| {
        let mut words = written.split(' ');
        let value = words.next().unwrap();
        let flags: Vec<_> = words.collect();
        let members = match flags.as_slice() {
            flags if flags.contains(&"app") => r#"["Application"]"#,
            flags if flags.contains(&"both") => r#"["User", "Application"]"#,
            _ => r#"["User"]"#,
        };
        let enabled = !flags.contains(&"off");
        format!(
            "\n{{\"value\": \"{value}\", \"isEnabled\": {enabled}, \"allowedMemberTypes\": {members}}}"
        )
    };
    let list = |entries: &[&str]| entries.iter().map(entry).collect::<Vec<_>>().join(",");
    let (roles, scopes) = (list(roles), list(scopes));
    format!(r#"{{"appRoles": [{roles}], "api": {{"oauth2PermissionScopes": [{scopes}]}}}}"#)
}

/// Analyses `manifest = "crm.json"` and further arguments, with `text` as the manifest.
pub(crate) fn analyse(text: &str, arguments: &str) -> Analysis {
    analyse_files(&[("crm.json", text)], &format!("manifest = \"crm.json\", {arguments}"))
}

/// Analyses arguments, with these files beside the crate.
pub(crate) fn analyse_files(files: &[(&str, &str)], input: &str) -> Analysis {
    let folder = TestFolder::workspace();
    for (name, text) in files {
        folder.write(name, text);
    }
    analyze_in(&folder, input)
}

/// Returns a lookup for a package that has no workspace.
pub(crate) fn lookup_in(package: &Path) -> Lookup<'static> {
    Lookup::new(Disk::new(|_| None), Some(package.to_owned()), None)
}

/// Analyzes arguments in a package that is alone.
pub(crate) fn analyze_in(folder: &TestFolder, input: &str) -> Analysis {
    let lookup = lookup_in(folder.path());
    analysis::analyze(input.parse().unwrap(), &lookup)
}

/// Returns the source text at fault and the text of each error.
pub(crate) fn texts(findings: &[Finding]) -> Vec<(String, String)> {
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
    errors.map(|finding| (source_text(finding), finding.to_string())).collect()
}

/// The earlier form of a message, for tests that are not rewritten yet.
pub(crate) fn spelled_out(findings: &[Finding]) -> Vec<(String, String)> {
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
    errors.map(|finding| (source_text(finding), earlier_text(finding))).collect()
}

/// The earlier form of the warnings, for tests that are not rewritten yet.
pub(crate) fn spelled_out_warnings(findings: &[Finding]) -> Vec<(String, &'static str, String)> {
    let warnings = findings.iter().filter(|finding| finding.severity() == Severity::Warning);
    warnings
        .map(|finding| (source_text(finding), finding.rule().id(), earlier_text(finding)))
        .collect()
}

fn source_text(finding: &Finding) -> String {
    finding.span().source_text().unwrap_or_default()
}

fn earlier_text(finding: &Finding) -> String {
    match finding.place() {
        Some(place) => format!("{place}: {}", finding.message()),
        None => finding.message().to_owned(),
    }
}

/// The source text at fault and the message of each error.
pub(crate) fn errors(text: &str, arguments: &str) -> Vec<(String, String)> {
    spelled_out(&analyse(text, arguments).findings)
}

/// Fails unless the errors are exactly these.
#[track_caller]
pub(crate) fn expect_errors(text: &str, arguments: &str, expected: &[(&str, &str)]) {
    expect_errors_of(&analyse(text, arguments), expected);
}

/// Fails unless the errors are exactly these.
#[track_caller]
pub(crate) fn expect_errors_of(analysis: &Analysis, expected: &[(&str, &str)]) {
    let found = spelled_out(&analysis.findings);
    let found: Vec<_> = found.iter().map(|(at, message)| (at.as_str(), message.as_str())).collect();
    assert_eq!(found, expected);
}

/// Fails unless the warnings are exactly these, and there is no error.
#[track_caller]
pub(crate) fn expect_warnings_of(analysis: &Analysis, expected: &[(&str, &str, &str)]) {
    expect_errors_of(analysis, &[]);
    let found = spelled_out_warnings(&analysis.findings);
    let found: Vec<_> = found
        .iter()
        .map(|(at, lint, message)| (at.as_str(), *lint, message.as_str()))
        .collect();
    assert_eq!(found, expected);
}
