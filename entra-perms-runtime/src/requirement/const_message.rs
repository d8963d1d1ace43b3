//! The text of a build error that a constant raises.

/// A text that is built in a constant, without allocation. A text that is too long is cut.
pub(crate) struct Message {
    bytes: [u8; Self::CAPACITY],
    len: usize,
}

impl Message {
    const CAPACITY: usize = 1024;

    pub(crate) const fn new(text: &str) -> Self {
        Self { bytes: [0; Self::CAPACITY], len: 0 }.text(text)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "`const` has no other way, and both indices are checked"
    )]
    pub(crate) const fn text(mut self, text: &str) -> Self {
        let mut i = 0;
        while i < text.len() && self.len < Self::CAPACITY {
            self.bytes[self.len] = text.as_bytes()[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    pub(crate) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // Values are ASCII, so a cut never falls inside a character.
            Err(_) => "",
        }
    }
}
