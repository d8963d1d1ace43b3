//! Tokens on the command line, which messages about an argument would repeat.

use std::ffi::OsString;

use clap::Error;
use clap::error::ErrorKind;

/// The beginning of the header and of the payload: `{"` in base64url.
const START: &str = "eyJ";
/// The length of a text that is too short to be a token, or a large part of one.
const MIN_LENGTH: usize = 60;

/// Fails if an argument has a token in it. The message does not show it.
pub(super) fn refuse(arguments: &[OsString]) -> Result<(), Error> {
    if !arguments.iter().any(|argument| holds_token(&argument.to_string_lossy())) {
        return Ok(());
    }
    let message = "an argument has a token in it
  note: other users can read the arguments of a process, so the token is no longer a secret
  help: pipe the token into the command: `… | cargo entra-perms explain`
  help: or save it, and name the file with `--token`
";
    Err(Error::raw(ErrorKind::InvalidValue, message))
}

fn holds_token(argument: &str) -> bool {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    let words = argument.split(|c| !is_of_token(c));
    // `--token=eyJ…` is one word.
    let mut starts = words.filter_map(|word| word.find(START).and_then(|start| word.get(start..)));
    starts.any(|text| text.len() > MIN_LENGTH && text.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_recognized_wherever_they_stand() {
        let token = format!("eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.{}", "a".repeat(86));
        for argument in [
            token.clone(),
            format!("--token={token}"),
            format!("Bearer {token}"),
            format!("Authorization: Bearer {token}\r\n"),
            format!("'{token}'"),
            format!("{token}.{token}"),
            // The signature was cut off.
            token.trim_end_matches('a').replace("J9", "J9J9J9J9J9J9J9J9J9J9J9J9J9"),
        ] {
            assert!(holds_token(&argument), "{argument}");
            let error = refuse(&["explain".into(), argument.into()]).unwrap_err().to_string();
            assert!(!error.contains("eyJ") && !error.contains("aaaa"), "{error}");
        }
        for argument in ["explain", "--token", "eyJ.txt", "tokens/eyJ.a.b", "a.b.c", ""] {
            assert!(!holds_token(argument), "{argument}");
        }
    }
}
