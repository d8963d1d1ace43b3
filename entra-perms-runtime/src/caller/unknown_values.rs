//! Roles and scopes of a token that this build does not know.

/// Bytes of one value.
const MAX_LENGTH: usize = 128;
/// Bytes that most values do not exceed. The first allocation has room for so many of each.
const USUAL_LENGTH: usize = 32;

/// The first unknown roles and scopes of a token, kept for diagnosis.
///
/// A token may carry thousands of them, so the number and the length are bounded, and all values
/// share one string instead of an allocation for each.
#[derive(Debug, Default)]
pub(crate) struct UnknownValues {
    text: String,
    /// The end of each value in `text`.
    ends: Vec<usize>,
}

impl UnknownValues {
    /// The number of values that are kept.
    pub(crate) const MAX: usize = 16;

    /// Keeps a value, cut to [`MAX_LENGTH`], unless [`MAX`](Self::MAX) are kept already.
    pub(crate) fn keep(&mut self, value: &str) {
        if self.ends.len() == Self::MAX {
            return;
        }
        if self.ends.is_empty() {
            self.ends.reserve_exact(Self::MAX);
            self.text.reserve_exact(Self::MAX * USUAL_LENGTH);
        }
        self.push_cut(value);
        self.ends.push(self.text.len());
    }

    fn push_cut(&mut self, value: &str) {
        if value.len() <= MAX_LENGTH {
            self.text.push_str(value);
            return;
        }
        let max_end = self.text.len() + MAX_LENGTH;
        for character in value.chars() {
            if self.text.len() + character.len_utf8() > max_end {
                return;
            }
            self.text.push(character);
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "`keep` alone adds ends, and each is the length of the text at that time"
    )]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let value = self.text.get(start..*end).expect("a value lies within the text");
            start = *end;
            value
        })
    }

    /// Drops spare capacity. The cache may keep the values until their token expires.
    pub(crate) fn shrunk(mut self) -> Self {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }

    pub(crate) fn bytes_on_heap(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_unchanged_and_bounded() {
        let mut values = UnknownValues::default();
        assert_eq!((values.iter().count(), values.bytes_on_heap()), (0, 0));
        let long = "\u{e9}".repeat(100);
        let given = ["", "Of.Tomorrow", &long, "two words\n", "", "Of.Tomorrow"];
        for value in given {
            values.keep(value);
        }
        // The limit of 128 bytes would divide a character of this value.
        values.keep(&format!("x{long}"));
        let kept: Vec<&str> = values.iter().collect();
        assert_eq!(kept[..6], ["", "Of.Tomorrow", &long[..128], "two words\n", "", "Of.Tomorrow"]);
        assert_eq!(kept[6], format!("x{}", &long[..126]));
        for _ in 0..1000 {
            values.keep(&long);
        }
        assert_eq!(values.iter().count(), 16);
        let bytes = values.bytes_on_heap();
        assert!((16 * 100..4096).contains(&bytes), "{bytes}");
        let mut one = UnknownValues::default();
        one.keep("Of.Tomorrow");
        assert_eq!(one.shrunk().bytes_on_heap(), "Of.Tomorrow".len() + size_of::<usize>());
    }
}
