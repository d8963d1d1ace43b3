//! `export`: a model for others. `contents` has the facts in the form of the JSON format, which
//! `json`, `markdown` and `typescript` write.

mod contents;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod typescript;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use self::contents::Contents;
use crate::arguments::{ExportArguments, ExportLanguage, GlobalArguments};
use crate::error::Failure;
use crate::models::Models;
use crate::output;
use crate::report::Outcome;

/// The number of bytes at the start of a file in which the mark of an export is.
const HEAD: u64 = 256;

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
    match &arguments.output {
        Some(file) => {
            let is_replaced = arguments.force || is_export(file, arguments.language);
            if !is_replaced && file.symlink_metadata().is_ok() {
                let message =
                    format_args!("`{}` exists already, and is no such export", file.display());
                return Err(Failure::new(message).help("replace it with `--force`"));
            }
            output::write_new_file(file, text.as_bytes(), is_replaced)?;
        }
        None => output::print(&text)?,
    }
    Ok(Outcome::Nothing)
}

/// Returns whether a file bears the mark of an export in this language.
fn is_export(file: &Path, language: ExportLanguage) -> bool {
    let mark = match language {
        ExportLanguage::Typescript => typescript::MARK,
        ExportLanguage::Json => contents::MARK,
        ExportLanguage::Markdown => markdown::MARK,
    };
    let mut head = Vec::new();
    let read = File::open(file).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && String::from_utf8_lossy(&head).contains(mark)
}
