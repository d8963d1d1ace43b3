//! Defects and risks: `rule` (the broken rule), `lint` (the risks), `place` (in a manifest),
//! `text` (the lines of a message), `remedy` (a help line that many findings share), `list` (all
//! findings of one analysis).

mod lint;
mod list;
mod place;
mod remedy;
mod rule;
mod text;

use std::fmt::{self, Display};

use proc_macro2::Span;

pub use self::lint::Lint;
pub(crate) use self::list::Findings;
pub use self::place::Place;
pub use self::rule::Rule;

/// A defect or a risk in a manifest, or in the arguments of `permissions!`.
///
/// [`Display`] gives the whole text: the message, then the place and the notes on lines of their
/// own, wrapped for a terminal. The text has no colors and no severity; the compiler or a tool adds
/// them. A finding refers to Rust source by a span, so it stays on its thread.
#[derive(Debug, Clone)]
pub struct Finding {
    rule: Rule,
    message: String,
    place: Option<Place>,
    notes: Vec<Note>,
    span: Span,
}

/// The weight of a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The build fails.
    Error,
    /// The build succeeds. `allow = [lint]` silences the finding.
    Warning,
}

/// A line below the message of a [`Finding`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// A fact: a reason, or another place.
    Note(String),
    /// A remedy: a name that was probably meant, a line to paste, a command to run.
    Help(String),
}

impl Finding {
    /// Creates a finding. `message` names the defect and the thing at fault, in one short line.
    pub(crate) fn new(rule: Rule, message: impl Display) -> Self {
        Self {
            rule,
            message: message.to_string(),
            place: None,
            notes: Vec::new(),
            span: Span::call_site(),
        }
    }

    /// Adds a fact.
    pub(crate) fn note(mut self, text: impl Display) -> Self {
        self.notes.push(Note::Note(text.to_string()));
        self
    }

    /// Adds a remedy.
    pub(crate) fn help(mut self, text: impl Display) -> Self {
        self.notes.push(Note::Help(text.to_string()));
        self
    }

    /// Adds "did you mean" if there is a suggestion.
    pub(crate) fn did_you_mean(self, suggestion: Option<&str>) -> Self {
        match suggestion {
            Some(name) => self.help(format_args!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Puts the subject of the sentence in front of the message.
    pub(crate) fn about(self, subject: &str) -> Self {
        Self { message: format!("{subject} {}", self.message), ..self }
    }

    /// Sets the piece of Rust source at fault.
    pub(crate) fn at(self, span: Span) -> Self {
        Self { span, ..self }
    }

    /// Sets the place in a manifest.
    pub(crate) fn in_manifest(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// Returns the rule that is broken.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Returns the severity, which depends on the rule alone: a lint is a warning, and every other
    /// rule is an error.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.rule {
            Rule::Lint(_) => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Returns the message, one line without the place and the notes.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the place in a manifest, if the finding is about one place.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Returns the notes, in the order in which they are read.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Returns the piece of Rust source at fault: an argument of `permissions!`, or the literal
    /// with the path of the file at fault.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n{}", Note::Note(format!("at {place}")))?;
        }
        for note in &self.notes {
            write!(f, "\n{note}")?;
        }
        Ok(())
    }
}

/// Writes `note: …` or `help: …`, wrapped as in the text of a [`Finding`].
impl Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(text) => text::write_note(f, "note", text),
            Self::Help(text) => text::write_note(f, "help", text),
        }
    }
}
