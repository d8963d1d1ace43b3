//! `*` in the mapping: one or more whole dotted segments.

/// A pattern with a `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wildcard<'a> {
    /// What stands before the `*`, up to and with the dot.
    before: &'a str,
    /// What stands behind the `*`, from the dot on.
    after: &'a str,
}

impl<'a> Wildcard<'a> {
    /// Reads a pattern; `None` where it has no `*`.
    pub(super) fn parse(pattern: &'a str) -> Result<Option<Self>, String> {
        let Some((before, after)) = pattern.split_once('*') else { return Ok(None) };
        if after.contains('*') {
            return Err(format!("`{pattern}` has more than one `*`; expected at most one"));
        }
        let is_whole_segment = (before.is_empty() || before.ends_with('.'))
            && (after.is_empty() || after.starts_with('.'));
        if !is_whole_segment {
            return Err(format!(
                "`*` in `{pattern}` stands for a part of a segment; expected whole segments, as in `Crm.Read.*`"
            ));
        }
        Ok(Some(Self { before, after }))
    }

    /// What the `*` stands for in `value`, if the pattern matches it.
    pub(super) fn capture<'v>(&self, value: &'v str) -> Option<&'v str> {
        let captured = value.strip_prefix(self.before)?.strip_suffix(self.after)?;
        (!captured.is_empty()).then_some(captured)
    }

    /// The pattern of this form, as many segments before and behind the `*`, that `value` would match.
    pub(super) fn generalise(&self, value: &str) -> Option<String> {
        let segments: Vec<_> = value.split('.').collect();
        let (before, after) = (self.before.matches('.').count(), self.after.matches('.').count());
        let starred = segments.len().checked_sub(before + after).filter(|starred| *starred > 0)?;
        let kept_before = segments.iter().take(before).copied();
        let kept_after = segments.iter().skip(before + starred).copied();
        Some(kept_before.chain(["*"]).chain(kept_after).collect::<Vec<_>>().join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wildcard(pattern: &str) -> Wildcard<'_> {
        Wildcard::parse(pattern).unwrap().unwrap()
    }

    #[test]
    fn at_the_end_in_the_middle_at_the_start_and_alone() {
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.Read.My"), Some("My"));
        assert_eq!(wildcard("Crm.*.My").capture("Crm.Read.My"), Some("Read"));
        assert_eq!(wildcard("*.My").capture("Crm.Read.My"), Some("Crm.Read"));
        assert_eq!(wildcard("*").capture("user_impersonation"), Some("user_impersonation"));
    }

    #[test]
    fn one_or_more_whole_segments() {
        assert_eq!(wildcard("Crm.*").capture("Crm.Read.My"), Some("Read.My"));
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.Read"), None);
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.Read."), None);
        assert_eq!(wildcard("Crm.Read.*").capture("Crm.ReadWrite.My"), None);
        assert_eq!(wildcard("Crm.*.My").capture("Crm.My"), None);
        assert_eq!(wildcard("*.My").capture("CrmMy"), None);
    }

    #[test]
    fn case_counts() {
        assert_eq!(wildcard("crm.*").capture("Crm.Read"), None);
    }

    #[test]
    fn generalises_to_its_own_form() {
        assert_eq!(wildcard("Crm.Raed.*").generalise("Crm.Read.My").as_deref(), Some("Crm.Read.*"));
        assert_eq!(wildcard("*.My").generalise("Crm.Read.All").as_deref(), Some("*.All"));
        assert_eq!(wildcard("Crm.*.All").generalise("Crm.All"), None);
    }

    #[test]
    fn defects() {
        assert_eq!(Wildcard::parse("Crm.Read.My"), Ok(None));
        assert_eq!(
            Wildcard::parse("*.Read.*"),
            Err("`*.Read.*` has more than one `*`; expected at most one".to_owned())
        );
        for pattern in ["Crm.Re*", "Crm.*Read", "Crm*", "*Crm"] {
            assert_eq!(
                Wildcard::parse(pattern),
                Err(format!(
                    "`*` in `{pattern}` stands for a part of a segment; expected whole segments, as in `Crm.Read.*`"
                ))
            );
        }
    }
}
