//! A mistake in the settings.

use core::fmt;
use std::borrow::Cow;

use super::key::{Key, PREFIX};
use super::text::Place;

/// A mistake in the settings: one line about the defect, then notes and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    defect: String,
    note: Option<String>,
    help: Option<String>,
}

/// The kind of value that a key needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// The noun, such as "an address with a port".
    pub(super) noun: &'static str,
    /// The remedy.
    pub(super) help: &'static str,
}

impl Mistake {
    /// Returns a mistake. `defect` names the setting and its value.
    pub fn new(defect: impl Into<String>) -> Self {
        Self { defect: defect.into(), note: None, help: None }
    }

    /// Adds a line with another fact, such as the cause.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// Adds a line with the remedy.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Returns the mistake of a text that is not a value of its key.
    pub(super) fn invalid(place: &Place, text: &str, expected: &Expected) -> Self {
        Self::new(format!("{place} needs {}, not `{text}`", expected.noun)).help(expected.help)
    }

    /// Returns the mistake of a key that is not set.
    pub(super) fn missing(key: Key) -> Self {
        let name = key.row().name;
        let places = format!("`--{}`, `{}`, or `{name}` in the file", key.option(), key.variable());
        Self::new(format!("`{name}` is missing: {}", key.row().meaning))
            .help(format!("set it with {places}"))
    }

    /// Returns the mistake of a name that is not in the table. `kind` is a noun, such as "option".
    pub(super) fn unknown(kind: &str, name: &str, known: impl IntoIterator<Item = String>) -> Self {
        Self::new(format!("unknown {kind} `{name}`")).help(match closest(name, known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "`--help` lists the settings".to_owned(),
        })
    }
}

/// Returns the known name that the user probably meant.
fn closest(name: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    /// Below this, the names have little in common.
    const MIN_SIMILARITY: f64 = 0.7;
    let lower = without_prefix(name).to_ascii_lowercase();
    known
        .into_iter()
        .map(|known| {
            let other = without_prefix(&known).to_ascii_lowercase();
            (strsim::normalized_damerau_levenshtein(&lower, &other), known)
        })
        .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
        .max_by(|(first, _), (second, _)| first.total_cmp(second))
        .map(|(_, known)| known)
}

/// Returns a name without the letters that all options or all variables share.
fn without_prefix(name: &str) -> &str {
    name.strip_prefix(PREFIX).or_else(|| name.strip_prefix("--")).unwrap_or(name)
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shortened(&self.defect))?;
        if let Some(note) = &self.note {
            write!(f, "\nnote: {}", shortened(note))?;
        }
        if let Some(help) = &self.help {
            write!(f, "\nhelp: {}", shortened(help))?;
        }
        Ok(())
    }
}

/// Returns the text without the ends of its long words.
///
/// Users paste tokens into wrong places, and the message can get into a log. Without its signature,
/// a token is of no use.
fn shortened(text: &str) -> String {
    /// The signature of a token begins later. Nearly all names, paths and URLs are shorter.
    const MAX_WORD: usize = 200;
    let words = text.split(' ').map(|word| match word.char_indices().nth(MAX_WORD) {
        Some((end, _)) => Cow::Owned(format!("{}…", &word[..end])),
        None => Cow::Borrowed(word),
    });
    words.collect::<Vec<_>>().join(" ")
}

impl core::error::Error for Mistake {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_words_are_shortened() {
        let word = "ä".repeat(200);
        assert_eq!(shortened(&format!("{word} {word}")), format!("{word} {word}"));
        let cut = "ä".repeat(199);
        assert_eq!(shortened(&format!("not `{word}` x")), format!("not `{cut}… x"));
    }
}
