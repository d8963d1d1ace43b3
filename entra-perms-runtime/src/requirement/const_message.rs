//! The text of a build error that a constant raises.

/// A text that is built in a constant, without allocation.
///
/// Its first line names the defect, and lines with `note:` and `help:` follow. rustc aligns them.
pub(crate) struct Message {
    bytes: [u8; Self::MAX_BYTES],
    len: usize,
}

impl Message {
    /// The reasons for six roles in each of two clauses fit, even if values are long. A longer text
    /// is cut.
    const MAX_BYTES: usize = 4096;

    /// rustc writes `error[E0080]: evaluation panicked: ` in front of the first line, and the line
    /// should fit into 100 columns.
    const MAX_VALUE_IN_FIRST_LINE: usize = 38;

    /// A display name has at most 256 characters.
    const MAX_FOREIGN_TEXT: usize = 60;

    pub(crate) const fn new(first_line: &str) -> Self {
        Self { bytes: [0; Self::MAX_BYTES], len: 0 }.text(first_line)
    }

    /// Creates a message whose first line begins with a role or scope, which is cut if it is long.
    pub(crate) const fn about(value: &str, rest: &str) -> Self {
        let message = Self::new("`");
        let message = if value.len() <= Self::MAX_VALUE_IN_FIRST_LINE {
            message.text(value)
        } else {
            message.beginning(value, Self::MAX_VALUE_IN_FIRST_LINE - 1).text("…")
        };
        message.text("` ").text(rest)
    }

    /// Begins a line with a fact.
    pub(crate) const fn note(self, text: &str) -> Self {
        self.text("\nnote: ").text(text)
    }

    /// Begins a line with a remedy.
    pub(crate) const fn help(self, text: &str) -> Self {
        self.text("\nhelp: ").text(text)
    }

    /// Continues the line.
    pub(crate) const fn text(self, text: &str) -> Self {
        self.beginning(text, text.len())
    }

    /// Continues the line with a number.
    pub(crate) const fn number(self, number: u8) -> Self {
        const DIGITS: &str = "0123456789";
        let message = if number >= 10 { self.number(number / 10) } else { self };
        let digit = DIGITS.split_at((number % 10) as usize).1;
        message.beginning(digit, 1)
    }

    /// Continues the line with a text from a manifest, between backticks. The text is cut if it is
    /// long, and cannot end the line or the backticks.
    #[expect(
        clippy::indexing_slicing,
        reason = "`const` has no other way, and the index is checked"
    )]
    pub(crate) const fn foreign_text(self, text: &str) -> Self {
        let mut message = self;
        let start = message.len;
        message = message.beginning(text, Self::MAX_FOREIGN_TEXT);
        let mut i = start;
        while i < message.len {
            message.bytes[i] = match message.bytes[i] {
                byte if byte.is_ascii_control() => b' ',
                b'`' => b'\'',
                byte => byte,
            };
            i += 1;
        }
        if text.len() > Self::MAX_FOREIGN_TEXT {
            message = message.without_part_of_a_character().text("…");
        }
        message
    }

    /// Removes the bytes of a character that a cut divided.
    const fn without_part_of_a_character(mut self) -> Self {
        self.len = self.as_str().len();
        self
    }

    /// Continues the line with at most `len` bytes of `text`.
    #[expect(
        clippy::indexing_slicing,
        reason = "`const` has no other way, and both indices are checked"
    )]
    const fn beginning(mut self, text: &str, len: usize) -> Self {
        let mut i = 0;
        while i < text.len() && i < len && self.len < Self::MAX_BYTES {
            self.bytes[self.len] = text.as_bytes()[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    pub(crate) const fn as_str(&self) -> &str {
        let text = self.bytes.split_at(self.len).0;
        match core::str::from_utf8(text) {
            Ok(text) => text,
            // The cut fell inside a character.
            Err(error) => match core::str::from_utf8(text.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn a_long_value_in_the_first_line_is_cut() {
        let long = "DeviceManagementManagedDevices.PrivilegedOperations.All";
        let message = Message::about(long, "is a scope, not a role");
        let text = message.as_str();
        assert_eq!(text, "`DeviceManagementManagedDevices.Privil…` is a scope, not a role");
        assert!("error[E0080]: evaluation panicked: ".len() + text.chars().count() <= 100);
        let message = Message::about("Files.Read", "is a scope, not a role");
        assert_eq!(message.as_str(), "`Files.Read` is a scope, not a role");
    }

    #[test]
    fn a_foreign_text_cannot_end_its_line_or_its_backticks() {
        let shown = |text: &str| Message::new("`").foreign_text(text).text("`").as_str().to_owned();
        assert_eq!(shown("Contoso CRM (dev) für Ärzte"), "`Contoso CRM (dev) für Ärzte`");
        assert_eq!(shown("a\nhelp: b\r\u{1b}[1m`c`"), "`a help: b  [1m'c'`");
        for beginning in ["", "a"] {
            let shown = shown(&format!("{beginning}{}", "ä".repeat(200)));
            assert!(shown.starts_with(&format!("`{beginning}ää")), "{shown}");
            assert!(shown.ends_with("ä…`") && shown.len() < 70, "{shown}");
        }
    }

    #[test]
    fn numbers_are_written_in_full() {
        for number in [0, 7, 10, 99, 255] {
            assert_eq!(Message::new("").number(number).as_str(), number.to_string());
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let message = Message::new("a").text(&"…".repeat(2000));
        let text = message.as_str();
        assert!(text.starts_with("a…") && text.ends_with('…'));
        assert!((Message::MAX_BYTES - 2..=Message::MAX_BYTES).contains(&text.len()));
    }
}
