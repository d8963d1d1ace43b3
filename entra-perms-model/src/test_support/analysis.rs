//! Manifests for tests, and their analysis.

use std::path::Path;

use super::{TestDisk, TestFolder};
use crate::analysis;
pub(crate) use crate::analysis::Analysis;
use crate::files::Lookup;

/// Returns an app registration of Microsoft Graph, with one entry per line from line 2 on.
///
/// An entry is its value and any of these words: `off` for a disabled entry, `app` for an app role
/// of applications, `both` for an app role of users and applications, `user` or `admin` for the
/// `type` of a scope.
pub(crate) fn manifest(roles: &[&str], scopes: &[&str]) -> String {
    let roles = entries(roles);
    let scopes = entries(scopes);
    format!(r#"{{"appRoles": [{roles}], "api": {{"oauth2PermissionScopes": [{scopes}]}}}}"#)
}

fn entries(written: &[&str]) -> String {
    let entries: Vec<_> = written.iter().copied().map(entry).collect();
    entries.join(",")
}

fn entry(written: &str) -> String {
    let mut words = written.split(' ');
    let value = words.next().unwrap();
    let mut is_enabled = true;
    let mut members = r#"["User"]"#;
    let mut consent = "";
    for word in words {
        match word {
            "off" => is_enabled = false,
            "app" => members = r#"["Application"]"#,
            "both" => members = r#"["User", "Application"]"#,
            "user" => consent = r#", "type": "User""#,
            "admin" => consent = r#", "type": "Admin""#,
            _ => panic!("unknown word `{word}`"),
        }
    }
    let enabled = format!("\"isEnabled\": {is_enabled}");
    format!("\n{{\"value\": \"{value}\", {enabled}, \"allowedMemberTypes\": {members}{consent}}}")
}

/// Analyzes `manifest = "crm.json"` and further arguments, with `text` as the manifest.
pub(crate) fn analyze_text(text: &str, arguments: &str) -> Analysis {
    analyze_files(&[("crm.json", text)], &format!("manifest = \"crm.json\", {arguments}"))
}

/// Analyzes arguments, with these files next to the crate.
pub(crate) fn analyze_files(files: &[(&str, &str)], input: &str) -> Analysis {
    let folder = TestFolder::workspace();
    for (name, text) in files {
        folder.write(name, text);
    }
    analyze_in(&folder, input)
}

/// Analyzes arguments in a package without a workspace.
pub(crate) fn analyze_in(folder: &TestFolder, input: &str) -> Analysis {
    let lookup = lookup_in(folder.path());
    analysis::analyze(input.parse().unwrap(), &lookup)
}

/// Returns a lookup for a package without a workspace.
pub(crate) fn lookup_in(package: &Path) -> Lookup<'static> {
    Lookup::new(TestDisk::new(|_| None), Some(package.to_owned()), None)
}
