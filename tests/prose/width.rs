//! Finds lines that are too wide.

use crate::hit::Hit;
use crate::prose::is_link_definition;
use crate::source::{Block, Line};

const MAX_WIDTH: usize = 100;

/// The characters that may follow a string literal at the end of a line.
const CLOSING: [char; 8] = ['"', '#', ')', ']', '}', ',', ';', ' '];

/// Finds wide lines of comments and documents. Tables and lines that are only a link may be wide.
pub(crate) fn wide_text(block: &Block) -> Vec<Hit> {
    let lines = block.lines.iter().filter(|line| !may_be_wide(line));
    lines.filter_map(|line| too_wide(line.number, line.width)).collect()
}

/// Finds wide lines of Rust code whose comments and strings are blanked.
///
/// rustfmt does not break the arguments of macros, so this check covers them. A string literal at
/// the end of a line may be wide.
pub(crate) fn wide_code(code: &str) -> Vec<Hit> {
    let lines = (1..).zip(code.lines());
    let widths = lines.map(|(number, line)| (number, line.trim_end_matches(CLOSING)));
    widths
        .filter_map(|(number, line)| too_wide(number, line.chars().count()))
        .collect()
}

fn too_wide(number: usize, width: usize) -> Option<Hit> {
    (width > MAX_WIDTH).then(|| Hit::new(number, format!("{width} columns, {MAX_WIDTH} at most")))
}

fn may_be_wide(line: &Line) -> bool {
    let text = line.text.trim();
    text.starts_with('|') || is_only_link(text)
}

fn is_only_link(text: &str) -> bool {
    let text = text.trim_start_matches(['-', '*', '<', ' ']).trim_end_matches(['.', ',', '>']);
    let is_bare = text.starts_with("http") && !text.contains(char::is_whitespace);
    let is_inline = text.starts_with('[') && text.matches("](").count() == 1 && text.ends_with(')');
    is_bare || is_inline || is_link_definition(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::tests::block;

    #[test]
    fn wide_lines_are_found_by_characters() {
        assert_eq!(wide_text(&block(&format!("a\n{}", "ä ".repeat(51)))).len(), 1);
        assert!(wide_text(&block(&"ä ".repeat(50))).is_empty());
    }

    #[test]
    fn tables_and_links_may_be_wide() {
        let long = "a".repeat(100);
        for good in [
            format!("| {long} |"),
            format!("https://{long}"),
            format!("[{long}]: https://{long}"),
            format!("- [a title]({long})."),
        ] {
            assert!(wide_text(&block(&good)).is_empty(), "{good}");
        }
        assert_eq!(wide_text(&block(&format!("see https://{long}"))).len(), 1);
    }

    #[test]
    fn wide_code_is_found_unless_a_string_is_wide() {
        let name = "a".repeat(90);
        let string = " ".repeat(90);
        assert_eq!(wide_code(&format!("f();\nquote!({name}::{name});")).len(), 1);
        assert_eq!(wide_code(&format!("f(\"{string}\", argument);")).len(), 1);
        assert!(wide_code(&format!("let text = f(\"{string}\");")).is_empty());
        assert!(wide_code(&format!("quote!({name});")).is_empty());
    }
}
