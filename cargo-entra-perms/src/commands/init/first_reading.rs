//! The app roles and scopes of the manifests, before there is a mapping.

use entra_perms_model::read_manifest;
use entra_perms_model::{Finding, Lookup, Manifest, Model, Rule, Severity, analyze};

use super::arguments::{FilesOfApi, file_arguments};
use super::input::{Home, Input, Preview};
use crate::error::Failure;

/// The app roles and scopes, and the parts of the registration that the inputs are.
pub(super) struct FirstReading {
    pub(super) model: Model,
    /// The first registration, for the places of its entries.
    pub(super) manifest: Manifest,
    pub(super) files: FilesOfApi,
}

/// The errors that the lines of a mapping and new names resolve.
const RESOLVED: [Rule; 4] =
    [Rule::NoMapping, Rule::UnmappedScope, Rule::UndelegatedRole, Rule::TakenName];

/// Reads the manifests. An error that no mapping can resolve is a failure.
pub(super) fn read(
    inputs: &[Input],
    app: Option<&str>,
    home: &Home,
) -> Result<FirstReading, Failure> {
    let preview = Preview::of_names(inputs, home);
    let lookup = Lookup::new(&preview, Some(home.folder.clone()), None);
    let files = FilesOfApi {
        are_fragments: are_fragments(inputs, app, &lookup),
        app: app.map(str::to_owned),
    };
    let names: Vec<_> = inputs.iter().map(|input| input.shown.as_str()).collect();
    let arguments = file_arguments(&names, &files);
    let arguments = arguments
        .parse()
        .map_err(|_| Failure::new("the name of a manifest has characters that Rust refuses"))?;
    let analysis = analyze(arguments, &lookup);
    let is_defect = |finding: &&Finding| {
        finding.severity() == Severity::Error && !RESOLVED.contains(&finding.rule())
    };
    if let Some(defect) = analysis.findings.iter().find(is_defect) {
        return Err(failure(defect));
    }
    let own = if files.are_fragments { names.as_slice() } else { names.get(..1).unwrap_or(&[]) };
    let manifest = read_manifest(own, app, &lookup).manifest;
    match (analysis.model, manifest) {
        (Some(model), Some(manifest)) => Ok(FirstReading { model, manifest, files }),
        _ => Err(Failure::new("the manifest cannot be read")),
    }
}

/// Returns whether the inputs are parts of one registration: each has either app roles or scopes.
/// Registrations of two environments define the same values, so they are never such parts.
fn are_fragments(inputs: &[Input], app: Option<&str>, lookup: &Lookup<'_>) -> bool {
    let mut has_roles = false;
    let mut has_scopes = false;
    for input in inputs {
        let reading = read_manifest(&[&input.shown], app, lookup);
        let Some(manifest) = reading.manifest else { return false };
        match (manifest.roles().is_empty(), manifest.scopes().is_empty()) {
            (false, true) => has_roles = true,
            (true, false) => has_scopes = true,
            _ => return false,
        }
    }
    has_roles && has_scopes
}

/// Returns an error of the model as a failure of the command.
pub(super) fn failure(finding: &Finding) -> Failure {
    let failure = Failure::of_finding(finding);
    // The help of the build is about the arguments of the macro.
    if finding.rule() == Rule::AppChoice {
        failure.with_remedy("choose one by its client id or display name: `--app \"Contoso CRM\"`")
    } else {
        failure
    }
}
