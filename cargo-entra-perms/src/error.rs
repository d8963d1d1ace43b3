//! The reasons for which the command could not do its work: exit status 2.

use std::fmt::{self, Display};
use std::io;

use entra_perms_model::{Finding, Note, Severity};

use crate::visible::visible;

/// The command could not do its work. It prints as one clear line, with help on further lines.
/// Nothing in these lines acts on a terminal or a job.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader of the output has gone.
    ClosedPipe,
    /// Anything else.
    Message {
        /// One line that names the defect.
        message: String,
        /// Facts and remedies, each on a line of its own.
        notes: Vec<Hint>,
    },
}

/// A line below the message of a [`Failure`].
#[derive(Debug)]
pub(crate) enum Hint {
    Note(String),
    Help(String),
}

impl Failure {
    pub(crate) fn new(message: impl Display) -> Self {
        Self::Message { message: message.to_string(), notes: Vec::new() }
    }

    /// Returns the first error among findings, and the number of the others.
    pub(crate) fn of_findings<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Option<Self> {
        let mut errors = findings.into_iter().filter(|it| it.severity() == Severity::Error);
        let failure = Self::of_finding(errors.next()?);
        match errors.count() {
            0 => Some(failure),
            1 => Some(failure.note("there is 1 more error")),
            more => Some(failure.note(format_args!("there are {more} more errors"))),
        }
    }

    /// Returns an error of the model.
    pub(crate) fn of_finding(error: &Finding) -> Self {
        let mut failure = Self::new(error.message());
        if let Some(place) = error.place() {
            failure = failure.note(format_args!("at {place}"));
        }
        for note in error.notes() {
            failure = match note {
                Note::Help(text) => failure.help(text),
                Note::Note(text) => failure.note(text),
                other => failure.note(other),
            };
        }
        failure
    }

    /// Returns the line that names the defect.
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::ClosedPipe => "",
            Self::Message { message, .. } => message,
        }
    }

    /// Adds a fact.
    pub(crate) fn note(self, text: impl Display) -> Self {
        self.with(Hint::Note(text.to_string()))
    }

    /// Adds a remedy.
    pub(crate) fn help(self, text: impl Display) -> Self {
        self.with(Hint::Help(text.to_string()))
    }

    /// Puts the subject in front of the message.
    pub(crate) fn about(mut self, subject: &str) -> Self {
        if let Self::Message { message, .. } = &mut self {
            message.insert_str(0, subject);
        }
        self
    }

    /// Replaces a text in all lines, such as the path of a temporary folder.
    pub(crate) fn replace(mut self, from: &str, to: &str) -> Self {
        if let Self::Message { message, notes } = &mut self {
            *message = message.replace(from, to);
            for Hint::Note(text) | Hint::Help(text) in notes {
                *text = text.replace(from, to);
            }
        }
        self
    }

    /// Replaces a remedy that is about the arguments of the macro. A suggestion stays.
    pub(crate) fn with_remedy(mut self, text: &str) -> Self {
        if let Self::Message { notes, .. } = &mut self {
            for hint in notes {
                if let Hint::Help(help) = hint
                    && !help.starts_with("did you mean")
                {
                    text.clone_into(help);
                }
            }
        }
        self
    }

    fn with(mut self, hint: Hint) -> Self {
        if let Self::Message { notes, .. } = &mut self {
            notes.push(hint);
        }
        self
    }
}

/// An error of the standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::new(format_args!("cannot write the output: {}", error.kind()))
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Message { message, notes } = self else {
            return f.write_str("the reader of the output has gone");
        };
        f.write_str(&visible(message))?;
        for hint in notes {
            match hint {
                Hint::Note(text) => write!(f, "\n  note: {}", visible(text))?,
                Hint::Help(text) => write!(f, "\n  help: {}", visible(text))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_failure_acts_on_a_terminal_or_a_job() {
        let failure = Failure::new("a\u{1b}[31m").note("b\u{7}").help("::error::c");
        let expected = "a\\u{1b}[31m\n  note: b\\u{7}\n  help: \\u{3a}:error::c";
        assert_eq!(failure.to_string(), expected);
    }
}
