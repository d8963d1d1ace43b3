//! The values that Entra accepts for app roles and scopes.

use super::report::Shown;

/// Entra refuses a value of 250 characters.
pub(super) const MAX_LENGTH: usize = 249;

/// The punctuation that a value may contain.
const PUNCTUATION: &str = "!#$%&'()*+,-./:;<=>?@[]^_`{|}~";

/// Returns whether Entra accepts the value.
pub(super) fn is_legal(value: &str) -> bool {
    problem(value).is_none()
}

pub(super) fn problem(value: &str) -> Option<String> {
    let is_allowed = |c: &char| c.is_ascii_alphanumeric() || PUNCTUATION.contains(*c);
    if let Some(c) = value.chars().find(|c| !is_allowed(c)) {
        let c = Shown(c.encode_utf8(&mut [0; 4])).to_string();
        return Some(format!(
            "contains `{c}`; expected ASCII letters, digits and any of {PUNCTUATION}"
        ));
    }
    if value.starts_with('.') {
        return Some("begins with `.`, which Entra does not accept".to_owned());
    }
    let length = value.len();
    (length > MAX_LENGTH)
        .then(|| format!("is {length} characters long; Entra accepts at most {MAX_LENGTH}"))
}
