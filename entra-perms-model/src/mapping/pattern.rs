//! Patterns: `*` stands for one or more whole dotted segments.

use std::fmt::Display;

use crate::finding::{Finding, Rule};
use crate::manifest::Shown;

/// A pattern with a `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wildcard<'a> {
    /// The text before the `*`, which is empty or ends with a dot.
    before: &'a str,
    /// The text after the `*`, which is empty or begins with a dot.
    after: &'a str,
}

impl<'a> Wildcard<'a> {
    /// Reads a pattern. Returns `None` for a text without `*`.
    pub(super) fn parse(pattern: &'a str) -> Result<Option<Self>, Finding> {
        let Some((before, after)) = pattern.split_once('*') else { return Ok(None) };
        if after.contains('*') {
            return Err(malformed(format_args!("`{}` has more than one `*`", Shown(pattern))));
        }
        let begins_segment = before.is_empty() || before.ends_with('.');
        let ends_segment = after.is_empty() || after.starts_with('.');
        if !begins_segment || !ends_segment {
            return Err(malformed(format_args!("`{}` has `*` in a segment", Shown(pattern))));
        }
        Ok(Some(Self { before, after }))
    }

    /// Returns the text in the place of `*`, if `value` matches the pattern.
    pub(super) fn capture<'v>(&self, value: &'v str) -> Option<&'v str> {
        let captured = value.strip_prefix(self.before)?.strip_suffix(self.after)?;
        (!captured.is_empty()).then_some(captured)
    }

    /// Returns the value that the pattern stands for if the user should not have written `*`.
    pub(super) fn without_star(&self) -> String {
        match self.before.strip_suffix('.') {
            Some(before) => format!("{before}{}", self.after),
            None => self.after.trim_start_matches('.').to_owned(),
        }
    }

    /// Returns the value that matches with this text in the place of `*`.
    pub(super) fn fill(&self, captured: &str) -> String {
        format!("{}{captured}{}", self.before, self.after)
    }

    /// Returns the pattern with this end that matches `value` with `captured` in the place of `*`.
    pub(super) fn capturing(&self, value: &str, captured: &str) -> Option<String> {
        let before = value.strip_suffix(self.after)?.strip_suffix(captured)?;
        let begins_segment = before.is_empty() || before.ends_with('.');
        begins_segment.then(|| format!("{before}*{}", self.after))
    }

    /// Returns the pattern that matches `value` and has as many segments before and after the `*`
    /// as this one.
    pub(super) fn generalize(&self, value: &str) -> Option<String> {
        let segments: Vec<_> = value.split('.').collect();
        let before = self.before.matches('.').count();
        let after = self.after.matches('.').count();
        let replaced = segments.len().checked_sub(before + after).filter(|count| *count > 0)?;
        let first = segments.iter().take(before);
        let last = segments.iter().skip(before + replaced);
        let pattern: Vec<_> = first.chain([&"*"]).chain(last).copied().collect();
        Some(pattern.join("."))
    }
}

fn malformed(message: impl Display) -> Finding {
    Finding::new(Rule::MalformedPattern, message)
        .help("write `*` once, for whole segments between dots, for example `Crm.Read.*`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wildcard(pattern: &str) -> Wildcard<'_> {
        Wildcard::parse(pattern).unwrap().unwrap()
    }

    #[test]
    fn a_star_may_be_at_the_end_in_the_middle_at_the_start_and_alone() {
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.Read.My"), Some("My"));
        assert_eq!(wildcard("Crm.*.My").capture("Crm.Read.My"), Some("Read"));
        assert_eq!(wildcard("*.My").capture("Crm.Read.My"), Some("Crm.Read"));
        assert_eq!(wildcard("*").capture("user_impersonation"), Some("user_impersonation"));
    }

    #[test]
    fn a_star_stands_for_one_or_more_whole_segments() {
        assert_eq!(wildcard("Crm.*").capture("Crm.Read.My"), Some("Read.My"));
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.Read"), None);
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.Read."), None);
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.ReadWrite.My"), None);
        assert_eq!(wildcard("Crm.*.My").capture("Crm.My"), None);
        assert_eq!(wildcard("*.My").capture("CrmMy"), None);
    }

    #[test]
    fn patterns_are_case_sensitive() {
        assert_eq!(wildcard("crm.*").capture("Crm.Read"), None);
    }

    #[test]
    fn a_captured_text_fills_another_pattern() {
        assert_eq!(wildcard("Contacts.*.My").fill("Read"), "Contacts.Read.My");
        assert_eq!(wildcard("*").fill("Read.My"), "Read.My");
    }

    #[test]
    fn a_pattern_can_capture_another_text() {
        let capturing = |value, captured| wildcard("Contacts.Read.*").capturing(value, captured);
        assert_eq!(capturing("Contacts.Read.My", "Read.My").as_deref(), Some("Contacts.*"));
        assert_eq!(capturing("Contacts.Read.My", "Contacts.Read.My").as_deref(), Some("*"));
        assert_eq!(capturing("Contacts.Read.My", "ad.My"), None);
        assert_eq!(capturing("Contacts.Read.My", "Read.All"), None);
        let meant = wildcard("Contacts.Read.*.Own").capturing("Contacts.Read.My.Own", "Read.My");
        assert_eq!(meant.as_deref(), Some("Contacts.*.Own"));
    }

    #[test]
    fn a_value_is_generalized_to_the_form_of_a_pattern() {
        let generalized = |pattern, value| wildcard(pattern).generalize(value);
        assert_eq!(generalized("Crm.Raed.*", "Crm.Read.My").as_deref(), Some("Crm.Read.*"));
        assert_eq!(generalized("*.My", "Crm.Read.All").as_deref(), Some("*.All"));
        assert_eq!(generalized("Crm.*.All", "Crm.All"), None);
    }

    #[test]
    fn the_segments_around_a_star_are_a_value() {
        assert_eq!(wildcard("Crm.Read.*").without_star(), "Crm.Read");
        assert_eq!(wildcard("Crm.*.All").without_star(), "Crm.All");
        assert_eq!(wildcard("*.Crm.All").without_star(), "Crm.All");
        assert_eq!(wildcard("*").without_star(), "");
    }

    #[test]
    fn a_text_without_a_star_is_not_a_pattern() {
        assert!(Wildcard::parse("Crm.Read.My").unwrap().is_none());
    }

    #[test]
    fn malformed_patterns_are_refused() {
        let error = |pattern| Wildcard::parse(pattern).unwrap_err().message().to_owned();
        assert_eq!(error("*.Read.*"), "`*.Read.*` has more than one `*`");
        for pattern in ["Crm.Re*", "Crm.*Read", "Crm*", "*Crm"] {
            assert_eq!(error(pattern), format!("`{pattern}` has `*` in a segment"));
        }
    }
}
