//! `plan`: the ordered writes from the live registration to the checked-in one.

use entra_perms_model::Manifest;

use crate::arguments::{Format, GlobalArguments, PlanArguments};
use crate::error::Failure;
use crate::live::Export;
use crate::models::{FoundModel, Models};
use crate::output;
use crate::place::{Location, shown};
use crate::plan::{self, Kind, Plan, Registration};
use crate::report::Outcome;

pub(super) fn run(arguments: &PlanArguments, global: &GlobalArguments) -> Result<Outcome, Failure> {
    if !matches!(global.format, Format::Text | Format::Json) {
        return Err(Failure::new("`plan` has the formats `text` and `json` only"));
    }
    let graph = graph_url(&arguments.graph)?;
    let models = Models::find(global)?;
    let model = models.only("plan")?;
    let manifests = models.registrations(model)?;
    let wanted = arguments.environment.as_deref().map(str::to_ascii_lowercase);
    let known: Vec<_> = manifests.iter().filter_map(|it| it.app().client_id.as_deref()).collect();
    if let Some(wanted) = &wanted
        && !known.contains(&wanted.as_str())
    {
        let failure = Failure::new(format_args!("the model has no registration `{wanted}`"));
        return Err(list(failure, &manifests));
    }
    let export = Export::read(&arguments.live)?;
    let wanted_ids = wanted.as_deref().map_or(known, |wanted| vec![wanted]);
    let live = export.manifest(&wanted_ids)?;
    let checked_in = chosen(&manifests, &live, wanted.as_deref(), &export)?;
    let place_of = |kind, value: &str| {
        let of_manifest =
            place(checked_in, kind, value).map(|place| in_manifest(&place, &models, model));
        of_manifest.or_else(|| export.location(&place(&live, kind, value)?))
    };
    let before = registration(&live, export.name())?;
    let after = registration(checked_in, "the manifest")?;
    let plan = Plan::new(&before, &after, &place_of)?;
    let url = format!("{graph}/v1.0/applications(appId='{}')", plan.client_id);
    let text = match global.format {
        Format::Json => plan::render_json(&plan, &url)?,
        _ => plan::render_script(&plan, &url)?,
    };
    output::print(&text)?;
    Ok(if plan.writes.is_empty() { Outcome::Nothing } else { Outcome::Something })
}

/// Returns the checked-in registration with the client id of the live one.
fn chosen<'m>(
    manifests: &'m [Manifest],
    live: &Manifest,
    wanted: Option<&str>,
    export: &Export,
) -> Result<&'m Manifest, Failure> {
    let Some(client_id) = live.app().client_id.as_deref() else {
        return Err(Failure::new(format_args!("`{}` has no client id", export.name()))
            .note("without it, the export may be of another application")
            .help("export the whole registration: `az ad app show --id <app id> -o json`"));
    };
    if let Some(wanted) = wanted
        && wanted != client_id
    {
        let message = format!("`{}` is the registration {client_id}", export.name());
        return Err(Failure::new(message).note(format_args!("`--environment` is {wanted}")));
    }
    let is_chosen = |manifest: &&Manifest| manifest.app().client_id.as_deref() == Some(client_id);
    match (manifests.iter().find(is_chosen), manifests) {
        (Some(found), _) => Ok(found),
        // A manifest of fragments may not name its application.
        (None, [only]) if only.app().client_id.is_none() => Ok(only),
        (None, _) => {
            let message = format!(
                "`{}` is the registration {client_id}, which the model does not have",
                export.name()
            );
            Err(list(Failure::new(message), manifests))
        }
    }
}

/// Adds the registrations of the model to a failure.
fn list(failure: Failure, manifests: &[Manifest]) -> Failure {
    manifests.iter().fold(failure, |failure, manifest| {
        let app = manifest.app();
        match (&app.client_id, &app.display_name) {
            (Some(id), Some(name)) => failure.note(format_args!("it has {id} (`{name}`)")),
            (Some(id), None) => failure.note(format_args!("it has {id}")),
            (None, _) => failure.note("it has a registration without a client id"),
        }
    })
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
