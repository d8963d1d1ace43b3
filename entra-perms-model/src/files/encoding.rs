//! Bytes → text: the encodings in which exports are found.

/// The remedy. On Windows `az … > file` writes the code page of the system, and leaves out
/// characters that it lacks. The launcher of `az` ignores `PYTHONUTF8`, and `chcp` does not change
/// what Python writes to a file. With `--output-file`, the bytes of Microsoft Graph's response are
/// written, which are UTF-8, in every shell.
/// <https://github.com/Azure/azure-cli/issues/14426>
/// <https://github.com/Azure/azure-cli/issues/28497>
const AS_UTF8: &str = "save it as UTF-8, or export it again with a command that writes UTF-8 in every shell: `az rest --url \
                       https://graph.microsoft.com/v1.0/applications/<object id> --output-file manifest.json`";

/// The text, without a byte order mark: UTF-8, or what a byte order mark says. Else the end of a message that begins with
/// the file.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        // What `>` writes in Windows PowerShell.
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Each character of JSON's own is an ASCII one, half of which is zero in UTF-16, and zero is none in JSON.
        [0, _, ..] | [_, 0, ..] => {
            Err(format!("looks like UTF-16, and has no byte order mark to say so; {AS_UTF8}"))
        }
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = valid.filter(|byte| **byte == b'\n').count() + 1;
        format!("is not UTF-8 (line {line}); it may be in a code page of Windows: {AS_UTF8}")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let broken = |text: &str| {
        let line = text.matches('\n').count() + 1;
        format!("begins as UTF-16, and is not (line {line}); {AS_UTF8}")
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(character.map_err(|_| broken(&text))?);
    }
    if rest.is_empty() { Ok(text) } else { Err(broken(&text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\r\n\"é𝄞\"}";

    fn as_utf16(mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(TEXT.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        assert_eq!(decode(TEXT.into()).unwrap(), TEXT);
        assert_eq!(decode(format!("\u{FEFF}{TEXT}").into()).unwrap(), TEXT);
        assert_eq!(decode(as_utf16([0xFF, 0xFE], u16::to_le_bytes)).unwrap(), TEXT);
        assert_eq!(decode(as_utf16([0xFE, 0xFF], u16::to_be_bytes)).unwrap(), TEXT);
        assert_eq!(decode(Vec::new()).unwrap(), "");
    }

    #[test]
    fn what_is_in_no_encoding_says_where() {
        let advice = "save it as UTF-8, or export it again with a command that writes UTF-8 in every shell: `az rest --url \
                      https://graph.microsoft.com/v1.0/applications/<object id> --output-file manifest.json`";
        for (bytes, problem) in [
            (
                &b"{\n\"caf\xE9\"}"[..],
                "is not UTF-8 (line 2); it may be in a code page of Windows:",
            ),
            (b"\xFF\xFE{\0\n\0\x00\xD8}\0", "begins as UTF-16, and is not (line 2);"),
            (b"\xFF\xFE{\0}", "begins as UTF-16, and is not (line 1);"),
            (b"{\0}\0", "looks like UTF-16, and has no byte order mark to say so;"),
            (b"\0{\0}", "looks like UTF-16, and has no byte order mark to say so;"),
        ] {
            assert_eq!(decode(bytes.to_vec()).unwrap_err(), format!("{problem} {advice}"));
        }
    }
}
