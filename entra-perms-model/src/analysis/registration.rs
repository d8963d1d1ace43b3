//! The analysis of one registration alone: of one environment, or of an export that the arguments
//! do not name.

use proc_macro2::{Span, TokenStream};
use syn::LitStr;

use super::reader::ManifestReader;
use super::{Analysis, Reading, analyze_arguments, literal};
use crate::arguments::{self, Arguments};
use crate::files::Lookup;
use crate::finding::Findings;
use crate::manifest::AppChoice;

/// Returns the paths of the files of each registration, as the arguments of `permissions!` name
/// them: of `manifest`, then of each of `environments`.
///
/// Parts of the arguments that cannot be read are left out.
#[must_use]
pub fn registration_files(arguments: TokenStream) -> Vec<Vec<String>> {
    let arguments = arguments::parse(arguments, &mut Findings::default());
    let texts = |paths: &Vec<LitStr>| paths.iter().map(LitStr::value).collect();
    let first = std::iter::once(&arguments.manifest);
    first.chain(&arguments.environments).map(texts).collect()
}

/// Reads one registration that the arguments of `permissions!` name, without a mapping: 0 is
/// `manifest`, the others are `environments`.
///
/// Findings that the arguments allow are left out.
#[must_use]
pub fn read_environment(arguments: TokenStream, index: usize, lookup: &Lookup<'_>) -> Reading {
    let mut findings = Findings::default();
    let arguments = arguments::parse(arguments, &mut findings);
    let app = arguments.app.as_ref().map(|app| AppChoice { app, always: index == 0 });
    let mut reader = ManifestReader::new(lookup);
    let manifest = reader.read(&files_of(&arguments, index), app, &mut findings);
    findings.allow(&arguments.allow);
    Reading { manifest, files: reader.files, findings: findings.finish() }
}

/// Analyzes the arguments of `permissions!` as if one registration were the only one: 0 is
/// `manifest`, the others are `environments`. Clients and MCP servers are left out.
///
/// An entry of the model is then enabled if this registration enables it.
#[must_use]
pub fn analyze_environment(arguments: TokenStream, index: usize, lookup: &Lookup<'_>) -> Analysis {
    let mut findings = Findings::default();
    let arguments = arguments::parse(arguments, &mut findings);
    let manifest = files_of(&arguments, index);
    // In each environment, the application has another name and another client id.
    analyze_arguments(&alone(arguments, manifest), index == 0, lookup, findings)
}

/// Analyzes the arguments of `permissions!` as if a file were the only registration. Clients and
/// MCP servers are left out.
///
/// If the file lists several applications, `app` names one by its client id or its display name.
/// The findings include errors about names of the mapping that the file does not define. The model
/// has every other line of the mapping.
#[must_use]
pub fn analyze_export(
    arguments: TokenStream,
    file: &str,
    app: Option<&str>,
    lookup: &Lookup<'_>,
) -> Analysis {
    let mut findings = Findings::default();
    let arguments = arguments::parse(arguments, &mut findings);
    let app = app.map(|app| LitStr::new(app, Span::call_site()));
    let arguments = Arguments { app, ..alone(arguments, vec![literal(file)]) };
    analyze_arguments(&arguments, true, lookup, findings)
}

/// Returns the files of one registration. A registration that does not exist has none.
fn files_of(arguments: &Arguments, index: usize) -> Vec<LitStr> {
    match index.checked_sub(1) {
        None => arguments.manifest.clone(),
        Some(other) => arguments.environments.get(other).cloned().unwrap_or_default(),
    }
}

