//! Findings and changes as text. `item` is the one form of both, which each format writes: `text`,
//! `json`, `markdown`, `github` and `sarif`. `finding` makes items, and `checks` lists their ids.

pub(crate) mod checks;
mod class;
pub(crate) mod finding;
mod github;
mod item;
pub(crate) mod json;
mod markdown;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use self::class::Class;
#[cfg(test)]
pub(crate) use self::class::is_known;
pub(crate) use self::item::{Item, Remark};

use crate::arguments::{Format, Level};
use crate::error::Failure;
use crate::models::FoundModel;

/// The result of a command that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was found, or the command does not look for anything.
    Nothing,
    /// Something was found.
    Something,
}

/// The result of a command that lists findings or changes.
#[derive(Debug)]
pub(crate) struct Report {
    /// The name of the command.
    pub(crate) command: &'static str,
    /// The models that were read.
    pub(crate) models: Vec<FoundModel>,
    /// The result in a few words, such as `more permissive`. Only comparisons have one.
    pub(crate) verdict: Option<&'static str>,
    /// The findings or changes, in their order.
    pub(crate) items: Vec<Item>,
}

impl Report {
    pub(crate) fn new(command: &'static str) -> Self {
        Self { command, models: Vec::new(), verdict: None, items: Vec::new() }
    }

    /// Writes the report in a format. Each text ends with a line break, or is empty.
    pub(crate) fn render(&self, format: Format) -> Result<String, Failure> {
        match format {
            Format::Text => Ok(text::render(self)),
            Format::Json => json::render(self),
            Format::Markdown => Ok(markdown::render(self)),
            Format::Github => Ok(github::render(self)),
            Format::Sarif => sarif::render(self),
        }
    }

    /// Writes the items as text, without the line about all of them.
    pub(crate) fn render_items(&self) -> String {
        text::items(self)
    }

    /// Returns whether an item has at least this level.
    pub(crate) fn outcome(&self, least: Level) -> Outcome {
        let is_found = self.items.iter().any(|item| item.level >= least);
        if is_found { Outcome::Something } else { Outcome::Nothing }
    }

    /// Returns the numbers of items in words, such as `1 error and 2 warnings`.
    fn counts(&self) -> String {
        let words = [Level::Error, Level::Warning, Level::Note].map(|level| {
            let count = self.items.iter().filter(|item| item.level == level).count();
            let plural = if count == 1 { "" } else { "s" };
            (count, format!("{count} {}{plural}", level.name()))
        });
        let words: Vec<_> = words
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(_, word)| word)
            .collect();
        match words.as_slice() {
            [] if self.verdict.is_some() => "no changes".to_owned(),
            [] => "no findings".to_owned(),
            words => entra_perms_model::suggestion::in_words(words, "and"),
        }
    }
}
