//! The lines below a message, wrapped for a terminal.

use std::fmt::{self, Write};

/// The columns that are left in a terminal with 100 columns: rustc indents the lines below the
/// first one by the length of `warning: `.
const MAX_WIDTH: usize = 91;

/// Writes `label: text`. A long text goes on below its beginning.
///
/// Code in backticks is not divided: a user may want to paste it.
pub(super) fn write_note(f: &mut fmt::Formatter<'_>, label: &str, text: &str) -> fmt::Result {
    let indent = label.len() + 2;
    write!(f, "{label}: ")?;
    let mut column = indent;
    for (index, piece) in pieces(text).into_iter().enumerate() {
        let width = piece.chars().count();
        let is_block = piece.contains('\n');
        if index > 0 && (is_block || column + 1 + width > MAX_WIDTH) {
            write!(f, "\n{:indent$}", "")?;
            column = indent;
        } else if index > 0 {
            f.write_char(' ')?;
            column += 1;
        }
        write_indented(f, piece, indent)?;
        column += width;
    }
    Ok(())
}

/// Writes a piece of text. The lines of a block of code begin at `indent`.
fn write_indented(f: &mut fmt::Formatter<'_>, piece: &str, indent: usize) -> fmt::Result {
    for (index, line) in piece.split('\n').enumerate() {
        if index > 0 {
            write!(f, "\n{:indent$}", "")?;
        }
        f.write_str(line)?;
    }
    Ok(())
}

/// Divides a text at the spaces outside of backticks.
fn pieces(text: &str) -> Vec<&str> {
    let mut is_code = false;
    text.split(|c: char| {
        is_code ^= c == '`';
        c == ' ' && !is_code
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Finding, Rule};

    #[test]
    fn a_long_note_is_wrapped_below_its_beginning() {
        let finding = Finding::new(Rule::UnmappedScope, "defect").note("word ".repeat(30).trim());
        let text = finding.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[1].starts_with("note: word") && lines[2].starts_with("      word"));
        assert!(lines.iter().all(|line| line.len() <= 93));
    }

    #[test]
    fn code_is_not_divided() {
        let code = format!("`{}`", "a b ".repeat(40).trim());
        let text = Finding::new(Rule::UnmappedScope, "defect")
            .help(format!("add {code}"))
            .to_string();
        assert_eq!(text, format!("defect\nhelp: add\n      {code}"));
    }

    #[test]
    fn a_block_of_code_is_below_its_introduction() {
        let text = Finding::new(Rule::UnmappedScope, "defect")
            .help("add: `a {\n    b\n}`")
            .help("then `c`")
            .to_string();
        assert_eq!(text, "defect\nhelp: add:\n      `a {\n          b\n      }`\nhelp: then `c`");
    }
}
