//! Patterns with a `*`, which stands for one or more whole segments.

/// The number of segments in a value that gets patterns. Of a longer value, thousands of patterns
/// would be compared with all others.
const MAX_SEGMENTS: usize = 16;

/// A pattern with one `*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Star {
    /// The text before the `*`, which is empty or ends with a dot.
    before: String,
    /// The text after the `*`, which is empty or begins with a dot.
    after: String,
}

/// The segments for which the `*` of a line may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Any, if both sides are equal. Values that are added later are then equal, too.
    Equal,
    /// The last one only. A guess should not cover more than it must.
    Last,
}

impl Reach {
    /// Returns whether a line may have these two patterns.
    pub(super) fn permits(self, left: &Star, right: &Star) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Last => left.after.is_empty() && right.after.is_empty(),
        }
    }
}

impl Star {
    /// Returns the patterns that match a value, each with its text in the place of `*`.
    pub(super) fn matching(value: &str, reach: Reach) -> Vec<(Self, &str)> {
        let mut found = Vec::new();
        if value.split('.').count() > MAX_SEGMENTS {
            return found;
        }
        let starts = std::iter::once(0).chain(value.match_indices('.').map(|(at, _)| at + 1));
        for start in starts {
            let ends = value.match_indices('.').map(|(at, _)| at).chain([value.len()]);
            for end in ends.filter(|end| *end > start) {
                let Some((pattern, captured)) = Self::at(value, start, end) else { continue };
                let is_last = pattern.after.is_empty() && !captured.contains('.');
                if reach == Reach::Equal || is_last && start > 0 {
                    found.push((pattern, captured));
                }
            }
        }
        found
    }

    /// Returns the patterns that match a value with this text in the place of `*`.
    pub(super) fn capturing(value: &str, captured: &str) -> Vec<Self> {
        let found = value.match_indices(captured);
        let patterns = found.filter_map(|(start, text)| Self::at(value, start, start + text.len()));
        patterns.map(|(pattern, _)| pattern).collect()
    }

    /// Puts the `*` in the place of whole segments.
    fn at(value: &str, start: usize, end: usize) -> Option<(Self, &str)> {
        let before = value.get(..start)?;
        let captured = value.get(start..end)?;
        let after = value.get(end..)?;
        let is_whole = (before.is_empty() || before.ends_with('.'))
            && (after.is_empty() || after.starts_with('.'));
        // A `*` is a legal character of a value, and a pattern may have one only.
        let has_one_star = !before.contains('*') && !after.contains('*');
        let pattern = Self { before: before.to_owned(), after: after.to_owned() };
        (is_whole && has_one_star && !captured.is_empty()).then_some((pattern, captured))
    }

    /// Returns the text in the place of `*`, if the value matches.
    pub(super) fn capture<'v>(&self, value: &'v str) -> Option<&'v str> {
        let captured = value.strip_prefix(&self.before)?.strip_suffix(&self.after)?;
        (!captured.is_empty()).then_some(captured)
    }

    /// Returns the value with this text in the place of `*`.
    pub(super) fn fill(&self, captured: &str) -> String {
        format!("{}{captured}{}", self.before, self.after)
    }

    /// Returns whether every value matches.
    pub(super) fn is_all(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    /// Returns the pattern as `permissions!` reads it.
    pub(super) fn text(&self) -> String {
        self.fill("*")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(value: &str, reach: Reach) -> Vec<String> {
        Star::matching(value, reach).iter().map(|(star, _)| star.text()).collect()
    }

    #[test]
    fn a_star_stands_for_whole_segments() {
        assert_eq!(
            texts("Crm.Read.My", Reach::Equal),
            ["*.Read.My", "*.My", "*", "Crm.*.My", "Crm.*", "Crm.Read.*"]
        );
        assert_eq!(texts("Crm.Read.My", Reach::Last), ["Crm.Read.*"]);
        assert!(texts("admin", Reach::Last).is_empty());
        assert!(texts("Files.*.All", Reach::Last).is_empty());
    }

    #[test]
    fn a_value_with_very_many_segments_has_no_patterns() {
        let value = |segments: usize| vec!["a"; segments].join(".");
        assert_eq!(Star::matching(&value(MAX_SEGMENTS), Reach::Equal).len(), 136);
        assert!(Star::matching(&value(MAX_SEGMENTS + 1), Reach::Equal).is_empty());
    }

    #[test]
    fn a_captured_text_gives_the_pattern_of_another_value() {
        let texts = |value, captured| -> Vec<_> {
            Star::capturing(value, captured).iter().map(Star::text).collect()
        };
        assert_eq!(texts("Contacts.Read.My", "My"), ["Contacts.Read.*"]);
        assert_eq!(texts("My.Read.My", "My"), ["*.Read.My", "My.Read.*"]);
        assert!(texts("Contacts.Read.MyOwn", "My").is_empty());
    }
}
