//! A small Rust lexer: finds comments, and blanks all text that is not code.

use crate::source::{Blocks, Comment, Line, Source};

/// Separates Rust source into comments and code.
pub(crate) fn separate(text: &str) -> Source {
    let chars: Vec<char> = text.chars().collect();
    let mut lexer = Lexer {
        chars: &chars,
        at: 0,
        number: 1,
        code: String::with_capacity(text.len()),
        comments: Vec::new(),
    };
    lexer.run();
    let code = lexer.code;
    let mut blocks = Blocks::default();
    let lines: Vec<&str> = text.lines().collect();
    let code_lines: Vec<&str> = code.lines().collect();
    for found in lexer.comments {
        let index = found.number - 1;
        blocks.push(Comment {
            line: Line {
                number: found.number,
                text: found.text,
                width: lines.get(index).map_or(0, |line| line.chars().count()),
            },
            is_doc: found.marker != "//" && found.marker != "/*",
            is_alone: code_lines.get(index).is_none_or(|code| code.trim().is_empty()),
            marker: found.marker,
        });
    }
    Source { blocks: blocks.finish(), code }
}

struct Found {
    number: usize,
    text: String,
    marker: &'static str,
}

struct Lexer<'a> {
    chars: &'a [char],
    at: usize,
    /// The number of the line at `at`.
    number: usize,
    code: String,
    comments: Vec<Found>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(char) = self.peek(0) {
            match (char, self.peek(1)) {
                ('/', Some('/')) => self.line_comment(),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(),
                ('\'', _) => self.char_or_lifetime(),
                ('r', Some('"' | '#')) if self.starts_raw_string() => self.raw_string(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        if let Some(char) = self.peek(0) {
            self.advance(char, char);
        }
    }

    /// Blanks `count` characters, and keeps their line breaks.
    fn blank(&mut self, count: usize) {
        for _ in 0..count {
            match self.peek(0) {
                Some('\n') => self.keep(),
                Some(char) => self.advance(char, ' '),
                None => return,
            }
        }
    }

    fn advance(&mut self, char: char, kept: char) {
        self.code.push(kept);
        self.at += 1;
        self.number += usize::from(char == '\n');
    }

    fn rest(&self) -> &[char] {
        &self.chars[self.at.min(self.chars.len())..]
    }

    fn line_comment(&mut self) {
        let number = self.number;
        let length = self.rest().iter().take_while(|char| **char != '\n').count();
        let text: String = self.rest()[..length].iter().collect();
        let (marker, text) = if text.starts_with("///") && !text.starts_with("////") {
            ("///", &text[3..])
        } else if let Some(inner) = text.strip_prefix("//!") {
            ("//!", inner)
        } else {
            ("//", text.trim_start_matches('/'))
        };
        self.comments.push(Found { number, text: text.to_owned(), marker });
        self.blank(length);
    }

    fn block_comment(&mut self) {
        let number = self.number;
        let start = self.at;
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (None, _) => break,
                _ => {
                    self.blank(1);
                    continue;
                }
            }
            self.blank(2);
            if depth == 0 {
                break;
            }
        }
        let text: String = self.chars[start..self.at].iter().collect();
        let marker = match text.as_bytes().get(2) {
            Some(b'*') if text.len() > 4 && !text.starts_with("/***") => "/**",
            Some(b'!') => "/*!",
            _ => "/*",
        };
        let text = text.strip_prefix(marker).unwrap_or(&text);
        let text = text.strip_suffix("*/").unwrap_or(text);
        for (number, line) in (number..).zip(text.lines()) {
            let line = line.trim_start();
            let line = line.strip_prefix("* ").unwrap_or(line);
            self.comments.push(Found { number, text: line.to_owned(), marker });
        }
    }

    fn string(&mut self) {
        self.keep();
        while let Some(char) = self.peek(0) {
            match char {
                '\\' => self.blank(2),
                '"' => return self.keep(),
                _ => self.blank(1),
            }
        }
    }

    fn char_or_lifetime(&mut self) {
        let length = match (self.peek(1), self.peek(2)) {
            (Some('\\'), _) => {
                let tail = self.rest().iter().skip(3).position(|char| *char == '\'');
                tail.map_or(1, |tail| tail + 4)
            }
            (Some(_), Some('\'')) => 3,
            _ => 1,
        };
        self.blank(length);
    }

    /// Returns `true` for `r"` and `r#"`, alone or after `b` or `c`, but not for `r#type`.
    fn starts_raw_string(&self) -> bool {
        let mut before = self.chars[..self.at].iter().rev();
        let previous = match before.next() {
            Some('b' | 'c') => before.next(),
            other => other,
        };
        let is_word = previous.is_some_and(|char| char.is_alphanumeric() || *char == '_');
        let quote = self.rest().iter().skip(1).find(|char| **char != '#');
        !is_word && quote == Some(&'"')
    }

    fn raw_string(&mut self) {
        self.keep();
        let hashes = self.rest().iter().take_while(|char| **char == '#').count();
        self.blank(hashes);
        self.keep();
        while let Some(char) = self.peek(0) {
            let closing = self.rest().iter().skip(1).take_while(|char| **char == '#').count();
            if char == '"' && closing >= hashes {
                self.keep();
                return self.blank(hashes);
            }
            self.blank(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_outside_of_literals() {
        let source = separate(concat!(
            "//! Crate.\n",
            "/// One\n/// two.\n",
            "fn f<'a>(x: &'a str) -> char { '\"' } // three\n",
            "let s = \"// no \\\" // no\"; let r = r#\"\" // no\"#; let c = '\\''; /* four */\n",
        ));
        let found: Vec<_> = source
            .blocks
            .iter()
            .flat_map(|block| block.lines.iter().map(|line| (line.number, line.text.trim())))
            .collect();
        let expected = [(1, "Crate."), (2, "One"), (3, "two."), (4, "three"), (5, "four")];
        assert_eq!(found, expected);
        let docs: Vec<_> = source.blocks.iter().map(|block| block.is_doc).collect();
        assert_eq!(docs, [true, true, false, false]);
    }

    #[test]
    fn code_keeps_its_lines_and_loses_its_text() {
        let source = separate("let a = \"unwrap()\n\"; // unwrap()\nlet b;");
        assert_eq!(source.code.lines().count(), 3);
        assert!(!source.code.contains("unwrap"));
        assert!(source.code.contains("let b;"));
    }
}
