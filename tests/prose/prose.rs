//! Turns blocks of lines into paragraphs of words. Code, quotations and links are not words.

use crate::source::{Block, Line};

#[derive(Debug, PartialEq)]
pub(crate) enum Token {
    Word(String),
    /// Inline code, a quotation or a link.
    Opaque,
    /// Punctuation inside a sentence.
    Break,
    /// The end of a sentence.
    End {
        is_question: bool,
    },
}

/// A token and the number of its line.
pub(crate) struct Placed {
    pub(crate) line: usize,
    pub(crate) token: Token,
}

pub(crate) type Paragraph = Vec<Placed>;

/// Returns the paragraphs of a block. A list item, a heading and a table row are paragraphs.
pub(crate) fn paragraphs(block: &Block) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut open: Vec<&Line> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in &block.lines {
        let text = line.text.trim();
        if let Some(marker) = fence {
            if text.starts_with(marker) {
                fence = None;
            }
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|marker| text.starts_with(marker));
        let is_skipped = fence.is_some() || text.is_empty() || is_link_definition(text);
        let follows_heading = open.last().is_some_and(|line| line.text.trim().starts_with('#'));
        if is_skipped || follows_heading || starts_paragraph(text) {
            paragraphs.push(tokens(&open));
            open.clear();
        }
        if !is_skipped {
            open.push(line);
        }
    }
    paragraphs.push(tokens(&open));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Returns `true` for `[name]: target`.
pub(crate) fn is_link_definition(text: &str) -> bool {
    text.starts_with('[') && text.split_once("]:").is_some_and(|(name, _)| !name.contains("]("))
}

fn starts_paragraph(text: &str) -> bool {
    let is_numbered = text
        .split_once(". ")
        .is_some_and(|(number, _)| number.len() < 3 && number.chars().all(|c| c.is_ascii_digit()));
    is_numbered || ["- ", "* ", "+ ", "#", "|", "> "].iter().any(|mark| text.starts_with(mark))
}

fn tokens(lines: &[&Line]) -> Paragraph {
    let mut chars = Vec::new();
    for line in lines {
        chars.extend(line.text.trim().chars().map(|char| (char, line.number)));
        chars.push((' ', line.number));
    }
    let mut scanner = Scanner { chars: &chars, at: 0, tokens: Vec::new() };
    scanner.run();
    scanner.tokens
}

struct Scanner<'a> {
    chars: &'a [(char, usize)],
    at: usize,
    tokens: Paragraph,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(char) = self.peek(0) {
            let length = match char {
                '`' => self.code(),
                '"' => self.until("\""),
                '“' => self.until("”"),
                '<' => self.until(">").filter(|_| self.peek(1) != Some(' ')),
                ']' if self.peek(1) == Some('(') => self.until(")"),
                'h' if self.starts_with("http://") || self.starts_with("https://") => {
                    Some(self.length_while(|char| !char.is_whitespace() && char != ')'))
                }
                _ => None,
            };
            match length {
                Some(length) => self.push(Token::Opaque, length),
                None if char.is_alphanumeric() => self.word(),
                None => self.punctuation(char),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(char, _)| *char)
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, char)| self.peek(ahead) == Some(char))
    }

    fn length_while(&self, accepts: impl Fn(char) -> bool) -> usize {
        let rest = self.chars[self.at..].iter();
        rest.take_while(|(char, _)| accepts(*char)).count()
    }

    /// The length of inline code: from a run of backticks to an equal run.
    fn code(&self) -> Option<usize> {
        let ticks = self.length_while(|char| char == '`');
        let mut run = 0;
        for (ahead, (char, _)) in self.chars[self.at..].iter().enumerate().skip(ticks) {
            if *char == '`' {
                run += 1;
            } else if run == ticks {
                return Some(ahead);
            } else {
                run = 0;
            }
        }
        None
    }

    fn until(&self, end: &str) -> Option<usize> {
        let end = end.chars().next()?;
        let rest = self.chars[self.at..].iter().skip(1);
        rest.map(|(char, _)| *char)
            .position(|char| char == end)
            .map(|length| length + 2)
    }

    fn push(&mut self, token: Token, length: usize) {
        self.tokens.push(Placed { line: self.chars[self.at].1, token });
        self.at += length;
    }

    fn word(&mut self) {
        let mut word = String::new();
        let mut length = 0;
        while let Some(char) = self.peek(length) {
            let next = self.peek(length + 1).unwrap_or(' ');
            let joins = matches!(char, '.' | '\'' | '’') && next.is_alphanumeric();
            if !joins && !char.is_alphanumeric() && !matches!(char, '_' | '-') {
                break;
            }
            word.push(if char == '’' { '\'' } else { char.to_ascii_lowercase() });
            length += 1;
        }
        self.push(Token::Word(word), length);
    }

    fn punctuation(&mut self, char: char) {
        match char {
            '.' | '!' | '?' => self.push(Token::End { is_question: char == '?' }, 1),
            '*' | '[' | ']' => self.at += 1,
            _ if char.is_whitespace() => self.at += 1,
            _ => self.push(Token::Break, 1),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Makes a block of `text`, for tests.
    pub(crate) fn block(text: &str) -> Block {
        let lines = (1..).zip(text.lines()).map(|(number, line)| Line {
            number,
            text: line.to_owned(),
            width: line.chars().count(),
        });
        Block { is_doc: true, lines: lines.collect() }
    }

    fn words(text: &str) -> Vec<Vec<String>> {
        let words = |paragraph: Paragraph| {
            let words = paragraph.into_iter().filter_map(|placed| match placed.token {
                Token::Word(word) => Some(word),
                _ => None,
            });
            words.collect()
        };
        paragraphs(&block(text)).into_iter().map(words).collect()
    }

    #[test]
    fn code_quotations_and_links_are_not_words() {
        let text = "A `what` and ``b ` what``, \"what\nelse\", [c](what) <https://what.org> d";
        assert_eq!(words(text), [["a", "and", "c", "d"]]);
        assert_eq!(words("a\n```text\nwhat\n```\nb\n[x]: https://what"), [["a"], ["b"]]);
    }

    #[test]
    fn an_open_quotation_mark_hides_nothing() {
        assert_eq!(words("5\" `wide"), [["5", "wide"]]);
    }

    #[test]
    fn lists_headings_and_rows_are_paragraphs() {
        let found = words("# Don't\na\nb 1.0.\n- c\n1. d\n\n| e | f |");
        let expected: [&[&str]; 5] =
            [&["don't"], &["a", "b", "1.0"], &["c"], &["1", "d"], &["e", "f"]];
        assert_eq!(found, expected);
    }
}
