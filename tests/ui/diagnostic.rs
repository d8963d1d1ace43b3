//! Diagnostics of rustc, reduced to the project's own words.
//!
//! The project words three sorts of diagnostics: `compile_error!`, panics of constants, and
//! deprecations. It also words the first line and the label of errors about some of its traits
//! (`on_unimplemented`). rustc adds words to most of them, which can change with every version.

use std::path::MAIN_SEPARATOR;

use serde::Deserialize;

use crate::compiler::workspace;

/// The imports that fail if a manifest could not be read. They keep rustc from reporting every name
/// of that manifest.
const UNREAD_MANIFEST: [&str; 2] = ["the_manifest_was_not_read", "the_manifest_was_read_in_part"];

/// A diagnostic in rustc's JSON.
#[derive(Deserialize)]
pub(crate) struct Diagnostic {
    level: String,
    code: Option<Code>,
    message: String,
    spans: Vec<Span>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    column_start: usize,
    is_primary: bool,
    label: Option<String>,
    text: Vec<Line>,
}

/// A line of the source. The columns are counted in characters from 1.
#[derive(Deserialize)]
struct Line {
    text: String,
    highlight_start: usize,
    highlight_end: usize,
}

/// The words of the project in a diagnostic.
struct OwnWords<'a> {
    message: &'a str,
    label: &'a str,
}

/// Returns the project's words in diagnostics, with their places, in the form of rustc's text.
/// Fails if there is an error in other words.
pub(crate) fn text(diagnostics: &[Diagnostic]) -> Result<String, String> {
    let mut blocks = Vec::new();
    for diagnostic in diagnostics {
        let place = diagnostic.spans.iter().find(|span| span.is_primary);
        let own = place.and_then(|span| Some((span, diagnostic.own_words(span)?)));
        match own {
            Some((span, words)) => blocks.push((span, diagnostic.block(&words, span))),
            None if diagnostic.is_error() => return Err(diagnostic.foreign_words()),
            // A later rustc may warn of more in code that does not compile.
            None => {}
        }
    }
    // The order of the errors can change with the version of rustc.
    blocks.sort_by_key(|(span, _)| (&span.file_name, span.line_start, span.column_start));
    let blocks: Vec<String> = blocks.into_iter().map(|(_, block)| block).collect();
    Ok(blocks.join("\n"))
}

/// Returns the codes of all errors, in order. An error of a macro has no code.
pub(crate) fn codes(diagnostics: &[Diagnostic]) -> Vec<&str> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    let codes = errors.map(|error| error.code.as_ref().map_or("", |code| code.code.as_str()));
    let mut codes: Vec<_> = codes.collect();
    codes.sort_unstable();
    codes
}

/// Returns the messages of all errors.
pub(crate) fn messages(diagnostics: &[Diagnostic]) -> Vec<&str> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    errors.map(|error| error.message.as_str()).collect()
}

/// Returns the codes of all errors in a text of rustc, in order.
pub(crate) fn codes_in_text(text: &str) -> Vec<&str> {
    let titles = text.lines().filter_map(|line| line.strip_prefix("error"));
    let codes = titles.map(|title| {
        let code = title.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        code.map_or("", |(code, _)| code)
    });
    let mut codes: Vec<_> = codes.collect();
    codes.sort_unstable();
    codes
}

/// Returns diagnostics as rustc prints them.
pub(crate) fn rendered(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.rendered.as_deref())
        .collect()
}

impl Diagnostic {
    fn own_words<'a>(&'a self, span: &'a Span) -> Option<OwnWords<'a>> {
        let message = self.message.as_str();
        match self.code.as_ref().map(|code| code.code.as_str()) {
            None => Some(OwnWords { message, label: "" }),
            Some("E0080") => {
                let message = message.strip_prefix("evaluation panicked: ")?;
                Some(OwnWords { message, label: "" })
            }
            Some("E0277") if !message.starts_with("the trait bound") => {
                Some(OwnWords { message, label: span.label.as_deref().unwrap_or_default() })
            }
            // A name of the project, in a sentence of rustc.
            Some("E0432") => {
                let import = UNREAD_MANIFEST.into_iter().find(|import| message.contains(import))?;
                Some(OwnWords { message: import, label: "" })
            }
            Some("deprecated") => {
                let (_, message) = message.split_once("`: ")?;
                Some(OwnWords { message, label: "" })
            }
            Some(_) => None,
        }
    }

    /// Returns whether this is an error, but not the count of errors at the end.
    fn is_error(&self) -> bool {
        self.level == "error" && !self.message.starts_with("aborting due to")
    }

    fn foreign_words(&self) -> String {
        format!("rustc words the error `{}`: move the case to `tests/rustc`", self.message)
    }

    /// Returns the diagnostic as rustc prints it: the message, the place, and the marked line.
    fn block(&self, words: &OwnWords<'_>, span: &Span) -> String {
        let code = self.code.as_ref().map(|code| format!("[{}]", code.code)).unwrap_or_default();
        let title = format!("{}{code}: ", self.level);
        let message = words.message.replace('\n', &format!("\n{}", " ".repeat(title.len())));
        let number = span.line_start.to_string();
        let margin = " ".repeat(number.len());
        let file = span.file_name.replace(MAIN_SEPARATOR, "/");
        let place = format!("{file}:{number}:{}", span.column_start);
        let mut lines = vec![format!("{title}{message}"), format!("{margin}--> {place}")];
        if let Some(line) = span.text.first() {
            lines.push(format!("{margin} |"));
            lines.push(format!("{number} | {}", line.text));
            lines.push(format!("{margin} | {}", line.mark(words.label)));
        }
        let block = lines.join("\n") + "\n";
        block.replace(&workspace().display().to_string(), "$WORKSPACE")
    }
}

impl Line {
    /// Returns the line below this one. A label is a part of an error about a trait: rustc chooses
    /// the end of the place, and nightly chooses another one, so only the start is marked.
    fn mark(&self, label: &str) -> String {
        let before = " ".repeat(self.highlight_start - 1);
        if !label.is_empty() {
            return format!("{before}^ {label}");
        }
        let width = self.highlight_end - self.highlight_start;
        format!("{before}{}", "^".repeat(width))
    }
}
