//! Patterns of `never`: each `*` stands for one or more whole dotted segments.

use std::fmt;

use crate::finding::{Finding, Rule};
use crate::manifest::Shown;

/// A pattern with any number of `*`.
#[derive(Debug, Clone)]
pub(super) struct Pattern<'a> {
    pub(super) segments: Vec<Segment<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// `*`
    Any,
    Exactly(&'a str),
}

impl<'a> Pattern<'a> {
    /// Reads a pattern. Returns `None` for a text without `*`.
    pub(super) fn parse(text: &'a str) -> Result<Option<Self>, Finding> {
        if !text.contains('*') {
            return Ok(None);
        }
        let mut segments = Vec::new();
        for segment in text.split('.') {
            segments.push(match segment {
                "*" => Segment::Any,
                _ if segment.contains('*') => return Err(malformed(text)),
                _ => Segment::Exactly(segment),
            });
        }
        Ok(Some(Self { segments }))
    }

    /// Returns whether the pattern matches a whole value.
    pub(super) fn matches(&self, value: &str) -> bool {
        let value: Vec<&str> = value.split('.').collect();
        // For each number of segments of the value: whether the pattern so far matches them.
        let mut matched = vec![false; value.len() + 1];
        if let Some(nothing) = matched.first_mut() {
            *nothing = true;
        }
        for segment in &self.segments {
            let mut next = vec![false];
            let mut longer = false;
            for (text, before) in value.iter().zip(&matched) {
                longer = match segment {
                    Segment::Any => longer || *before,
                    Segment::Exactly(exactly) => *before && exactly == text,
                };
                next.push(longer);
            }
            matched = next;
        }
        matched.last() == Some(&true)
    }
}

/// Writes the pattern as the user wrote it.
impl fmt::Display for Pattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Any => "*",
            Segment::Exactly(text) => text,
        });
        f.write_str(&segments.collect::<Vec<_>>().join("."))
    }
}

fn malformed(text: &str) -> Finding {
    let message = format!("`{}` has `*` in a segment", Shown(text));
    Finding::new(Rule::MalformedPattern, message)
        .help("write `*` for whole segments between dots, for example `*.Write.*`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn expect(pattern: &str, matching: &[&str], others: &[&str]) {
        let pattern = Pattern::parse(pattern).unwrap().unwrap();
        for value in matching {
            assert!(pattern.matches(value), "{pattern:?} {value}");
        }
        for value in others {
            assert!(!pattern.matches(value), "{pattern:?} {value}");
        }
    }

    #[test]
    fn a_star_stands_for_one_or_more_whole_segments() {
        expect("Crm.*", &["Crm.Read", "Crm.Read.My"], &["Crm", "Crmx.Read", "crm.Read"]);
        expect("*.All", &["Read.All", "Crm.Read.All"], &["All", "Read.Alle", "All.Read"]);
        expect("*", &["user_impersonation", "Crm.Read"], &[]);
    }

    #[test]
    fn a_pattern_may_have_several_stars() {
        let write = ["Contacts.Write.My", "Crm.Contacts.Write.My.Own", "A.Write.Write.B"];
        expect("*.Write.*", &write, &["Write.My", "Contacts.Write", "Contacts.ReadWrite.My"]);
        expect("A.*.B.*.C", &["A.x.B.y.C", "A.B.B.B.C", "A.x.y.B.B.z.C"], &["A.B.C", "A.x.B.C"]);
        expect("*.*", &["Crm.Read", "Crm.Read.My"], &["Crm"]);
    }

    #[test]
    fn a_text_without_a_star_is_not_a_pattern() {
        assert!(Pattern::parse("Crm.Read").unwrap().is_none());
    }

    #[test]
    fn a_star_inside_of_a_segment_is_refused() {
        for text in ["Crm.Re*", "*x.All", "**"] {
            assert_eq!(Pattern::parse(text).unwrap_err().rule(), Rule::MalformedPattern, "{text}");
        }
    }
}
