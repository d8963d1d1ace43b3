//! Finds lines that are too wide.

use crate::hit::Hit;
use crate::prose::is_link_definition;
use crate::source::{Block, Line};

const MAX_WIDTH: usize = 100;

/// Finds lines that are too wide. Tables and lines that are only a link may be.
pub(crate) fn wide(block: &Block) -> Vec<Hit> {
    let wide = block.lines.iter().filter(|line| line.width > MAX_WIDTH && !may_be_wide(line));
    wide.map(|line| Hit::new(line.number, format!("{} columns, {MAX_WIDTH} at most", line.width)))
        .collect()
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
        assert_eq!(wide(&block(&format!("a\n{}", "ä ".repeat(51)))).len(), 1);
        assert!(wide(&block(&"ä ".repeat(50))).is_empty());
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
            assert!(wide(&block(&good)).is_empty(), "{good}");
        }
        assert_eq!(wide(&block(&format!("see https://{long}"))).len(), 1);
    }
}
