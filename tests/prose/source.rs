//! Separates a source file into comments and code.

use std::path::Path;

/// One line of prose: the text without its comment marker.
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) text: String,
    /// The width of the whole source line, in characters.
    pub(crate) width: usize,
}

/// Comment lines that belong together, or a whole Markdown page.
pub(crate) struct Block {
    pub(crate) is_doc: bool,
    pub(crate) lines: Vec<Line>,
}

/// A source file, read for its language.
pub(crate) struct Source {
    pub(crate) blocks: Vec<Block>,
    /// The code with comments, strings and characters blanked. Empty unless the file is Rust.
    pub(crate) code: String,
}

/// The form of a source file's comments.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// Rust, and other languages with `//` and `/* */`.
    Slashes,
    /// TOML, YAML and shell scripts.
    Hash,
    Markdown,
}

impl Form {
    /// Returns `None` for files that are not checked.
    pub(crate) fn from_path(path: &str) -> Option<Self> {
        match Path::new(path).extension().and_then(|extension| extension.to_str()) {
            Some("rs" | "proto") => Some(Self::Slashes),
            Some("md") => Some(Self::Markdown),
            Some("toml" | "yml") => Some(Self::Hash),
            _ if path == ".ci/run" => Some(Self::Hash),
            _ => None,
        }
    }
}

impl Source {
    /// Separates `text` into comments and code.
    pub(crate) fn read(form: Form, text: &str) -> Self {
        let blocks = match form {
            Form::Slashes => return crate::rust::separate(text),
            Form::Hash => hash_comments(text),
            Form::Markdown => vec![page(text)],
        };
        Self { blocks, code: String::new() }
    }
}

fn page(text: &str) -> Block {
    let lines = (1..).zip(text.lines()).map(|(number, line)| Line {
        number,
        text: line.to_owned(),
        width: line.chars().count(),
    });
    Block { is_doc: false, lines: lines.collect() }
}

/// Collects the comments of TOML files and shell scripts.
fn hash_comments(text: &str) -> Vec<Block> {
    let mut blocks = Blocks::default();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(start) = hash(line) else { continue };
        if number == 1 && line.starts_with("#!") {
            continue;
        }
        blocks.push(Comment {
            line: Line { number, text: line[start + 1..].to_owned(), width: line.chars().count() },
            is_doc: false,
            is_alone: line[..start].trim().is_empty(),
            marker: "#",
        });
    }
    blocks.finish()
}

/// Finds the `#` that starts a comment: outside quotation marks and not inside a word.
fn hash(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut previous = ' ';
    for (at, char) in line.char_indices() {
        match (quote, char) {
            (None, '#') if previous.is_whitespace() => return Some(at),
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char && previous != '\\' => quote = None,
            _ => {}
        }
        previous = char;
    }
    None
}

/// One comment line, before it is joined with its neighbors.
pub(crate) struct Comment {
    pub(crate) line: Line,
    pub(crate) is_doc: bool,
    /// The line has no code.
    pub(crate) is_alone: bool,
    pub(crate) marker: &'static str,
}

/// Joins comment lines that follow each other into blocks.
#[derive(Default)]
pub(crate) struct Blocks {
    finished: Vec<Block>,
    /// The marker of the last block and the number of its last line, while the block can grow.
    open: Option<(&'static str, usize)>,
}

impl Blocks {
    pub(crate) fn push(&mut self, comment: Comment) {
        let number = comment.line.number;
        let continues = comment.is_alone && self.open == Some((comment.marker, number - 1));
        match self.finished.last_mut() {
            Some(block) if continues => block.lines.push(comment.line),
            _ => self.finished.push(Block { is_doc: comment.is_doc, lines: vec![comment.line] }),
        }
        self.open = comment.is_alone.then_some((comment.marker, number));
    }

    pub(crate) fn finish(self) -> Vec<Block> {
        self.finished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(blocks: &[Block]) -> Vec<Vec<&str>> {
        let lines = blocks.iter().map(|block| block.lines.iter());
        lines.map(|lines| lines.map(|line| line.text.trim()).collect()).collect()
    }

    #[test]
    fn hash_comments_are_found_outside_of_strings() {
        let script = "#!/bin/sh\n# One\n# two\nrun \"# no\" ${a#b} # three\n";
        assert_eq!(texts(&hash_comments(script)), [vec!["One", "two"], vec!["three"]]);
    }

    #[test]
    fn files_of_other_kinds_are_not_read() {
        assert!(Form::from_path("manifests/crm.json").is_none());
        assert!(Form::from_path("docs/page.md") == Some(Form::Markdown));
        assert!(Form::from_path(".ci/run") == Some(Form::Hash));
    }
}
