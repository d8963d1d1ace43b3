//! Bytes → text, in the encodings that exports have.

use std::fmt;

/// The reason why bytes are not a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// The text before the first invalid byte.
        before: String,
    },
    /// The bytes have a byte order mark of UTF-16, but are not UTF-16.
    NotUtf16 {
        /// The text before the first invalid code unit.
        before: String,
    },
    /// The bytes look like UTF-16, but have no byte order mark.
    NoByteOrderMark,
}

impl Undecodable {
    /// Returns the text before the first byte that is not text, if the encoding is known.
    pub(super) fn text_before(self) -> Option<String> {
        match self {
            Self::NotUtf8 { before } | Self::NotUtf16 { before } => Some(before),
            Self::NoByteOrderMark => None,
        }
    }
}

/// Writes the defect, to be read after the name of the file.
impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 { .. } => "is not UTF-8, but may be in a code page of Windows",
            Self::NotUtf16 { .. } => "has the byte order mark of UTF-16, but is not UTF-16",
            Self::NoByteOrderMark => "looks like UTF-16, but has no byte order mark",
        })
    }
}

/// Returns the text without its byte order mark. A text without such a mark is UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        // `>` writes this mark in Windows PowerShell.
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // JSON begins with an ASCII character. In UTF-16, one of its two bytes is zero, and JSON in
        // UTF-8 does not contain a zero.
        [0, _, ..] | [_, 0, ..] => Err(Undecodable::NoByteOrderMark),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, Undecodable> {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            return Err(Undecodable::NotUtf8 { before: text });
        }
    }
    Ok(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Undecodable> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(Undecodable::NotUtf16 { before: text }),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(Undecodable::NotUtf16 { before: text }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\r\n\"é𝄞\"}";

    fn as_utf16(mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(TEXT.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn utf8_and_utf16_with_a_mark_are_decoded() {
        assert_eq!(decode(TEXT.as_bytes()).unwrap(), TEXT);
        assert_eq!(decode(format!("\u{FEFF}{TEXT}").as_bytes()).unwrap(), TEXT);
        assert_eq!(decode(&as_utf16([0xFF, 0xFE], u16::to_le_bytes)).unwrap(), TEXT);
        assert_eq!(decode(&as_utf16([0xFE, 0xFF], u16::to_be_bytes)).unwrap(), TEXT);
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn other_bytes_are_refused() {
        use Undecodable::{NoByteOrderMark, NotUtf8, NotUtf16};
        let before = |text: &str| text.to_owned();
        for (bytes, expected) in [
            (&b"{\n\"caf\xE9\"}"[..], NotUtf8 { before: before("{\n\"caf") }),
            (b"\xFF\xFE{\0\n\0\x00\xD8}\0", NotUtf16 { before: before("{\n") }),
            (b"\xFF\xFE{\0}", NotUtf16 { before: before("{") }),
            (b"{\0}\0", NoByteOrderMark),
            (b"\0{\0}", NoByteOrderMark),
        ] {
            assert_eq!(decode(bytes), Err(expected));
        }
    }
}
