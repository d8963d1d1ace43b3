//! The choice of one model, if there are several.

use super::FoundModel;
use crate::error::Failure;
use crate::place::shown;

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
        several => {
            let count = several.len();
            let message = format!("there are {count} models, and `{command}` works on one");
            let failure = list(Failure::new(message), several);
            Err(failure.help("choose one with `--model`, such as `--model src/permissions.rs`"))
        }
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
    /// Returns whether a name is one of this model: its file, with or without the line, or its
    /// module.
    fn is_named(&self, name: &str) -> bool {
        let file = shown(&self.file);
        let names_file = |written: &str| {
            let written = written.strip_prefix("./").unwrap_or(written);
            file == written || self.file.ends_with(written)
        };
        let with_line = name.rsplit_once(':').filter(|(_, line)| line.parse() == Ok(self.line));
        self.module == name
            || names_file(name)
            || with_line.is_some_and(|(file, _)| names_file(file))
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
