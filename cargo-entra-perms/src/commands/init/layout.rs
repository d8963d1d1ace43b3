//! Comments and lists of Rust source, within the width of a page.

use std::fmt::Write as _;

/// The width of the source. Longer values and paths have lines of their own.
const MAX_WIDTH: usize = 100;

/// Writes a list, on one line if it fits.
pub(super) fn list(text: &mut String, indent: usize, start: &str, texts: &[String]) {
    let space = " ".repeat(indent);
    let quoted: Vec<_> = texts.iter().map(|text| format!("{text:?}")).collect();
    let whole = format!("{space}{start} [{}],", quoted.join(", "));
    if whole.len() <= MAX_WIDTH {
        text.push_str(&whole);
        text.push('\n');
        return;
    }
    let _ = writeln!(text, "{space}{start} [");
    let mut line = String::new();
    for item in quoted {
        if !line.is_empty() && indent + 4 + line.len() + item.len() + 2 > MAX_WIDTH {
            let _ = writeln!(text, "{space}    {}", line.trim_end());
            line.clear();
        }
        let _ = write!(line, "{item}, ");
    }
    let _ = writeln!(text, "{space}    {}\n{space}],", line.trim_end());
}

/// Writes a comment, wrapped between words.
pub(super) fn comment(text: &mut String, indent: usize, words: &str) {
    let start = format!("{}//", " ".repeat(indent));
    let mut line = start.clone();
    for word in words.split_whitespace() {
        if line.len() > start.len() && line.chars().count() + 1 + word.chars().count() > MAX_WIDTH {
            let _ = writeln!(text, "{line}");
            line.clone_from(&start);
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(text, "{line}");
}
