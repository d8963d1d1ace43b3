//! `export`: a model for others. `contents` has the facts in the form of the JSON format, which
//! `json`, `markdown` and `typescript` write.

mod contents;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod typescript;

use self::contents::Contents;
use crate::arguments::{ExportArguments, ExportLanguage, GlobalArguments};
use crate::error::Failure;
use crate::models::Models;
use crate::output::Product;
use crate::report::Outcome;

pub(super) fn run(
    arguments: &ExportArguments,
    global: &GlobalArguments,
) -> Result<Outcome, Failure> {
    let models = Models::find(global)?;
    let found = models.only("export")?;
    let contents = Contents::new(&models.model(found)?);
    let text = match arguments.language {
        ExportLanguage::Typescript => typescript::render(&contents),
        ExportLanguage::Json => json::render(&contents)?,
        ExportLanguage::Markdown => markdown::render(&contents),
    };
    let mark = match arguments.language {
        ExportLanguage::Typescript => typescript::MARK,
        ExportLanguage::Json => contents::MARK,
        ExportLanguage::Markdown => markdown::MARK,
    };
    let product = Product { text: &text, mark, noun: "export" };
    product.write(arguments.output.as_deref(), arguments.force)?;
    Ok(Outcome::Nothing)
}
