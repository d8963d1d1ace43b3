//! Texts in Markdown. This is the only place that escapes them.
//!
//! Outside of code, every letter with a meaning is a character reference. Code has no backtick
//! inside. So no text can begin or end anything, however its own backticks divide it.

use std::fmt::Write as _;

use crate::visible::is_invisible;

/// Returns a text without markup: every letter with a meaning in Markdown or HTML becomes a
/// character reference. Line breaks and other control characters become spaces.
pub(crate) fn plain(text: &str) -> String {
    let words: Vec<_> = text.split(is_space).filter(|word| !word.is_empty()).map(escaped).collect();
    words.join(" ")
}

/// Returns a text as code. A backtick would end the code, and a pipe the cell of a table.
pub(crate) fn code(text: &str) -> String {
    if is_simple_code(text) { format!("`{text}`") } else { format!("<code>{}</code>", plain(text)) }
}

/// Returns a message without markup of others. Its words in backticks become code.
pub(crate) fn inline(message: &str) -> String {
    let mut text = String::new();
    let mut rest = message;
    while let Some((before, (inside, after))) = rest
        .split_once('`')
        .and_then(|(before, behind)| Some((before, behind.split_once('`')?)))
    {
        text.push_str(&spaced(before));
        // Two spans in a row would be one with other limits.
        if is_simple_code(inside) && !text.ends_with('`') {
            let _ = write!(text, "`{inside}`");
        } else if inside.is_empty() {
            text.push_str(&escaped("``"));
        } else {
            let _ = write!(text, "<code>{}</code>", plain(inside));
        }
        rest = after;
    }
    text.push_str(&spaced(rest));
    text
}

/// Escapes a part of a text, and keeps a space at its start and its end.
fn spaced(text: &str) -> String {
    let start = if text.starts_with(is_space) { " " } else { "" };
    let end = if text.ends_with(is_space) { " " } else { "" };
    match plain(text) {
        words if words.is_empty() => start.to_owned(),
        words => format!("{start}{words}{end}"),
    }
}

fn is_simple_code(text: &str) -> bool {
    let is_simple = |letter: char| !"`|".contains(letter) && (letter == ' ' || !is_space(letter));
    !text.is_empty() && text.chars().all(is_simple) && text.trim() == text
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || is_invisible(letter)
}

fn escaped(word: &str) -> String {
    // GitHub makes a link of a word with `www.`.
    let is_address = word.to_ascii_lowercase().contains("www.");
    let mut escaped = String::new();
    for letter in word.chars() {
        match letter {
            // GitHub finds mentions and numbers of issues after it has read the references, so a
            // space without width follows.
            '@' | '#' => {
                let _ = write!(escaped, "&#{};&#8203;", u32::from(letter));
            }
            '&' | '<' | '>' | '"' | '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '!' | '$'
            | ':' => {
                let _ = write!(escaped, "&#{};", u32::from(letter));
            }
            '.' if is_address => escaped.push_str("&#46;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_message_keeps_its_code() {
        assert_eq!(inline("scope `*.Read` (new)"), "scope `*.Read` (new)");
        assert_eq!(inline("one\ntwo `a|b` `c`"), "one two <code>a&#124;b</code> `c`");
        assert_eq!(inline("[a] `b"), "&#91;a&#93; &#96;b");
        assert_eq!(inline("`a``b`"), "`a`<code>b</code>");
    }

    #[test]
    fn a_name_with_backticks_cannot_become_markup() {
        let name = "``a <img src=https://evil.example/x.png> @octocat [b](https://evil.example)";
        for message in [format!("scope `{name}` is new"), format!("scope `{name}`` is new")] {
            let text = inline(&message);
            let outside: String = text.split('`').step_by(2).collect();
            let outside = outside.replace("<code>", "").replace("</code>", "");
            assert!(!outside.contains(['<', '[', '@', '_']), "{text}");
            assert!(!text.contains("``"), "{text}");
        }
    }

    #[test]
    fn no_mention_and_no_link_is_left() {
        assert_eq!(
            plain("@me #1 www.evil.example a.b"),
            "&#64;&#8203;me &#35;&#8203;1 www&#46;evil&#46;example a.b"
        );
        assert_eq!(code("a\u{202e}b"), "<code>a b</code>");
        assert_eq!(code("a`b"), "<code>a&#96;b</code>");
    }

    proptest! {
        /// The backticks of the result come in pairs around text without one, and the text
        /// outside of them has no letter with a meaning.
        #[test]
        fn no_message_has_markup(message in "[`a<>\\[\\]@|*_&#\\\\ \n]{0,24}") {
            let text = inline(&message);
            prop_assert!(text.matches('`').count().is_multiple_of(2), "{}", text);
            prop_assert!(!text.contains("``") && !text.contains('\n'), "{}", text);
            let outside: String = text.split('`').step_by(2).collect();
            let outside = outside.replace("<code>", "").replace("</code>", "");
            let is_markup = |letter: char| "<>[]@|*_\\".contains(letter);
            prop_assert!(!outside.contains(is_markup), "{}", text);
        }
    }
}
