//! Text for a terminal of 100 columns.

const COLUMNS: usize = 100;

/// `name` and behind it `text`, in as many lines as it needs, all but the first indented as far as the text begins.
/// Words are broken only where one alone is too long.
pub(super) fn entry(indent: usize, width: usize, name: &str, text: &str) -> String {
    let behind = indent + width;
    let mut lines = String::new();
    let mut line = format!("{:indent$}{name:<width$}", "");
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines += &line;
            lines.push('\n');
            line = " ".repeat(behind);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines + line.trim_end() + "\n"
}

/// A heading, underlined.
pub(super) fn heading(text: &str) -> String {
    format!("{text}\n{}\n", "-".repeat(text.chars().count()))
}

/// `A, B, C`; a dash for nothing.
pub(super) fn list<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    if values.is_empty() { "-".to_owned() } else { values.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_goes_on_below_where_it_began() {
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
    fn nothing_is_a_dash() {
        assert_eq!(list::<&str>([]), "-");
        assert_eq!(list([1, 2]), "1, 2");
    }
}
