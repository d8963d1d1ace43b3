//! Whole folders of manifests. A golden file has a line for each: its form with the numbers of app
//! roles and scopes, or its first error. Another golden file has a line for each real export that
//! is read as a client. `crm` has the clients of the CRM, and `mcp` the URLs of an MCP server.

mod clients;
mod crm;
mod disk;
mod mcp;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use entra_perms_model::{Finding, Lookup, Manifest, Model, Severity, analyze, read_manifest};

use self::disk::DISK;

/// The variable that, set to `overwrite`, replaces the golden lines. Read the difference.
const GOLDEN: &str = "ENTRA_PERMS_GOLDEN";

/// Hand-written manifests, with every form and oddity of real exports.
#[test]
fn forms_and_oddities() {
    compare(&shapes(), &shapes().join("golden.tsv"), outcome);
}

/// Real exports, which are not part of this repository.
#[test]
#[ignore = "needs a folder of real exports, named by ENTRA_PERMS_CORPUS"]
fn real_exports() {
    let folder = env::var_os("ENTRA_PERMS_CORPUS").expect("a folder in ENTRA_PERMS_CORPUS");
    // Files in memory replace files of this folder by their paths, so a path must have one form.
    let folder = fs::canonicalize(folder).unwrap();
    compare(&folder, &tests().join("corpus.tsv"), outcome);
    compare(&folder, &tests().join("corpus/clients.tsv"), clients::outcome);
    // Two exports of Microsoft Graph.
    let one = model(&folder.join("microsoft-graph-service-principal.json"));
    let other = model(&folder.join("microsoft-graph-get-mgserviceprincipal.json"));
    assert_eq!(one.roles.len(), 716);
    assert_eq!(one.scopes.len(), 807);
    assert!(permissions(&one) == permissions(&other));
    clients::check_clients_of_graph(&folder);
}

/// Every form of export of one registration gives one model.
#[test]
fn the_form_makes_no_difference() {
    let graph = model(&shapes().join("graph.json"));
    for form in WHOLE_FORMS {
        let model = model(&shapes().join(format!("{form}.json")));
        assert_eq!(format!("{model:#?}"), format!("{graph:#?}"), "{form}");
    }
    for form in PARTIAL_FORMS {
        let model = model(&shapes().join(format!("{form}.json")));
        assert_eq!(permissions(&model), permissions(&graph), "{form}");
    }
}

/// Forms that contain everything that the model needs.
const WHOLE_FORMS: &[&str] = &[
    "legacy_portal",
    "get_mg_application",
    "get_az_application",
    "list_of_one",
    "graph_list_of_one",
    "powershell_5_list",
    "application_and_service_principal",
    "keys_in_other_case",
    "identifier_uris_as_string",
    "extra_keys",
    "comments",
    "trailing_commas",
    "bom",
    "utf16le",
    "utf16be",
    "crlf",
];

/// Forms that lack facts about the application.
const PARTIAL_FORMS: &[&str] = &[
    "early_beta",
    "old_az",
    "azuread_module",
    "service_principal",
    "service_principal_beta",
    "get_mg_service_principal",
    "allowed_member_types_as_string",
];

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests")
}

fn shapes() -> PathBuf {
    tests().join("manifests/shapes")
}

/// Compares the outcome of each manifest of a folder with its golden line.
fn compare(folder: &Path, golden: &Path, outcome: fn(&Path) -> String) {
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(!files.is_empty(), "no manifest in {}", folder.display());
    let mut found = String::new();
    for file in &files {
        let _ = writeln!(found, "{}\t{}", file.file_name().unwrap().display(), outcome(file));
    }
    if env::var_os(GOLDEN).is_some_and(|golden| golden == "overwrite") {
        fs::write(golden, &found).unwrap();
    }
    let expected = fs::read_to_string(golden).unwrap();
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "one line for each file");
}

/// Returns the form and the numbers of app roles and scopes, or the first error.
fn outcome(file: &Path) -> String {
    let manifest = match read(file) {
        Ok(manifest) => manifest,
        Err(errors) => return described(&errors),
    };
    if let Err(errors) = analyzed(file, &manifest) {
        return described(&errors);
    }
    let form = manifest.forms()[0];
    let roles = count(manifest.roles().len(), "role");
    let scopes = count(manifest.scopes().len(), "scope");
    format!("{form}\t{roles}\t{scopes}")
}

fn count(entries: usize, noun: &str) -> String {
    format!("{entries} {noun}{}", if entries == 1 { "" } else { "s" })
}

/// Returns the first error, its place and the number of the others.
fn described(errors: &[Finding]) -> String {
    let place = match errors[0].place() {
        Some(place) => format!(" at {place}"),
        None => String::new(),
    };
    let more = match errors.len() {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    format!("error: {}{place}{more}", errors[0].message())
}

fn errors(findings: Vec<Finding>) -> Vec<Finding> {
    findings
        .into_iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .collect()
}

fn read(file: &Path) -> Result<Manifest, Vec<Finding>> {
    let reading = read_manifest(&[name(file)], None, &lookup(file));
    let errors = errors(reading.findings);
    match reading.manifest {
        Some(manifest) if errors.is_empty() => Ok(manifest),
        _ => Err(errors),
    }
}

fn name(file: &Path) -> &str {
    file.file_name().unwrap().to_str().unwrap()
}

fn lookup(file: &Path) -> Lookup<'static> {
    Lookup::new(&DISK, Some(file.parent().unwrap().to_owned()), None)
}

/// Returns the model with a mapping that maps each scope to no role.
fn analyzed(file: &Path, manifest: &Manifest) -> Result<Model, Vec<Finding>> {
    let users = manifest.roles().iter().filter(|role| role.enabled && role.members.users);
    let users: Vec<_> = users.map(|role| format!("{:?}", role.value)).collect();
    let scopes = manifest.scopes().iter().map(|scope| format!("{:?} => []", scope.value));
    let scopes: Vec<_> = scopes.collect();
    let arguments = format!(
        "manifest = {:?}, scopes = {{ {} }}, not_delegated = [{}]",
        name(file),
        scopes.join(", "),
        users.join(", ")
    );
    let analysis = analyze(arguments.parse().unwrap(), &lookup(file));
    if analysis.has_errors() {
        return Err(errors(analysis.findings));
    }
    Ok(analysis.model.unwrap())
}

fn model(file: &Path) -> Model {
    let manifest = read(file).unwrap_or_else(|errors| panic!("{}: {errors:?}", file.display()));
    analyzed(file, &manifest).unwrap()
}

fn permissions(model: &Model) -> String {
    format!("{:#?} {:#?}", model.roles, model.scopes)
}
