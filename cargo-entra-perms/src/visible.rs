//! Texts of manifests on a terminal and in the log of a job.
//!
//! A name in a manifest can have any character. A line break could begin a line that GitHub reads
//! as a command, an escape could move the cursor, and a direction could turn the text around.

use std::fmt::Write as _;

/// Returns a text in which nothing acts on a terminal or a job: each such character is an escape
/// of Rust, such as `\n` or `\u{202e}`.
///
/// - Control characters, and characters that change directions or are invisible.
/// - `::` at the start of a word. A line of GitHub that begins with it is a command, also behind
///   spaces, and a wrapped line can begin with any word.
/// - The second of two `#`. Azure Pipelines reads `##vso[…]` and `##[…]` anywhere in a line, and
///   `TeamCity` reads `##teamcity[…]`.
pub(crate) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let is_command = match letter {
            '#' => before == '#',
            ':' => before.is_whitespace() && letters.peek() == Some(&':'),
            _ => false,
        };
        if is_command {
            let _ = write!(visible, "\\u{{{:x}}}", u32::from(letter));
        } else if letter.is_control() || is_invisible(letter) {
            // Writing to a string cannot fail.
            let _ = write!(visible, "{}", letter.escape_default());
        } else {
            visible.push(letter);
        }
        before = letter;
    }
    visible
}

/// Returns whether a character separates lines, changes the direction of text, or has no width.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn characters_that_act_are_escapes() {
        let name = "a\u{1b}[31m\u{7}\r\u{202e}b\u{85}\u{200b}";
        assert_eq!(visible(name), r"a\u{1b}[31m\u{7}\r\u{202e}b\u{85}\u{200b}");
        assert_eq!(visible("Größe 😀 #1 `a::b` C#"), "Größe 😀 #1 `a::b` C#");
    }

    #[test]
    fn commands_of_jobs_are_broken_up() {
        assert_eq!(
            visible("x\n::error::y ::add-mask::z"),
            r"x\n\u{3a}:error::y \u{3a}:add-mask::z"
        );
        assert_eq!(visible("::error::x"), r"\u{3a}:error::x");
        assert_eq!(
            visible("##vso[a] ##[error] ###[x]"),
            r"#\u{23}vso[a] #\u{23}[error] #\u{23}\u{23}[x]"
        );
    }
}
