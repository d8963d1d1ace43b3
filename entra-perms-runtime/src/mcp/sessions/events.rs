//! The ids of the events in a stream (HTML standard, "Server-sent events").

/// A longer id is not recorded, so that nobody can resume after it.
const MAX_LENGTH: usize = 256;

const FIELD: &[u8] = b"id:";

/// Reads a stream of events piece by piece, and finds the ids.
#[derive(Debug, Default)]
pub(super) struct EventIds {
    /// The beginning of the current line.
    line: Vec<u8>,
}

impl EventIds {
    /// Passes on the id of each line that ends in these bytes.
    pub(super) fn read(&mut self, bytes: &[u8], mut found: impl FnMut(&str)) {
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        for piece in bytes.split_inclusive(is_end) {
            let missing = (FIELD.len() + 1 + MAX_LENGTH + 2).saturating_sub(self.line.len());
            self.line.extend(piece.iter().take(missing));
            if piece.last().is_some_and(is_end) {
                if let Some(id) = id(&self.line) {
                    found(id);
                }
                self.line.clear();
            }
        }
    }
}

/// Returns the id in a line, which may end in a line feed or a carriage return.
fn id(line: &[u8]) -> Option<&str> {
    let value = str::from_utf8(line.strip_prefix(FIELD)?).ok()?;
    let value = value.trim_end_matches(['\n', '\r']);
    let id = value.strip_prefix(' ').unwrap_or(value);
    (id.len() <= MAX_LENGTH).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(pieces: &[&[u8]]) -> Vec<String> {
        let mut events = EventIds::default();
        let mut ids = Vec::new();
        for piece in pieces {
            events.read(piece, |id| ids.push(id.to_owned()));
        }
        ids
    }

    #[test]
    fn ids_are_found_wherever_the_stream_is_cut() {
        let stream =
            b"id: 0\nretry: 3000\ndata:\n\nid:1/7\r\ndata: {}\r\n\r\ndata: id: 2\n\nid: 3\r\rid: 4";
        let expected = ["0", "1/7", "3"];
        assert_eq!(ids(&[stream]), expected);
        for cut in 0..stream.len() {
            let (start, end) = stream.split_at(cut);
            assert_eq!(ids(&[start, end]), expected, "{cut}");
        }
    }

    #[test]
    fn an_id_that_is_long_or_not_text_is_not_found() {
        let longest = "x".repeat(MAX_LENGTH);
        assert_eq!(ids(&[format!("id: {longest}\n").as_bytes()]), [longest.as_str()]);
        assert!(ids(&[format!("id: {longest}x\n").as_bytes()]).is_empty());
        assert!(ids(&[format!("id:{longest}xy\n").as_bytes()]).is_empty());
        assert!(ids(&[b"id: \xff\n"]).is_empty());
        // The rest of a long line is skipped.
        let long = "y".repeat(10_000);
        assert_eq!(ids(&[b"data: ", long.as_bytes(), b"\nid: 1\n"]), ["1"]);
    }
}
