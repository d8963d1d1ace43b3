//! `export`: a model for others. `contents` has the facts in the form of the JSON format, which
//! `json`, `markdown` and `typescript` write.

mod contents;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod typescript;

use self::contents::Contents;
use crate::arguments::{ExportArguments, ExportLanguage, Format, GlobalArguments};
use crate::error::Failure;
use crate::models::Models;
use crate::output;
use crate::report::Outcome;

pub(super) fn run(
    arguments: &ExportArguments,
    global: &GlobalArguments,
) -> Result<Outcome, Failure> {
    if global.format != Format::Text {
        return Err(Failure::new("`export` has no `--format`")
            .help("name the language: `cargo entra-perms export json`"));
    }
    let models = Models::find(global)?;
    let found = models.only("export")?;
    let contents = Contents::new(&models.model(found)?);
    let text = match arguments.language {
        ExportLanguage::Typescript => typescript::render(&contents),
        ExportLanguage::Json => json::render(&contents)?,
        ExportLanguage::Markdown => markdown::render(&contents),
    };
    match &arguments.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    Ok(Outcome::Nothing)
}
