//! GUIDs as Entra writes them.

/// Parses a GUID. Returns `None` for any other text, such as a placeholder.
pub(super) fn parse(text: &str) -> Option<u128> {
    const LENGTH: usize = 36;
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    if text.len() != LENGTH {
        return None;
    }
    let mut guid = 0_u128;
    for (index, byte) in text.bytes().enumerate() {
        if !HYPHENS.contains(&index) {
            guid = (guid << 4) | u128::from(char::from(byte).to_digit(16)?);
        } else if byte != b'-' {
            return None;
        }
    }
    Some(guid)
}

/// Writes a GUID as Entra does.
pub(super) fn text(guid: u128) -> String {
    let digits = format!("{guid:032x}");
    let mut text = String::with_capacity(36);
    for (index, digit) in digits.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}
