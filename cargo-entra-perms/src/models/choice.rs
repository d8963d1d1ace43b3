//! The choice of one model, if there are several.

use super::FoundModel;
use crate::arguments::GlobalArguments;
use crate::error::Failure;

/// Returns the models with this name, or all without a name. A name that no model has is a failure.
pub(super) fn named(
    models: Vec<FoundModel>,
    name: Option<&str>,
) -> Result<Vec<FoundModel>, Failure> {
    let Some(name) = name else { return Ok(models) };
    let (chosen, others): (Vec<_>, Vec<_>) =
        models.into_iter().partition(|model| model.is_named(name));
    if chosen.is_empty() {
        let failure = Failure::new(format_args!("no model is named `{name}`"));
        return Err(list(failure, &others));
    }
    Ok(chosen)
}

/// Returns the only model.
pub(super) fn only<'m>(models: &'m [FoundModel], command: &str) -> Result<&'m FoundModel, Failure> {
    match models {
        [model] => Ok(model),
        [first, ..] => {
            let count = models.len();
            let message = format!("there are {count} models, and `{command}` works on one");
            let example = first.only_name(models);
            Err(list(Failure::new(message), models)
                .help(format_args!("choose one with `--model`, such as `--model {example}`")))
        }
        [] => Err(Failure::new("there is no model")),
    }
}

/// Adds the models to a failure.
fn list(failure: Failure, models: &[FoundModel]) -> Failure {
    /// The number of models that are listed. Nobody reads more.
    const MAX_LISTED: usize = 20;
    let mut failure = failure;
    for model in models.iter().take(MAX_LISTED) {
        failure = failure.note(model.description());
    }
    match models.len().checked_sub(MAX_LISTED) {
        None | Some(0) => failure,
        Some(more) => failure.note(format_args!("and {more} more models")),
    }
}

impl FoundModel {
    /// Returns whether the options choose this model.
    pub(crate) fn is_chosen(&self, global: &GlobalArguments) -> bool {
        let is_of_package = global.package.as_ref().is_none_or(|name| self.package == *name);
        is_of_package && global.model.as_ref().is_none_or(|name| self.is_named(name))
    }

    /// Returns whether a name is one of this model: its file, with or without the line, or its
    /// module, with or without the modules in front.
    fn is_named(&self, name: &str) -> bool {
        let file = &self.shown;
        let names_file = |written: &str| {
            let written = written.strip_prefix("./").unwrap_or(written);
            *file == written || self.file.ends_with(written)
        };
        let with_line = name.rsplit_once(':').filter(|(_, line)| line.parse() == Ok(self.line));
        let is_module = self.module == name || self.module.ends_with(&format!("::{name}"));
        is_module || names_file(name) || with_line.is_some_and(|(file, _)| names_file(file))
    }

    /// Returns a name that no other of these models has.
    fn only_name(&self, models: &[Self]) -> String {
        let has_name = |model: &&Self| model.is_named(&self.module);
        if models.iter().filter(has_name).count() == 1 {
            self.module.clone()
        } else {
            format!("{}:{}", self.shown, self.line)
        }
    }

    /// Returns the model as lists show it: its module, its place and its `cfg`.
    pub(crate) fn description(&self) -> String {
        let place = self.location();
        match &self.cfg {
            Some(cfg) => format!("`{}` at {place}, with `cfg({cfg})`", self.module),
            None => format!("`{}` at {place}", self.module),
        }
    }
}
