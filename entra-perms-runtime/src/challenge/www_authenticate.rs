//! The value of a `WWW-Authenticate` header (RFC 6750, section 3).

use http::HeaderValue;

const SCHEME: &str = "Bearer";

/// A challenge of the scheme `Bearer`.
///
/// It consists of visible ASCII characters and spaces, and so is always a header value. The names
/// of attributes are constants. [`push`](Self::push) drops all other characters of values.
pub(super) struct BearerChallenge(String);

impl BearerChallenge {
    pub(super) fn new() -> Self {
        Self(SCHEME.to_owned())
    }

    /// Adds an attribute, without the characters that its quoted value must not contain.
    pub(super) fn push(&mut self, name: &'static str, value: &str) {
        let is_first = self.0.len() == SCHEME.len();
        self.0.push_str(if is_first { " " } else { ", " });
        self.0.push_str(name);
        self.0.push_str("=\"");
        self.0.extend(value.chars().filter(|c| is_quotable(*c)));
        self.0.push('"');
    }

    #[expect(clippy::expect_used, reason = "visible ASCII and spaces are a header value")]
    pub(super) fn into_value(self) -> HeaderValue {
        HeaderValue::try_from(self.0).expect("a challenge is visible ASCII")
    }
}

/// Returns whether a quoted value may contain this character (RFC 6750, section 3).
fn is_quotable(character: char) -> bool {
    matches!(character, ' '..='~') && !matches!(character, '"' | '\\')
}
