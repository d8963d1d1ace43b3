//! The one form of findings and changes.

use entra_perms_model::Note;

use crate::arguments::Level;
use crate::place::Location;
use crate::visible::visible;

/// A finding or a change.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The stable id, such as `unmapped_scope`.
    pub(crate) id: &'static str,
    pub(crate) level: Level,
    /// The class of a change, such as `widens`. Findings have none.
    pub(crate) class: Option<&'static str>,
    /// One line, without a full stop.
    pub(crate) message: String,
    /// The place to look at: a line of a manifest, or else of a Rust source.
    pub(crate) place: Option<Location>,
    /// Other places, such as the argument that names the manifest.
    pub(crate) related: Vec<Location>,
    pub(crate) remarks: Vec<Remark>,
}

/// A line below the message.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub(crate) kind: RemarkKind,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RemarkKind {
    /// A fact.
    Note,
    /// A remedy.
    Help,
}

impl Remark {
    /// Creates a fact.
    pub(crate) fn note(text: impl Into<String>) -> Self {
        Self { kind: RemarkKind::Note, text: text.into() }
    }

    /// Creates a remedy.
    pub(crate) fn help(text: impl Into<String>) -> Self {
        Self { kind: RemarkKind::Help, text: text.into() }
    }

    /// Returns the word in front of the text.
    pub(crate) fn label(&self) -> &'static str {
        match self.kind {
            RemarkKind::Note => "note",
            RemarkKind::Help => "help",
        }
    }

    /// Returns the remark as a note of the model, which wraps it for a terminal.
    pub(super) fn wrapped(&self) -> String {
        match self.kind {
            RemarkKind::Note => Note::Note(visible(&self.text)).to_string(),
            RemarkKind::Help => Note::Help(visible(&self.text)).to_string(),
        }
    }
}
