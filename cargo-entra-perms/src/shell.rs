//! Words of `sh`.

/// Returns a text as one word of `sh`. Nothing in single quotes is special, except the quote.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quoted_words_are_one_word() {
        assert_eq!(quoted(r"a'b $c `d` \e"), r"'a'\''b $c `d` \e'");
    }
}
