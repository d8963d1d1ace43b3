//! The registrations of the models, and the one that an export belongs to.

use std::collections::BTreeSet;

use entra_perms_model::{App, Manifest, Rule};

use super::{Export, FoundModel, Models};
use crate::error::Failure;

/// One registration of a model.
#[derive(Debug)]
pub(crate) struct Environment<'m> {
    pub(crate) model: &'m FoundModel,
    /// 0 is `manifest`, the others are `environments`.
    pub(crate) index: usize,
    pub(crate) manifest: Manifest,
    /// The errors in the files of the registration.
    errors: Option<Failure>,
}

/// The registrations among which the client id of an export chooses.
#[derive(Debug)]
pub(crate) struct Environments<'m> {
    list: Vec<Environment<'m>>,
    /// The client id that the command line names.
    wanted: Option<String>,
    /// The reason for which a registration could not be read at all.
    unread: Option<Failure>,
}

impl Models {
    /// Reads the registrations of all models. If the command line names a client id, the others
    /// are left out. A client id that no registration has is a failure.
    pub(crate) fn environments(&self, wanted: Option<&str>) -> Result<Environments<'_>, Failure> {
        let mut list = Vec::new();
        let mut unread = None;
        for model in &self.list {
            for index in 0..model.registration_files().len() {
                let reading = self.read_environment(model, index);
                let errors = Failure::of_findings(&reading.findings)
                    .map(|failure| failure.help("`cargo entra-perms check` shows all findings"));
                match reading.manifest {
                    Some(manifest) => list.push(Environment { model, index, manifest, errors }),
                    None => unread = unread.or(errors),
                }
            }
        }
        let wanted = wanted.map(str::to_ascii_lowercase);
        if let Some(wanted) = &wanted {
            let is_wanted = |it: &Environment<'_>| it.client_id() == Some(wanted);
            if !list.iter().any(is_wanted) {
                return Err(unread.unwrap_or_else(|| {
                    let message = format!("the model has no registration `{wanted}`");
                    note_registrations(Failure::new(message), &list)
                }));
            }
            list.retain(is_wanted);
        }
        Ok(Environments { list, wanted, unread })
    }
}

impl<'m> Environments<'m> {
    /// Reads an export. In a list of applications, the client id of a registration chooses.
    pub(crate) fn live(&self, export: &mut Export, accepted: &[Rule]) -> Result<Manifest, Failure> {
        let client_ids = self.list.iter().filter_map(Environment::client_id);
        // Two models may be of one application.
        let client_ids: BTreeSet<_> = client_ids.collect();
        export.registration(&client_ids, accepted)
    }

    /// Returns the registration with the client id of an export. `name` is the name of the export.
    pub(crate) fn of(self, live: &App, name: &str) -> Result<Environment<'m>, Failure> {
        let Self { list, wanted, unread } = self;
        let is_same = |it: &Environment<'_>| {
            it.client_id().is_some() && it.client_id() == live.client_id.as_deref()
        };
        // If there is only one registration, and one side has a placeholder or is a fragment,
        // nothing contradicts that both are one.
        let is_only = |it: &Environment<'_>| {
            list.len() == 1 && (it.client_id().is_none() || live.client_id.is_none())
        };
        let count = list.iter().filter(|it| is_same(it) || is_only(it)).count();
        if count == 0 {
            let failure = || not_found(live, name, &list, wanted.as_deref());
            return Err(unread.unwrap_or_else(failure));
        }
        let is_alone = list.len() == 1;
        let mut found = list.into_iter().filter(|it| is_alone || is_same(it));
        match (found.next(), found.next()) {
            (Some(Environment { errors: Some(failure), .. }), None) => Err(failure),
            (Some(only), None) => Ok(only),
            (first, second) => {
                let failure = Failure::new(format_args!("`{name}` belongs to several models"))
                    .help("choose one with `--model`");
                let models = first.into_iter().chain(second).chain(found);
                Err(models.fold(failure, |failure, it| failure.note(it.model.description())))
            }
        }
    }
}

impl Environment<'_> {
    fn client_id(&self) -> Option<&str> {
        self.manifest.app().client_id.as_deref()
    }
}

fn not_found(live: &App, name: &str, list: &[Environment<'_>], wanted: Option<&str>) -> Failure {
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
    match wanted {
        Some(wanted) => failure.note(format_args!("`--environment` is `{wanted}`")),
        None => note_registrations(failure, list),
    }
}

/// Adds the client ids of the registrations to a failure.
fn note_registrations(failure: Failure, list: &[Environment<'_>]) -> Failure {
    let known = list.iter().filter_map(|it| {
        let id = it.client_id()?;
        Some(match &it.manifest.app().display_name {
            Some(name) => format!("`{id}` (`{name}`)"),
            None => format!("`{id}`"),
        })
    });
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        return failure.note("no registration of the model has a client id");
    }
    let known = entra_perms_model::suggestion::in_words(&known, "and");
    failure.note(format_args!("the registrations of the model are {known}"))
}
