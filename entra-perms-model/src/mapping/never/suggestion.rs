//! The pattern that a user probably meant, if a pattern matches no value.

use std::iter;

use super::pattern::{Pattern, Segment};
use crate::suggestion::{closest, distance};

/// Returns a pattern that matches one of these values, and that differs from this one in a few
/// letters. It may lack one `*`.
pub(super) fn meant(pattern: &Pattern<'_>, values: &[&str]) -> Option<String> {
    let shorter = (0..pattern.segments.len()).filter_map(|index| without_star(pattern, index));
    iter::once(pattern.clone()).chain(shorter).find_map(|pattern| {
        let nearest: Vec<_> = values.iter().filter_map(|value| nearest(&pattern, value)).collect();
        closest(&pattern.to_string(), nearest.iter().map(String::as_str)).map(str::to_owned)
    })
}

/// Returns the pattern without the segment at this index, which must be `*`.
fn without_star<'a>(pattern: &Pattern<'a>, index: usize) -> Option<Pattern<'a>> {
    let mut segments = pattern.segments.clone();
    if segments.get(index) != Some(&Segment::Any) || segments.len() == 1 {
        return None;
    }
    segments.remove(index);
    Some(Pattern { segments })
}

/// Returns the nearest pattern that matches a value. Its `*` are the same segments. Returns `None`
/// if the value has too few segments.
fn nearest(pattern: &Pattern<'_>, value: &str) -> Option<String> {
    let value: Vec<&str> = value.split('.').collect();
    if value.len() < pattern.segments.len() {
        return None;
    }
    // For each number of segments of the value: the nearest beginning that matches them.
    let mut beginnings = vec![None; value.len() + 1];
    if let Some(nothing) = beginnings.first_mut() {
        *nothing = Some(Beginning::default());
    }
    for segment in &pattern.segments {
        let mut next = vec![None];
        let mut nearest: Option<Beginning<'_>> = None;
        for (text, before) in value.iter().zip(&beginnings) {
            let longer = before.as_ref().map(|before| before.with(*segment, text));
            nearest = match segment {
                // A `*` may also stand for one more segment of the value.
                Segment::Any => nearest.into_iter().chain(longer).min_by_key(|it| it.edits),
                Segment::Exactly(_) => longer,
            };
            next.push(nearest.clone());
        }
        beginnings = next;
    }
    let whole = beginnings.pop().flatten()?;
    Some(whole.segments.join("."))
}

/// The beginning of a pattern, which matches the beginning of a value.
#[derive(Debug, Clone, Default)]
struct Beginning<'a> {
    segments: Vec<&'a str>,
    /// The number of letters in which it differs from the pattern that the user wrote.
    edits: usize,
}

impl<'a> Beginning<'a> {
    /// Adds a segment: `*`, or the text of the value in the place of another text.
    fn with(&self, written: Segment<'_>, text: &'a str) -> Self {
        let mut longer = self.clone();
        match written {
            Segment::Any => longer.segments.push("*"),
            Segment::Exactly(written) => {
                longer.segments.push(text);
                longer.edits += distance(written, text).unwrap_or(written.len().max(text.len()));
            }
        }
        longer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn expect_meant(pattern: &str, meant: Option<&str>) {
        let values =
            ["Crm.Read.My", "Crm.Write.Write.All", "Sales.Read", "Jobs", "Mail.Inbox.Send.All"];
        let pattern = Pattern::parse(pattern).unwrap().unwrap();
        let found = super::meant(&pattern, &values);
        assert_eq!(found.as_deref(), meant, "{pattern}");
        let matches = |meant: &str| match Pattern::parse(meant).unwrap() {
            Some(pattern) => values.iter().any(|value| pattern.matches(value)),
            None => values.contains(&meant),
        };
        assert!(meant.is_none_or(matches));
    }

    #[test]
    fn the_nearest_pattern_matches_a_value() {
        expect_meant("Crm.Raed.*", Some("Crm.Read.*"));
        expect_meant("*.Wirte.*", Some("*.Write.*"));
        expect_meant("*.read.*", Some("*.Read.*"));
        // The first `*` stands for two segments.
        expect_meant("*.Sned.*", Some("*.Send.*"));
        expect_meant("*.Writ.*.All", Some("*.Write.*.All"));
        expect_meant("*.My.Read", Some("*.Read.My"));
        expect_meant("Salse.*", Some("Sales.*"));
        expect_meant("*.*.Mi", Some("*.*.My"));
    }

    #[test]
    fn a_pattern_may_have_one_star_too_many() {
        expect_meant("Crm.Read.My.*", Some("Crm.Read.My"));
        expect_meant("*.Jobs", Some("Jobs"));
        expect_meant("Sales.*.Read", Some("Sales.Read"));
        expect_meant("Sales.Raed.*", Some("Sales.Read"));
        expect_meant("Sales.*.*", Some("Sales.*"));
        expect_meant("*.*.*.*.*", Some("*.*.*.*"));
    }

    #[test]
    fn another_pattern_is_not_near() {
        expect_meant("*.Delete.*", None);
        expect_meant("Contacts.*", None);
        expect_meant("Jobs.*.*", None);
        expect_meant("*.*.*.*.*.*", None);
    }
}
