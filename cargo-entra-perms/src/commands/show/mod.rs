//! `show`: scopes × app roles as a table, and with guards also scopes × operations.
//!
//! `operations` decides which scopes lead to an operation; `table` and `document` write the result.

mod document;
mod operations;
mod table;

use crate::arguments::{Format, GlobalArguments, ShowArguments};
use crate::error::Failure;
use crate::guards::Guards;
use crate::models::Models;
use crate::output;
use crate::report::{Outcome, json};

pub(super) fn run(arguments: &ShowArguments, global: &GlobalArguments) -> Result<Outcome, Failure> {
    let models = Models::find(global)?;
    let found = models.only("show")?;
    let guards = arguments.guards.as_deref().map(Guards::read).transpose()?;
    let model = models.model(found)?;
    let guards = guards.as_ref();
    if let Some(guards) = guards {
        guards.check_names(&model)?;
    }
    let text = match global.format {
        Format::Text => table::text(found, &model, guards),
        Format::Markdown => table::markdown(found, &model, guards),
        Format::Json => json::pretty(&document::of(found, &model, guards))?,
        Format::Github | Format::Sarif => return Err(super::no_such_format("show")),
    };
    output::print(&text)?;
    Ok(Outcome::Nothing)
}
