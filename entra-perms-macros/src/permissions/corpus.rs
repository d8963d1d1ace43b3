//! Whole folders of manifests, with a line for each in a golden file: its form, its app roles and scopes, or the error.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::Span;
use syn::LitStr;

use super::analyse::analyse;
use super::expand;
use crate::errors::Errors;
use crate::manifest::Manifest;
use crate::manifest::model::Model;
use crate::manifest::source::{Lookup, Source};
use crate::warnings::Warnings;

/// Set to `overwrite`, it makes what is found the golden lines; the difference is to be read.
const GOLDEN: &str = "ENTRA_PERMS_GOLDEN";

/// Hand-written: each form and each oddity that real exports were seen to have.
#[test]
fn forms_and_oddities() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    compare(&tests.join("manifests/shapes"), &tests.join("manifests/shapes/golden.tsv"));
}

/// Real exports, which are not part of this repository.
#[test]
#[ignore = "needs a folder of real exports, named by ENTRA_PERMS_CORPUS"]
fn real_exports() {
    let folder =
        PathBuf::from(env::var_os("ENTRA_PERMS_CORPUS").expect("a folder in ENTRA_PERMS_CORPUS"));
    compare(&folder, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus.tsv"));
    // Microsoft Graph, in two forms, of which one has no names of the service principal.
    let [one, other] =
        ["microsoft-graph-service-principal.json", "microsoft-graph-get-mgserviceprincipal.json"]
            .map(|file| model(&folder.join(file)));
    assert_eq!((one.roles.len(), one.scopes.len()), (716, 807));
    assert!(permissions(&one) == permissions(&other));
}

/// Every form of export gives the same model for the same registration.
#[test]
fn the_form_makes_no_difference() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/manifests/shapes");
    let of_today = model(&folder.join("graph.json"));
    for form in ALIKE {
        let model = model(&folder.join(format!("{form}.json")));
        assert_eq!(format!("{model:#?}"), format!("{of_today:#?}"), "{form}");
    }
    for form in ALIKE_BUT_FOR_THE_APP {
        let model = model(&folder.join(format!("{form}.json")));
        assert_eq!(permissions(&model), permissions(&of_today), "{form}");
    }
}

const ALIKE: &[&str] = &[
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

/// Forms that say less of the application.
const ALIKE_BUT_FOR_THE_APP: &[&str] = &[
    "early_beta",
    "old_az",
    "azuread_module",
    "service_principal",
    "service_principal_beta",
    "get_mg_service_principal",
    "allowed_member_types_as_string",
];

fn compare(folder: &Path, golden: &Path) {
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
    let pairs = found.lines().zip(expected.lines());
    pairs.for_each(|(found, expected)| assert_eq!(found, expected));
    assert_eq!(found.lines().count(), expected.lines().count(), "one line for each file");
}

/// What becomes of a file: form, app roles and scopes, or the errors.
fn outcome(file: &Path) -> String {
    match read(file) {
        Ok(manifest) => {
            let errors = expanded(file, &manifest).map(drop).err().unwrap_or_default();
            let (form, registration) = (manifest.forms[0], &manifest.registration);
            let count = |entries: usize, noun: &str| {
                format!("{entries} {noun}{}", if entries == 1 { "" } else { "s" })
            };
            let (roles, scopes) = (
                count(registration.roles.len(), "role"),
                count(registration.scopes.len(), "scope"),
            );
            if errors.is_empty() { format!("{form}\t{roles}\t{scopes}") } else { said(&errors) }
        }
        Err(errors) => said(&errors),
    }
}

fn said(errors: &[String]) -> String {
    let more =
        if errors.len() > 1 { format!(" (and {} more)", errors.len() - 1) } else { String::new() };
    format!("error: {}{more}", errors[0])
}

fn read(file: &Path) -> Result<Manifest, Vec<String>> {
    let literal = LitStr::new(file.file_name().unwrap().to_str().unwrap(), Span::call_site());
    let lookup = Lookup::in_package(file.parent().unwrap());
    let source = Source::load(&literal, &lookup).map_err(|error| vec![error.message])?;
    let mut errors = Errors::default();
    let manifest = Manifest::read(vec![source], None, &mut errors, &mut Warnings::default());
    match manifest {
        Some(manifest) if errors.is_empty() => Ok(manifest),
        _ => Err(messages(&errors)),
    }
}

fn messages(errors: &Errors) -> Vec<String> {
    errors.spelled_out().into_iter().map(|(_, message)| message).collect()
}

/// The model of a manifest, with a mapping that is complete and leads nowhere; what is generated from it is Rust.
fn expanded(file: &Path, manifest: &Manifest) -> Result<Model, Vec<String>> {
    let name = file.file_name().unwrap().to_str().unwrap();
    let registration = &manifest.registration;
    let users = registration.roles.iter().filter(|role| role.enabled && role.members.users);
    let users: Vec<_> = users.map(|role| format!("{:?}", role.value)).collect();
    let scopes: Vec<_> = registration
        .scopes
        .iter()
        .map(|scope| format!("{:?} => []", scope.value))
        .collect();
    let input = format!(
        "manifest = {name:?}, scopes = {{ {} }}, not_delegated = [{}]",
        scopes.join(", "),
        users.join(", ")
    );
    let analysis = analyse(input.parse().unwrap(), &Lookup::in_package(file.parent().unwrap()));
    if !analysis.errors.is_empty() {
        return Err(messages(&analysis.errors));
    }
    let model = analysis.model.unwrap();
    let tokens = expand::expand(&model, &crate::default_runtime());
    syn::parse2::<syn::File>(tokens).expect("what is generated is Rust");
    Ok(model)
}

fn model(file: &Path) -> Model {
    let manifest = read(file).unwrap_or_else(|errors| panic!("{}: {errors:?}", file.display()));
    expanded(file, &manifest).unwrap()
}

fn permissions(model: &Model) -> String {
    format!("{:#?} {:#?}", model.roles, model.scopes)
}
