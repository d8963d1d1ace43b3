//! The text of a token, from a file or the standard input.

use std::path::Path;

use entra_perms_runtime::explanation::unreadable;

use crate::error::Failure;
use crate::input::InputFile;

/// The text of a token. It has no `Debug` and no `Display`, so that no output can show it.
pub(super) struct TokenText(String);

impl TokenText {
    /// Returns the text, for the checks of the runtime.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads the token. A text that is not a token is a failure, which shows nothing of the text.
pub(super) fn read(file: &Path) -> Result<TokenText, Failure> {
    let InputFile { name, bytes } = InputFile::read(file).map_err(|failure| {
        failure.with_remedy(
            "pipe the token into the command: `xclip -o | cargo entra-perms explain`, or name a \
             file with `--token`",
        )
    })?;
    let refusal = |problem: &dyn std::fmt::Display| {
        Failure::new(format_args!("`{name}` cannot be explained: {problem}"))
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(refusal(&"not a signed token: it is not text in UTF-8"));
    };
    let token = without_header(&text);
    if token.is_empty() {
        return Err(Failure::new(format_args!("`{name}` is empty")));
    }
    match unreadable(token) {
        Some(error) => Err(refusal(&error)),
        None => Ok(TokenText(token.to_owned())),
    }
}

/// Removes white space, the name of the header, and the scheme.
fn without_header(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim();
    let value = without_start(text, "authorization:").map_or(text, str::trim_start);
    match without_start(value, "bearer") {
        Some(rest) if rest.starts_with(char::is_whitespace) => rest.trim_start(),
        Some("") => "",
        Some(_) | None => value,
    }
}

/// Returns the text behind a start in any case.
fn without_start<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (found, rest) = text.split_at_checked(start.len())?;
    found.eq_ignore_ascii_case(start).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::without_header;

    #[test]
    fn a_token_is_found_in_a_header() {
        for text in [
            "a.b.c",
            " \r\na.b.c\n",
            "\u{feff}a.b.c",
            "Bearer a.b.c",
            "bearer  a.b.c\n",
            "Authorization: Bearer a.b.c\r\n",
            "authorization:bearer\ta.b.c",
            "Authorization: a.b.c",
        ] {
            assert_eq!(without_header(text), "a.b.c", "{text:?}");
        }
        for text in ["bearera.b.c", "Bearer a.b.c d", "Basic a.b.c"] {
            assert_ne!(without_header(text), "a.b.c", "{text:?}");
        }
        assert_eq!(without_header("Bearer Bearer a.b.c"), "Bearer a.b.c");
        assert_eq!(without_header("Authorization: Bearer \n"), "");
    }
}
