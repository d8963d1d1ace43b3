//! Roles and scopes of a token that the build does not know.

/// Kept for diagnosis, in one text: bounded, and without an allocation for each, because a token may carry thousands.
#[derive(Debug, Default)]
pub(crate) struct UnknownValues {
    text: String,
    /// Where in it each ends.
    ends: Vec<u16>,
}

impl UnknownValues {
    const MOST: usize = 16;
    const LONGEST: usize = 128;
    /// What most are no longer than: more is made room for when it is needed.
    const USUAL: usize = 32;

    pub(crate) fn keep(&mut self, value: &str) {
        if self.ends.len() == Self::MOST {
            return;
        }
        if self.ends.is_empty() {
            self.ends.reserve_exact(Self::MOST);
            self.text.reserve_exact(Self::MOST * Self::USUAL);
        }
        let most = value.len().min(Self::LONGEST);
        let end = (0..=most).rev().find(|end| value.is_char_boundary(*end));
        self.text.push_str(end.and_then(|end| value.get(..end)).unwrap_or_default());
        // It fits: at most 16 times 128.
        self.ends.push(u16::try_from(self.text.len()).unwrap_or(u16::MAX));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let ends = self.ends.iter().map(|end| usize::from(*end));
        let starts = core::iter::once(0).chain(ends.clone());
        starts
            .zip(ends)
            .map(|(start, end)| self.text.get(start..end).unwrap_or_default())
    }

    /// Without the room that was made for more: it may be kept for as long as its token is good.
    pub(crate) fn shrunk(mut self) -> Self {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }

    pub(crate) fn bytes_on_heap(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u16>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_as_they_were_and_bounded() {
        let mut values = UnknownValues::default();
        assert_eq!((values.iter().count(), values.bytes_on_heap()), (0, 0));
        let long = "\u{e9}".repeat(100);
        let given = ["", "Of.Tomorrow", &long, "two words\n", "", "Of.Tomorrow"];
        for value in given {
            values.keep(value);
        }
        // 128 bytes would end within a letter of the longer one.
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
        assert_eq!(one.shrunk().bytes_on_heap(), "Of.Tomorrow".len() + size_of::<u16>());
    }
}
