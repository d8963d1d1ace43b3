//! Texts of the manifest in Markdown.

/// Returns a link to a generated item, with a value of the manifest as its text.
pub(super) fn link(value: &str, item: &str) -> String {
    format!("[{}]({})", code(value), item.replace("r#", ""))
}

/// Returns a value as code. A value with a backtick needs two of them around it.
pub(super) fn code(value: &str) -> String {
    if value.contains('`') { format!("`` {value} ``") } else { format!("`{value}`") }
}

/// Returns a text in which nothing is Markdown, a link or HTML.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // In a table, a backslash does not escape it.
            '|' => escaped.push_str("&#124;"),
            _ => {
                if character.is_ascii_punctuation() && !",.:;()'\"%$".contains(character) {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_manifest_are_not_markup() {
        assert_eq!(
            text("a <b> [c](d) *e* `f` | &\ng"),
            "a &lt;b&gt; \\[c\\](d) \\*e\\* \\`f\\` &#124; &amp; g"
        );
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
