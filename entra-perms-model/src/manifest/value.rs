//! The values that Entra accepts for app roles and scopes.

use super::report::Shown;
use crate::finding::{Finding, Rule};

/// The number of characters in a value. Entra refuses a value of 250 characters.
pub(super) const MAX_LENGTH: usize = 249;

/// The punctuation that a value may contain.
const PUNCTUATION: &str = "!#$%&'()*+,-./:;<=>?@[]^_`{|}~";

/// The reason why Entra refuses a value.
#[derive(Debug)]
pub(super) enum IllegalValue {
    Character(char),
    LeadingDot,
    Length(usize),
}

/// Returns whether Entra accepts the value.
pub(super) fn is_legal(value: &str) -> bool {
    check(value).is_ok()
}

/// Checks that Entra accepts the value.
pub(super) fn check(value: &str) -> Result<(), IllegalValue> {
    let is_allowed = |c: &char| c.is_ascii_alphanumeric() || PUNCTUATION.contains(*c);
    if let Some(character) = value.chars().find(|c| !is_allowed(c)) {
        return Err(IllegalValue::Character(character));
    }
    if value.starts_with('.') {
        return Err(IllegalValue::LeadingDot);
    }
    let length = value.len();
    if length > MAX_LENGTH { Err(IllegalValue::Length(length)) } else { Ok(()) }
}

impl IllegalValue {
    /// Returns the finding about the value of an app role or a scope.
    pub(super) fn finding(self, kind: &str, value: &str) -> Finding {
        let entry = format!("{kind} `{}`", Shown(value));
        let finding = |defect: &str| Finding::new(Rule::IllegalValue, format!("{entry} {defect}"));
        match self {
            Self::Character(character) => {
                let character = Shown(character.encode_utf8(&mut [0; 4])).to_string();
                finding(&format!("contains `{character}`")).note(format_args!(
                    "Entra accepts ASCII letters, digits and any of {PUNCTUATION}"
                ))
            }
            Self::LeadingDot => finding("starts with `.`")
                .note("Entra does not accept a value that starts with a dot"),
            Self::Length(length) => finding(&format!("has {length} characters"))
                .note(format_args!("Entra accepts at most {MAX_LENGTH} characters")),
        }
    }
}
