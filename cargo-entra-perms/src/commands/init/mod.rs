//! `init`: a starting `permissions!` for exported manifests.
//!
//! In data order: `input` (files or standard input → texts, and the paths that the macro will find)
//! → `first_reading` (their app roles and scopes) → `draft` (all arguments: `names` has the app
//! roles that follow from the name of a scope, `lines` the shortest lines with wildcards, of
//! `stars`, and `reaches` the constraints) → `trial` (the analysis of the build must accept it) →
//! `source` (the file; `arguments` and `layout` write its parts).

mod arguments;
mod draft;
mod first_reading;
mod input;
mod layout;
mod lines;
mod names;
#[cfg(test)]
mod properties;
mod reaches;
mod source;
mod stars;
#[cfg(test)]
mod tests;
mod trial;

use self::input::{Home, Input};
use crate::arguments::{GlobalArguments, InitArguments};
use crate::error::Failure;
use crate::output;
use crate::report::Outcome;

pub(super) fn run(arguments: &InitArguments, global: &GlobalArguments) -> Result<Outcome, Failure> {
    if let Some(file) = &arguments.output {
        input::refuse_to_replace(file, arguments.force)?;
    }
    if let Some(file) = &arguments.save {
        input::refuse_to_replace(file, arguments.force)?;
    }
    if let (Some(save), Some(file)) = (&arguments.save, &arguments.output)
        && input::absolute(save)? == input::absolute(file)?
    {
        return Err(Failure::new("`--save` and `--output` name one file"));
    }
    let home = Home::find(global)?;
    let inputs = Input::read_all(arguments, &home)?;
    let reading = first_reading::read(&inputs, arguments.app.as_deref(), &home)?;
    let trial = trial::accepted_draft(&reading, &inputs, &home)?;
    let text = source::render(&trial, &reading.files, &inputs);
    let mut files: Vec<_> = inputs.iter().filter_map(Input::saved).collect();
    if let Some(file) = &arguments.output {
        files.push((file, text.as_bytes()));
    }
    output::write_new_files(&files, arguments.force)?;
    match &arguments.output {
        Some(file) => {
            output::notice(&source::summary(&trial.draft, file))?;
        }
        None => output::print(&text)?,
    }
    Ok(Outcome::Nothing)
}
