//! `plan`: the ordered writes from the live registration to the checked-in one.

use entra_perms_model::{Manifest, Rule};

use crate::arguments::{Format, GlobalArguments, PlanArguments};
use crate::error::Failure;
use crate::models::{Environment, Export, FoundModel, Models};
use crate::output;
use crate::place::{Location, shown};
use crate::plan::{self, Kind, Plan, Registration};
use crate::report::Outcome;

/// The rules that a live registration may break. A plan can repair it, and all its entries are
/// known. A new registration has no entries at all.
const REPAIRABLE: &[Rule] = &[
    Rule::NoPermissions,
    Rule::PersonalAccounts,
    Rule::MappedClaims,
    Rule::EncryptedTokens,
    Rule::GroupsAsRoles,
    Rule::UnknownPreAuthorization,
];

pub(super) fn run(arguments: &PlanArguments, global: &GlobalArguments) -> Result<Outcome, Failure> {
    if !matches!(global.format, Format::Text | Format::Json) {
        return Err(Failure::new("`plan` has the formats `text` and `json` only"));
    }
    let graph = graph_url(&arguments.graph)?;
    let models = Models::find(global)?;
    let environments = models.environments(arguments.environment.as_deref())?;
    let mut export = Export::read(&arguments.live)?;
    let live = environments.live(&mut export, REPAIRABLE)?;
    if live.app().client_id.is_none() {
        return Err(without_client_id(&export));
    }
    let Environment { model, manifest: checked_in, .. } =
        environments.of(live.app(), export.name())?;
    let place_of = |kind, value: &str| {
        let of_manifest =
            place(&checked_in, kind, value).map(|place| in_manifest(&place, &models, model));
        of_manifest.or_else(|| Some(export.location(&place(&live, kind, value)?)))
    };
    let before = registration(&live, export.name())?;
    let after = registration(&checked_in, "the manifest")?;
    let plan = Plan::new(&before, &after, &place_of)?;
    let url = format!("{graph}/v1.0/applications(appId='{}')", plan.client_id);
    let text = match global.format {
        Format::Json => plan::render_json(&plan, &url)?,
        _ => plan::render_script(&plan, &url)?,
    };
    output::print(&text)?;
    Ok(if plan.writes.is_empty() { Outcome::Nothing } else { Outcome::Something })
}

/// A write needs the client id. It cannot be taken from the manifest, because the export may be of
/// another application.
fn without_client_id(export: &Export) -> Failure {
    Failure::new(format_args!("`{}` has no client id", export.name()))
        .note("without it, the export may be of another application")
        .help("export the whole registration: `az ad app show --id <app id> -o json`")
}

fn registration(manifest: &Manifest, name: &str) -> Result<Registration, Failure> {
    let is_principal = manifest.forms().iter().any(|form| form.is_service_principal());
    Registration::read(name, &manifest.graph_json(), is_principal)
}

fn place(manifest: &Manifest, kind: Kind, value: &str) -> Option<entra_perms_model::Place> {
    let entries = match kind {
        Kind::Role => manifest.roles(),
        Kind::Scope => manifest.scopes(),
    };
    let entry = entries.iter().find(|entry| entry.value == value)?;
    manifest.entry_place(entry)
}

fn in_manifest(place: &entra_perms_model::Place, models: &Models, model: &FoundModel) -> Location {
    let file = models.lookup(model).file(&place.file).map(|file| shown(&file));
    let file = file.unwrap_or_else(|| place.file.clone());
    Location { file, line: place.line, column: place.column }
}

/// Returns the URL without a slash at the end. It becomes a part of a script.
fn graph_url(written: &str) -> Result<&str, Failure> {
    let url = written.trim_end_matches('/');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.:/".contains(c);
    if url.starts_with("https://") && url.chars().all(is_plain) {
        Ok(url)
    } else {
        Err(Failure::new(format_args!("`{written}` is not the URL of Microsoft Graph"))
            .help("write its host, such as `https://graph.microsoft.us`"))
    }
}

#[cfg(test)]
mod tests {
    use super::graph_url;

    #[test]
    fn the_url_is_encrypted_and_plain() {
        assert_eq!(graph_url("https://graph.microsoft.us/").unwrap(), "https://graph.microsoft.us");
        for url in ["http://graph.microsoft.us", "graph.microsoft.us", "https://a b", "https://$x"]
        {
            assert!(graph_url(url).is_err(), "{url}");
        }
    }
}
