//! The registration of a model that an export belongs to.

use entra_perms_model::App;

use super::{FoundModel, Models};
use crate::error::Failure;

/// One registration of a model.
#[derive(Debug)]
pub(crate) struct Environment<'m> {
    pub(crate) model: &'m FoundModel,
    /// 0 is `manifest`, the others are `environments`.
    pub(crate) index: usize,
}

impl Models {
    /// Returns the client ids of all registrations.
    pub(crate) fn client_ids(&self) -> Vec<String> {
        let apps = self.list.iter().flat_map(|model| self.apps(model));
        apps.filter_map(|(_, app)| app.client_id).collect()
    }

    /// Returns the registration with the client id of an export. `name` is the name of the export.
    pub(crate) fn environment(&self, live: &App, name: &str) -> Result<Environment<'_>, Failure> {
        let mut all = Vec::new();
        for model in &self.list {
            for (index, app) in self.apps(model) {
                all.push((Environment { model, index }, app.client_id));
            }
        }
        let is_same = |id: &Option<String>| id.is_some() && *id == live.client_id;
        let known: Vec<_> = all.iter().filter_map(|(_, id)| id.clone()).collect();
        let mut found: Vec<_> = Vec::new();
        let mut nameless: Vec<_> = Vec::new();
        let count = all.len();
        for (environment, id) in all {
            if is_same(&id) {
                found.push(environment);
            } else if id.is_none() || live.client_id.is_none() {
                nameless.push(environment);
            }
        }
        // If there is only one registration, and one side has a placeholder or is a fragment,
        // nothing contradicts that both are one.
        let mut chosen = if found.is_empty() && count == 1 { nameless } else { found };
        match (chosen.pop(), chosen.as_slice()) {
            (Some(only), []) => Ok(only),
            (Some(last), others) => Err(several(name, others, &last)),
            (None, _) => Err(none(live, name, &known)),
        }
    }

    /// Returns the settings of each registration that could be read, with its index.
    fn apps(&self, model: &FoundModel) -> Vec<(usize, App)> {
        let count = model.registration_files().len();
        let mut apps = Vec::new();
        for index in 0..count {
            let analysis = self.analyze_environment(model, index);
            let app = analysis.model.and_then(|model| model.apps.into_iter().next());
            apps.extend(app.map(|app| (index, app)));
        }
        apps
    }
}

fn several(name: &str, others: &[Environment<'_>], last: &Environment<'_>) -> Failure {
    let message = format!("`{name}` belongs to several models");
    let failure = Failure::new(message).help("choose one with `--model`");
    others
        .iter()
        .chain([last])
        .fold(failure, |failure, environment| failure.note(environment.model.description()))
}

fn none(live: &App, name: &str, known: &[String]) -> Failure {
    let Some(id) = &live.client_id else {
        return Failure::new(format_args!("`{name}` has no client id"))
            .note("the model has several registrations, so that the client id must choose one")
            .help("export the whole registration: `az ad app show --id <app id> -o json`");
    };
    let failure = Failure::new(format_args!("`{name}` is the registration of another application"));
    let failure = match &live.display_name {
        Some(display_name) => failure.note(format_args!("it is `{display_name}` (`{id}`)")),
        None => failure.note(format_args!("its client id is `{id}`")),
    };
    match known {
        [] => failure.note("no registration of the model has a client id"),
        known => {
            let known: Vec<_> = known.iter().map(|id| format!("`{id}`")).collect();
            let known = entra_perms_model::suggestion::in_words(&known, "and");
            failure.note(format_args!("the registrations of the model have {known}"))
        }
    }
}
