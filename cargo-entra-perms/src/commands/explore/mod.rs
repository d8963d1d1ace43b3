//! `explore`: one page in HTML that shows a model, and decides about callers as the runtime does.
//! `document` has the tables of the model for the page, and `html` puts the parts of the page
//! together.

mod document;
mod html;

use self::document::Document;
use crate::arguments::{ExploreArguments, GlobalArguments};
use crate::error::Failure;
use crate::guards::Guards;
use crate::models::Models;
use crate::output::Product;
use crate::report::Outcome;

pub(super) fn run(
    arguments: &ExploreArguments,
    global: &GlobalArguments,
) -> Result<Outcome, Failure> {
    let models = Models::find(global)?;
    let found = models.only("explore")?;
    let guards = arguments.guards.as_deref().map(Guards::read).transpose()?;
    let model = models.model(found)?;
    let mut document = Document::new(found, &model);
    if let Some(guards) = &guards {
        document.add_operations(guards, &model)?;
    }
    let page = html::page(&document)?;
    let product = Product { text: &page, mark: html::MARK, noun: "page" };
    product.write(arguments.output.as_deref(), arguments.force)?;
    Ok(Outcome::Nothing)
}
