//! HTTP/1.1 responses, as far as a client must read them to find their end.

/// Returns the status of a response if all of its bytes were read.
pub fn complete(bytes: &[u8]) -> Option<u16> {
    const END_OF_HEAD: &[u8] = b"\r\n\r\n";
    let head = position(bytes, END_OF_HEAD)?;
    let body = &bytes[head + END_OF_HEAD.len()..];
    let head = std::str::from_utf8(&bytes[..head]).ok()?;
    let is_complete = match header(head, "content-length") {
        Some(length) => body.len() >= length.parse::<usize>().ok()?,
        // The service sends a body of unknown length in chunks, and an empty one last.
        None if header(head, "transfer-encoding").is_some() => body.ends_with(b"0\r\n\r\n"),
        None => true,
    };
    if is_complete { status(head) } else { None }
}

fn status(head: &str) -> Option<u16> {
    head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

/// Returns the value of a header. `name` is in lower case, as the service writes it.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_complete_with_its_last_byte() {
        for (response, status) in [
            (&b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n[1]"[..], 200),
            (b"HTTP/1.1 204 No Content\r\nx: y\r\n\r\n", 204),
            (b"HTTP/1.1 503 x\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 503),
        ] {
            assert_eq!(complete(response), Some(status));
            for length in 0..response.len() {
                assert_eq!(complete(&response[..length]), None, "{length} bytes of {status}");
            }
        }
    }
}
