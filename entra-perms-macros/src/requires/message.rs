//! Messages of `#[requires]` and `requirement!`.

use entra_perms_model::Note;
use proc_macro2::Span;
use quote::ToTokens;
use syn::Error;
use syn::parse::ParseStream;

/// The text of an error: a short line that names the defect, then lines with facts and remedies.
pub(crate) struct Message {
    text: String,
}

impl Message {
    /// Creates a message from the line that names the defect.
    pub(crate) fn new(defect: impl Into<String>) -> Self {
        Self { text: defect.into() }
    }

    /// Adds a fact.
    pub(crate) fn note(self, fact: impl Into<String>) -> Self {
        self.line(&Note::Note(fact.into()))
    }

    /// Adds a remedy.
    pub(crate) fn help(self, remedy: impl Into<String>) -> Self {
        self.line(&Note::Help(remedy.into()))
    }

    fn line(mut self, note: &Note) -> Self {
        self.text.push('\n');
        self.text.push_str(&note.to_string());
        self
    }

    /// Returns the error at a place.
    pub(crate) fn at(self, span: Span) -> Error {
        Error::new(span, self.text)
    }

    /// Returns the error at some tokens.
    pub(crate) fn at_tokens(self, tokens: impl ToTokens) -> Error {
        Error::new_spanned(tokens, self.text)
    }

    /// Returns the error at the next token of the input.
    pub(crate) fn at_next(self, input: ParseStream<'_>) -> Error {
        input.error(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_and_remedies_are_lines_below_the_defect() {
        let message = Message::new("`any()` is empty").note("a fact").help("a remedy");
        let error = message.at(Span::call_site());
        assert_eq!(error.to_string(), "`any()` is empty\nnote: a fact\nhelp: a remedy");
    }
}