/// Returns the arguments with one manifest and without the registrations of others.
fn alone(arguments: Arguments, manifest: Vec<LitStr>) -> Arguments {
    Arguments {
        manifest,
        environments: Vec::new(),
        clients: Vec::new(),
        mcp: Vec::new(),
        ..arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_manifest;
    use crate::test_support::TestFolder;
    use crate::test_support::analysis::{lookup_in, manifest};

    const ARGUMENTS: &str = r#"
        manifest = ["roles.json", "scopes.json"], environments = ["prod.json"],
        scopes = { "S" => ["A", "B"] },
    "#;

    fn folder() -> TestFolder {
        let folder = TestFolder::workspace();
        folder.write(
            "roles.json",
            r#"{"appRoles": [{"value": "A", "allowedMemberTypes": ["User"]},
            {"value": "B", "allowedMemberTypes": ["User"]}]}"#,
        );
        folder.write("scopes.json", r#"[{"value": "S", "adminConsentDisplayName": "S"}]"#);
        folder.write("prod.json", manifest(&["A", "B off"], &["S"]));
        folder.write("live.json", manifest(&["New", "B"], &["S", "T"]));
        folder
    }

    fn arguments() -> TokenStream {
        ARGUMENTS.parse().unwrap()
    }

    #[test]
    fn the_files_of_each_registration_are_named() {
        let files = [vec!["roles.json", "scopes.json"], vec!["prod.json"]];
        assert_eq!(registration_files(arguments()), files);
        assert_eq!(registration_files(TokenStream::new()), [[""; 0]]);
    }

    #[test]
    fn an_environment_is_read_without_a_mapping() {
        let folder = folder();
        let lookup = lookup_in(folder.path());
        let values = |index| {
            let reading = read_environment(arguments(), index, &lookup);
            let manifest = reading.manifest?;
            let values = manifest.roles().iter().map(|role| role.value.clone());
            Some((reading.files.len(), values.collect::<Vec<_>>()))
        };
        let roles = vec!["A".to_owned(), "B".to_owned()];
        assert_eq!(values(0), Some((2, roles.clone())));
        assert_eq!(values(1), Some((1, roles)));
        assert_eq!(values(2), None);
        let without_mapping = r#"manifest = "prod.json""#.parse().unwrap();
        assert!(!read_environment(without_mapping, 0, &lookup).has_errors());
        folder.write(
            "shared.json",
            r#"{"displayName": "Shop", "appRoles": [
            {"value": "A", "allowedMemberTypes": ["User", "Application"]}]}"#,
        );
        let has_warning = |allow: &str| {
            let arguments = format!(r#"manifest = "shared.json", {allow}"#);
            let reading = read_environment(arguments.parse().unwrap(), 0, &lookup);
            reading.findings.iter().any(|finding| finding.rule().id() == "shared_roles")
        };
        assert!(has_warning("") && !has_warning("allow = [shared_roles]"));
    }

    /// Only the first registration must have the name in `app`, because the application has another
    /// name in each environment.
    #[test]
    fn the_lists_of_environments_are_read_by_name() {
        let folder = folder();
        let one = r#"[{"appId": "10000000-0000-4000-8000-000000000001", "displayName": "One",
            "appRoles": [{"value": "A", "allowedMemberTypes": ["User"]}]}]"#;
        folder.write("list.json", one);
        let arguments = || {
            let text = r#"manifest = "list.json", environments = ["list.json"], app = "Two""#;
            text.parse::<TokenStream>().unwrap()
        };
        let lookup = lookup_in(folder.path());
        assert!(read_environment(arguments(), 0, &lookup).has_errors());
        assert!(!read_environment(arguments(), 1, &lookup).has_errors());
    }

    #[test]
    fn an_environment_is_analyzed_alone() {
        let folder = folder();
        let enabled = |index| {
            let analysis = analyze_environment(arguments(), index, &lookup_in(folder.path()));
            assert!(!analysis.has_errors());
            let model = analysis.model.unwrap();
            assert_eq!(model.apps.len(), 1);
            assert_eq!(model.scopes[0].roles, [0, 1]);
            model.roles.iter().map(|role| role.entry.enabled).collect::<Vec<_>>()
        };
        assert_eq!(enabled(0), [true, true]);
        assert_eq!(enabled(1), [true, false]);
        let lookup = lookup_in(folder.path());
        assert!(analyze_environment(arguments(), 2, &lookup).model.is_none());
    }

    #[test]
    fn another_export_keeps_the_mapping_of_names_that_it_defines() {
        let folder = folder();
        let lookup = lookup_in(folder.path());
        let analysis = analyze_export(arguments(), "live.json", None, &lookup);
        let model = analysis.model.unwrap();
        assert_eq!(model.roles[1].entry.value, "B");
        assert_eq!(model.scopes[0].roles, [1]);
        let place = |place: Option<crate::Place>| place.map(|place| place.to_string());
        let places = analysis.places;
        assert_eq!(place(places.role(1)).as_deref(), Some("live.json:3:11"));
        assert_eq!(place(places.scope(1)).as_deref(), Some("live.json:5:11"));
        assert_eq!(place(places.registration(0)).as_deref(), Some("live.json:1:1"));
        assert_eq!(place(places.role(2)), None);
        let read = read_manifest(&["live.json"], None, &lookup).manifest.unwrap();
        assert_eq!(places.graph_json(0), Some(read.graph_json()));
        assert_eq!(places.graph_json(1), None);
        // A test has no positions in Rust source, so only the existence is compared.
        assert!(places.mapping(0, 1).is_some());
        assert!(places.mapping(1, 1).is_none());
    }
}
