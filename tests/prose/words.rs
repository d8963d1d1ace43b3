//! Reads the lists of refused words from `CONTRIBUTING.md`, and finds those words in the prose.

use crate::hit::Hit;
use crate::prose::{Placed, Token, paragraphs};
use crate::source::Block;

/// A word or phrase; `*` at its end stands for any ending.
struct Phrase {
    words: Vec<String>,
    /// Plainer words, or nothing.
    instead: String,
}

/// The three lists of `CONTRIBUTING.md`.
pub(crate) struct WordLists {
    refused: Vec<Phrase>,
    /// Phrases that may contain a refused one.
    allowed: Vec<Phrase>,
    /// The refused first words of doc comments.
    openings: Vec<Phrase>,
}

impl WordLists {
    /// Reads the lists from the text of `CONTRIBUTING.md`.
    pub(crate) fn read(page: &str) -> Self {
        Self {
            refused: fenced(page, "```text refused"),
            allowed: fenced(page, "```text allowed"),
            openings: fenced(page, "```text openings"),
        }
    }

    /// Finds a refused phrase at the start of a doc comment.
    pub(crate) fn opening(&self, block: &Block) -> Option<Hit> {
        if !block.is_doc {
            return None;
        }
        let paragraphs = paragraphs(block);
        let first = paragraphs.first()?;
        let opening = longest(&self.openings, first)?.words.join(" ");
        let problem = format!("the doc comment begins with \"{opening}\"");
        Some(Hit::new(first[0].line, problem))
    }

    /// Finds the refused phrases of a paragraph.
    pub(crate) fn find(&self, paragraph: &[Placed]) -> Vec<Hit> {
        let mut found = Vec::new();
        let mut allowed_until = 0;
        for at in 0..paragraph.len() {
            let rest = &paragraph[at..];
            if let Some(allowed) = longest(&self.allowed, rest) {
                allowed_until = allowed_until.max(at + allowed.words.len());
            }
            if at < allowed_until {
                continue;
            }
            let Some(phrase) = longest(&self.refused, rest) else { continue };
            let mut problem = format!("\"{}\" is on the word list", phrase.words.join(" "));
            if !phrase.instead.is_empty() {
                problem.push_str("; instead: ");
                problem.push_str(&phrase.instead);
            }
            found.push(Hit::new(paragraph[at].line, problem));
        }
        found
    }
}

/// The lines of the block that starts with `fence`: a phrase, two spaces, and plainer words.
fn fenced(page: &str, fence: &str) -> Vec<Phrase> {
    assert!(page.lines().any(|line| line == fence), "CONTRIBUTING.md has no block {fence}");
    let lines = page.lines().skip_while(|line| *line != fence).skip(1);
    let lines = lines.take_while(|line| !line.starts_with("```"));
    let lines = lines.filter(|line| !line.trim().is_empty());
    let phrases = lines.map(|line| {
        let (phrase, instead) = line.split_once("  ").unwrap_or((line, ""));
        Phrase {
            words: phrase.split_whitespace().map(str::to_lowercase).collect(),
            instead: instead.trim().to_owned(),
        }
    });
    phrases.collect()
}

fn longest<'a>(phrases: &'a [Phrase], tokens: &[Placed]) -> Option<&'a Phrase> {
    let matching = phrases.iter().filter(|phrase| phrase.starts(tokens));
    matching.max_by_key(|phrase| phrase.words.len())
}

impl Phrase {
    fn starts(&self, tokens: &[Placed]) -> bool {
        self.words.len() <= tokens.len()
            && self.words.iter().zip(tokens).all(|(expected, placed)| match &placed.token {
                Token::Word(word) => match expected.strip_suffix('*') {
                    Some(start) => word.starts_with(start),
                    None => word == expected,
                },
                _ => false,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::tests::block;

    const PAGE: &str = "\
```text refused
anew          again
is no
behaviour*    behavior
kept in mind  cached
```
```text allowed
there is no
is no longer
```
```text openings
what
so that
```
";

    fn found(text: &str) -> Vec<(usize, String)> {
        let list = WordLists::read(PAGE);
        let found = paragraphs(&block(text)).into_iter().flat_map(|found| list.find(&found));
        found.map(|found| (found.line, found.problem)).collect()
    }

    #[test]
    fn refused_phrases_are_found_across_lines() {
        let again = "\"anew\" is on the word list; instead: again".to_owned();
        assert_eq!(found("It is read\nAnew."), [(2, again)]);
        assert_eq!(found("a token is kept\n  in mind")[0].0, 1);
        assert_eq!(found("this is no token").len(), 1);
        assert_eq!(found("behaviours").len(), 1);
    }

    #[test]
    fn other_words_and_allowed_phrases_are_not_found() {
        for good in [
            "renewed",
            "`anew`",
            "\"anew\"",
            "kept, in mind",
            "kept `in` mind",
            "There is no token.",
            "the key is no longer valid",
            "```\nanew\n```",
        ] {
            assert_eq!(found(good), [], "{good}");
        }
    }

    #[test]
    fn openings_are_found_in_docs_only() {
        let lists = WordLists::read(PAGE);
        for bad in ["What it is.", "\nSo\nthat it can.", "what"] {
            assert!(lists.opening(&block(bad)).is_some(), "{bad}");
        }
        for good in ["Returns what", "Whatever", "`what`", "So, that", "```\nwhat\n```"] {
            assert!(lists.opening(&block(good)).is_none(), "{good}");
        }
        let comment = Block { is_doc: false, ..block("What it is.") };
        assert!(lists.opening(&comment).is_none());
    }

    #[test]
    #[should_panic(expected = "no block")]
    fn a_page_without_a_list_is_an_error() {
        WordLists::read("# Contributing\n");
    }
}
