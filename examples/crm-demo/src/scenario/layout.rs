//! Text for a terminal that has 100 columns.

const COLUMNS: usize = 100;

/// Returns `text` after `name`, wrapped between words. Each further line starts below the text.
pub(super) fn entry(indent: usize, name_width: usize, name: &str, text: &str) -> String {
    let mut lines = String::new();
    let mut line = format!("{:indent$}{name:<name_width$}", "");
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines += &line;
            lines.push('\n');
            line = " ".repeat(indent + name_width);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines + line.trim_end() + "\n"
}

/// Returns an underlined heading.
pub(super) fn heading(text: &str) -> String {
    format!("{text}\n{}\n", "-".repeat(text.chars().count()))
}

/// Returns `A, B, C`, or a dash if there are no values.
pub(super) fn list<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    if values.is_empty() { "-".to_owned() } else { values.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_wraps_below_its_first_word() {
        let words = vec!["word"; 30].join(" ");
        let text = entry(2, 6, "name", &words);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("  name  word word"));
        assert!(lines[1].starts_with("        word"));
        assert!(lines.iter().all(|line| line.len() <= COLUMNS));
        assert_eq!(text.split_whitespace().count(), 31);
    }

    #[test]
    fn lists_have_commas_and_an_empty_list_is_a_dash() {
        assert_eq!(list::<&str>([]), "-");
        assert_eq!(list([1, 2]), "1, 2");
    }
}
